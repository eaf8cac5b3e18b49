//! Data that are read over, and what data may cost that take no bytes.

use super::cursor::{Cursor, Malformed};
use super::shape::Shape;

/// What data may cost beside their bytes: values that take none, such as `null`s.
pub(super) const FREE: usize = 1 << 24;

/// What is left of what may be free.
pub(super) struct Free(usize);

impl Free {
    pub(super) fn new() -> Self {
        Self(FREE)
    }

    pub(super) fn take(&mut self) -> Result<(), Malformed> {
        self.take_many(1)
    }

    pub(super) fn take_many(&mut self, values: usize) -> Result<(), Malformed> {
        match self.0.checked_sub(values) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => Err("more values without a byte in the file than make sense".into()),
        }
    }
}

/// Reads over a value.
pub(super) fn skip(shape: &Shape, from: &mut Cursor<'_>, free: &mut Free) -> Result<(), Malformed> {
    match shape {
        Shape::Null => free.take()?,
        Shape::Bool => drop(from.bool()?),
        Shape::Int | Shape::Date | Shape::TimeMs | Shape::Enum(_) => drop(from.int()?),
        Shape::Long | Shape::TimeUs | Shape::Stamp(..) => drop(from.long()?),
        Shape::Float => drop(from.take(4)?),
        Shape::Double => drop(from.take(8)?),
        Shape::Bytes | Shape::Text | Shape::UuidText | Shape::Decimal(_, _, None) => {
            from.bytes()?;
        }
        Shape::Fixed(length) | Shape::Decimal(_, _, Some(length)) => drop(from.take(*length)?),
        Shape::UuidBytes => drop(from.take(16)?),
        Shape::Record(fields) => {
            if fields.is_empty() {
                free.take()?;
            }
            fields.iter().try_for_each(|(_, shape)| skip(shape, from, free))?;
        }
        Shape::Array(item) => {
            while let Some((count, bytes)) = from.items()? {
                skip_items(count, bytes, from, |from| skip(item, from, free))?;
            }
        }
        Shape::Map(value) => {
            while let Some((count, bytes)) = from.items()? {
                skip_items(count, bytes, from, |from| {
                    from.bytes()?;
                    skip(value, from, free)
                })?;
            }
        }
        Shape::Option(some, null_first) => match from.long()? {
            branch @ (0 | 1) if (branch == 0) == *null_first => {}
            0 | 1 => skip(some, from, free)?,
            branch => return Err(format!("branch {branch} of a union of two").into()),
        },
        Shape::Union(shapes) => {
            let branch = from.long()?;
            match usize::try_from(branch).ok().and_then(|at| shapes.get(at)) {
                Some(shape) => skip(shape, from, free)?,
                None => return Err(format!("branch {branch} of {}", shapes.len()).into()),
            }
        }
    }
    Ok(())
}

fn skip_items(
    count: u64,
    bytes: Option<u64>,
    from: &mut Cursor<'_>,
    mut one: impl FnMut(&mut Cursor<'_>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    match bytes {
        Some(bytes) => drop(from.take(usize::try_from(bytes).unwrap_or(usize::MAX))?),
        None => (0..count).try_for_each(|_| one(from))?,
    }
    Ok(())
}
