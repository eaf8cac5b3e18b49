//! Data into columns.

use std::str::FromStr as _;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, BooleanBuilder, PrimitiveBuilder, StringBuilder};
use arrow_array::types as t;
use arrow_array::{
    Array as _, ArrayRef, DictionaryArray, FixedSizeBinaryArray, ListArray, MapArray, NullArray,
    StructArray, UnionArray,
};
use arrow_buffer::{Buffer, NullBuffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use uuid::Uuid;

use super::cursor::{Cursor, Malformed};
use super::shape::{Shape, entries, fields, pair, union_fields};
use super::skip::Free;

/// A column that is being filled.
pub(super) enum Column {
    Null(usize),
    Bool(BooleanBuilder),
    Int(PrimitiveBuilder<t::Int32Type>),
    Date(PrimitiveBuilder<t::Date32Type>),
    TimeMs(PrimitiveBuilder<t::Time32MillisecondType>),
    Long(PrimitiveBuilder<t::Int64Type>),
    TimeUs(PrimitiveBuilder<t::Time64MicrosecondType>),
    Float(PrimitiveBuilder<t::Float32Type>),
    Double(PrimitiveBuilder<t::Float64Type>),
    Decimal(PrimitiveBuilder<t::Decimal128Type>),
    Bytes(BinaryBuilder),
    Text(StringBuilder),
    Fixed(Vec<u8>, NullBufferBuilder, usize),
    Record(Vec<Column>, NullBufferBuilder, usize),
    Enum(PrimitiveBuilder<t::Int32Type>),
    Array(Box<Column>, Offsets),
    Map(StringBuilder, Box<Column>, Offsets),
    Union(Vec<Column>, Vec<i8>, Vec<i32>),
}

/// Where lists end.
pub(super) struct Offsets(Vec<i32>, NullBufferBuilder);

impl Offsets {
    fn new() -> Self {
        Self(vec![0], NullBufferBuilder::new(0))
    }

    fn push(&mut self, end: usize) -> Result<(), Malformed> {
        self.0.push(i32::try_from(end).map_err(|_| "more than 2^31 items in a batch")?);
        self.1.append_non_null();
        Ok(())
    }

    fn push_nothing(&mut self) {
        self.0.push(self.0.last().copied().unwrap_or(0));
        self.1.append_null();
    }

    fn finish(mut self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        (OffsetBuffer::new(ScalarBuffer::from(self.0)), self.1.finish())
    }
}

impl Column {
    /// With room for so many rows. A file may have 100,000 columns, so no more than will be filled.
    pub(super) fn new(shape: &Shape, rows: usize) -> Self {
        match shape {
            Shape::Null => Self::Null(0),
            Shape::Bool => Self::Bool(BooleanBuilder::with_capacity(rows)),
            Shape::Int => Self::Int(PrimitiveBuilder::with_capacity(rows)),
            Shape::Date => Self::Date(PrimitiveBuilder::with_capacity(rows)),
            Shape::TimeMs => Self::TimeMs(PrimitiveBuilder::with_capacity(rows)),
            Shape::Long | Shape::Stamp(..) => Self::Long(PrimitiveBuilder::with_capacity(rows)),
            Shape::TimeUs => Self::TimeUs(PrimitiveBuilder::with_capacity(rows)),
            Shape::Float => Self::Float(PrimitiveBuilder::with_capacity(rows)),
            Shape::Double => Self::Double(PrimitiveBuilder::with_capacity(rows)),
            Shape::Decimal(digits, behind, _) => Self::Decimal(
                PrimitiveBuilder::with_capacity(rows)
                    .with_data_type(DataType::Decimal128(*digits, *behind)),
            ),
            Shape::Bytes => Self::Bytes(BinaryBuilder::with_capacity(rows, 0)),
            Shape::Text => Self::Text(StringBuilder::with_capacity(rows, 0)),
            Shape::Fixed(length) => Self::Fixed(Vec::new(), NullBufferBuilder::new(0), *length),
            Shape::UuidText | Shape::UuidBytes => {
                Self::Fixed(Vec::new(), NullBufferBuilder::new(0), 16)
            }
            Shape::Record(fields) => {
                let columns = fields.iter().map(|(_, shape)| Self::new(shape, rows)).collect();
                Self::Record(columns, NullBufferBuilder::new(0), 0)
            }
            Shape::Enum(_) => Self::Enum(PrimitiveBuilder::with_capacity(rows)),
            Shape::Array(item) => Self::Array(Box::new(Self::new(item, 0)), Offsets::new()),
            Shape::Map(value) => {
                let keys = StringBuilder::with_capacity(0, 0);
                Self::Map(keys, Box::new(Self::new(value, 0)), Offsets::new())
            }
            Shape::Option(some, _) => Self::new(some, rows),
            Shape::Union(branches) => {
                let columns = branches.iter().map(|branch| Self::new(branch, 0)).collect();
                Self::Union(columns, Vec::new(), Vec::new())
            }
        }
    }

    /// Adds the next value.
    #[inline]
    pub(super) fn read(
        &mut self,
        shape: &Shape,
        from: &mut Cursor<'_>,
        free: &mut Free,
    ) -> Result<(), Malformed> {
        match (self, shape) {
            (column, Shape::Option(some, null_first)) => match from.long()? {
                branch @ (0 | 1) if (branch == 0) == *null_first => column.nothing(free)?,
                0 | 1 => column.read(some, from, free)?,
                branch => return Err(format!("branch {branch} of a union of two").into()),
            },
            (Self::Null(rows), _) => {
                free.take()?;
                *rows += 1;
            }
            (Self::Bool(column), _) => column.append_value(from.bool()?),
            (Self::Int(column), _) => column.append_value(from.int()?),
            (Self::Date(column), _) => column.append_value(from.int()?),
            (Self::TimeMs(column), _) => column.append_value(from.int()?),
            (Self::Long(column), _) => column.append_value(from.long()?),
            (Self::TimeUs(column), _) => column.append_value(from.long()?),
            (Self::Float(column), _) => column.append_value(f32::from_le_bytes(from.array()?)),
            (Self::Double(column), _) => column.append_value(f64::from_le_bytes(from.array()?)),
            (Self::Decimal(column), Shape::Decimal(digits, _, fixed)) => {
                let bytes = match fixed {
                    Some(length) => from.take(*length)?,
                    None => from.bytes()?,
                };
                column.append_value(decimal(bytes, *digits)?);
            }
            (Self::Bytes(column), _) => {
                let bytes = from.bytes()?;
                room(column.values_slice().len(), bytes.len())?;
                column.append_value(bytes);
            }
            (Self::Text(column), _) => {
                let text = from.text()?;
                room(column.values_slice().len(), text.len())?;
                column.append_value(text);
            }
            (Self::Fixed(bytes, nulls, _), Shape::UuidText) => {
                let text = from.text()?;
                let uuid = Uuid::from_str(text).map_err(|_| format!("`{text}` is no uuid"))?;
                bytes.extend_from_slice(uuid.as_bytes());
                nulls.append_non_null();
            }
            (Self::Fixed(bytes, nulls, length), _) => {
                bytes.extend_from_slice(from.take(*length)?);
                nulls.append_non_null();
            }
            (Self::Record(columns, nulls, rows), Shape::Record(fields)) => {
                if fields.is_empty() {
                    free.take()?;
                }
                for (column, (_, shape)) in columns.iter_mut().zip(fields) {
                    column.read(shape, from, free)?;
                }
                nulls.append_non_null();
                *rows += 1;
            }
            (Self::Enum(column), Shape::Enum(symbols)) => {
                let symbol = from.int()?;
                if usize::try_from(symbol).map_or(true, |symbol| symbol >= symbols.len()) {
                    return Err(format!("symbol {symbol} of {}", symbols.len()).into());
                }
                column.append_value(symbol);
            }
            (Self::Array(items, offsets), Shape::Array(shape)) => {
                while let Some((count, _)) = from.items()? {
                    for _ in 0..count {
                        items.read(shape, from, free)?;
                    }
                }
                offsets.push(items.len())?;
            }
            (Self::Map(keys, values, offsets), Shape::Map(shape)) => {
                while let Some((count, _)) = from.items()? {
                    for _ in 0..count {
                        let key = from.text()?;
                        room(keys.values_slice().len(), key.len())?;
                        keys.append_value(key);
                        values.read(shape, from, free)?;
                    }
                }
                offsets.push(values.len())?;
            }
            (Self::Union(columns, types, places), Shape::Union(shapes)) => {
                let branch = from.long()?;
                let at = usize::try_from(branch).ok();
                let found = at.and_then(|at| Some((columns.get_mut(at)?, shapes.get(at)?)));
                let Some((column, shape)) = found else {
                    return Err(format!("branch {branch} of a union of {}", shapes.len()).into());
                };
                let place = i32::try_from(column.len()).map_err(|_| "too many values")?;
                column.read(shape, from, free)?;
                types.push(i8::try_from(branch).unwrap_or(i8::MAX));
                places.push(place);
            }
            // Columns are made of the same shape.
            _ => return Err("a column of another shape".into()),
        }
        Ok(())
    }

    /// Adds a row without a value.
    fn nothing(&mut self, free: &mut Free) -> Result<(), Malformed> {
        match self {
            Self::Null(rows) => *rows += 1,
            Self::Bool(column) => column.append_null(),
            Self::Int(column) | Self::Enum(column) => column.append_null(),
            Self::Date(column) => column.append_null(),
            Self::TimeMs(column) => column.append_null(),
            Self::Long(column) => column.append_null(),
            Self::TimeUs(column) => column.append_null(),
            Self::Float(column) => column.append_null(),
            Self::Double(column) => column.append_null(),
            Self::Decimal(column) => column.append_null(),
            Self::Bytes(column) => column.append_null(),
            Self::Text(column) => column.append_null(),
            Self::Fixed(bytes, nulls, length) => {
                free.take_many(*length / 16)?;
                bytes.resize(bytes.len() + *length, 0);
                nulls.append_null();
            }
            Self::Record(columns, nulls, rows) => {
                // One byte of a file leads to a value in each of them.
                free.take_many(columns.len())?;
                for column in columns {
                    column.nothing(free)?;
                }
                nulls.append_null();
                *rows += 1;
            }
            Self::Array(_, offsets) | Self::Map(_, _, offsets) => offsets.push_nothing(),
            Self::Union(columns, types, places) => {
                // A union has no rows without a value but those of one of its branches.
                if let Some(first) = columns.first_mut() {
                    places.push(i32::try_from(first.len()).map_err(|_| "too many values")?);
                    types.push(0);
                    first.nothing(free)?;
                }
            }
        }
        Ok(())
    }

    fn len(&self) -> usize {
        match self {
            Self::Null(rows) | Self::Record(_, _, rows) => *rows,
            Self::Bool(column) => arrow_array::builder::ArrayBuilder::len(column),
            Self::Int(column) | Self::Enum(column) => column.values_slice().len(),
            Self::Date(column) => column.values_slice().len(),
            Self::TimeMs(column) => column.values_slice().len(),
            Self::Long(column) => column.values_slice().len(),
            Self::TimeUs(column) => column.values_slice().len(),
            Self::Float(column) => column.values_slice().len(),
            Self::Double(column) => column.values_slice().len(),
            Self::Decimal(column) => column.values_slice().len(),
            Self::Bytes(column) => column.offsets_slice().len().saturating_sub(1),
            Self::Text(column) => column.offsets_slice().len().saturating_sub(1),
            Self::Fixed(bytes, _, length) => bytes.len() / length,
            Self::Array(_, offsets) | Self::Map(_, _, offsets) => offsets.0.len() - 1,
            Self::Union(_, types, _) => types.len(),
        }
    }

    /// The column as an array.
    pub(super) fn finish(self, shape: &Shape) -> Result<ArrayRef, ArrowError> {
        Ok(match (self, shape) {
            (column, Shape::Option(some, _)) => column.finish(some)?,
            (Self::Null(rows), _) => Arc::new(NullArray::new(rows)),
            (Self::Bool(mut column), _) => Arc::new(column.finish()),
            (Self::Int(mut column), _) => Arc::new(column.finish()),
            (Self::Date(mut column), _) => Arc::new(column.finish()),
            (Self::TimeMs(mut column), _) => Arc::new(column.finish()),
            (Self::Long(mut column), Shape::Stamp(unit, local)) => {
                stamps(&column.finish(), *unit, *local)
            }
            (Self::Long(mut column), _) => Arc::new(column.finish()),
            (Self::TimeUs(mut column), _) => Arc::new(column.finish()),
            (Self::Float(mut column), _) => Arc::new(column.finish()),
            (Self::Double(mut column), _) => Arc::new(column.finish()),
            (Self::Decimal(mut column), _) => Arc::new(column.finish()),
            (Self::Bytes(mut column), _) => Arc::new(column.finish()),
            (Self::Text(mut column), _) => Arc::new(column.finish()),
            (Self::Fixed(bytes, mut nulls, length), _) => {
                let length = i32::try_from(length).unwrap_or(i32::MAX);
                let bytes = Buffer::from(bytes);
                Arc::new(FixedSizeBinaryArray::try_new(length, bytes, nulls.finish())?)
            }
            (Self::Record(columns, mut nulls, rows), Shape::Record(shapes)) => {
                let parts = columns.into_iter().zip(shapes);
                let arrays = parts
                    .map(|(column, (_, shape))| column.finish(shape))
                    .collect::<Result<Vec<_>, _>>()?;
                match arrays.is_empty() {
                    true => Arc::new(StructArray::new_empty_fields(rows, nulls.finish())),
                    false => {
                        Arc::new(StructArray::try_new(fields(shapes), arrays, nulls.finish())?)
                    }
                }
            }
            (Self::Enum(mut column), Shape::Enum(symbols)) => {
                let symbols = Arc::clone(symbols) as ArrayRef;
                Arc::new(DictionaryArray::<t::Int32Type>::try_new(column.finish(), symbols)?)
            }
            (Self::Array(items, offsets), Shape::Array(shape)) => {
                let (offsets, nulls) = offsets.finish();
                let items = items.finish(shape)?;
                let field = Arc::new(shape.field("element"));
                Arc::new(ListArray::try_new(field, offsets, items, nulls)?)
            }
            (Self::Map(mut keys, values, offsets), Shape::Map(shape)) => {
                let (offsets, nulls) = offsets.finish();
                let columns = vec![Arc::new(keys.finish()) as ArrayRef, values.finish(shape)?];
                let pairs = StructArray::try_new(pair(shape), columns, None)?;
                Arc::new(MapArray::try_new(entries(shape), offsets, pairs, nulls, false)?)
            }
            (Self::Union(columns, types, places), Shape::Union(shapes)) => {
                let parts = columns.into_iter().zip(shapes);
                let arrays = parts
                    .map(|(column, shape)| column.finish(shape))
                    .collect::<Result<Vec<_>, _>>()?;
                let (types, places) = (ScalarBuffer::from(types), ScalarBuffer::from(places));
                Arc::new(UnionArray::try_new(union_fields(shapes), types, Some(places), arrays)?)
            }
            _ => return Err(ArrowError::SchemaError("a column of another shape".into())),
        })
    }
}

fn stamps(values: &arrow_array::Int64Array, unit: TimeUnit, local: bool) -> ArrayRef {
    let zone = (!local).then(|| Arc::<str>::from("UTC"));
    match unit {
        TimeUnit::Nanosecond => Arc::new(
            values.reinterpret_cast::<t::TimestampNanosecondType>().with_timezone_opt(zone),
        ),
        TimeUnit::Microsecond => Arc::new(
            values.reinterpret_cast::<t::TimestampMicrosecondType>().with_timezone_opt(zone),
        ),
        _ => Arc::new(
            values.reinterpret_cast::<t::TimestampMillisecondType>().with_timezone_opt(zone),
        ),
    }
}

/// Offsets have 31 bits.
fn room(there: usize, more: usize) -> Result<(), Malformed> {
    match there.checked_add(more).and_then(|sum| i32::try_from(sum).ok()) {
        Some(_) => Ok(()),
        None => Err("more than 2 GiB of text or bytes in a batch".into()),
    }
}

/// Two's complement, the first byte the greatest.
fn decimal(bytes: &[u8], digits: u8) -> Result<i128, Malformed> {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    let fill = if negative { 0xff } else { 0 };
    let mut wide = [fill; 16];
    // Further bytes in front only repeat the sign.
    let cut = bytes.len().saturating_sub(16);
    let (front, kept) = bytes.split_at_checked(cut).unwrap_or((&[], bytes));
    let from = 16 - kept.len();
    if let Some(place) = wide.get_mut(from..) {
        place.copy_from_slice(kept);
    }
    let value = i128::from_be_bytes(wide);
    let fits = front.iter().all(|byte| *byte == fill)
        && (value < 0) == negative
        && 10_u128.checked_pow(digits.into()).is_none_or(|most| value.unsigned_abs() < most);
    if fits { Ok(value) } else { Err(format!("a decimal of more than {digits} digits").into()) }
}
