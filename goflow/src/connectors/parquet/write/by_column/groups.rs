//! Which rows have the same values.

use std::collections::HashMap;
use std::hash::Hash;

use arrow_array::cast::AsArray as _;
use arrow_array::types::*;
use arrow_array::{Array, UInt32Array};
use arrow_schema::{DataType, TimeUnit};
use foldhash::fast::FixedState;

/// A number for each row: rows of one group have the same one.
pub(super) struct Groups {
    of: Vec<u32>,
    count: usize,
}

impl Groups {
    /// All in one.
    pub(super) fn of(rows: usize) -> Self {
        Self { of: vec![0; rows], count: rows.min(1) }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Of a group, rows with the same value stay together. An error is a type that has none of which a
    /// folder is named.
    pub(super) fn refine<'a>(&mut self, array: &'a dyn Array) -> Result<(), &'a DataType> {
        macro_rules! whole {
            ($type:ty) => {{ self.by(array.as_primitive::<$type>().iter().map(|value| value.map(|n| n as i64))) }};
        }
        match array.data_type() {
            DataType::Boolean => self.by(array.as_boolean().iter()),
            DataType::Int8 => whole!(Int8Type),
            DataType::Int16 => whole!(Int16Type),
            DataType::Int32 => whole!(Int32Type),
            DataType::Int64 => whole!(Int64Type),
            DataType::UInt8 => whole!(UInt8Type),
            DataType::UInt16 => whole!(UInt16Type),
            DataType::UInt32 => whole!(UInt32Type),
            // By its bits, which differ where they do.
            DataType::UInt64 => whole!(UInt64Type),
            DataType::Date32 => whole!(Date32Type),
            DataType::Date64 => whole!(Date64Type),
            DataType::Timestamp(TimeUnit::Second, _) => whole!(TimestampSecondType),
            DataType::Timestamp(TimeUnit::Millisecond, _) => whole!(TimestampMillisecondType),
            DataType::Timestamp(TimeUnit::Microsecond, _) => whole!(TimestampMicrosecondType),
            DataType::Timestamp(TimeUnit::Nanosecond, _) => whole!(TimestampNanosecondType),
            DataType::Utf8 => self.by(array.as_string::<i32>().iter()),
            DataType::LargeUtf8 => self.by(array.as_string::<i64>().iter()),
            DataType::Utf8View => self.by(array.as_string_view().iter()),
            other => return Err(other),
        }
        Ok(())
    }

    fn by<K: Hash + Eq + Copy>(&mut self, keys: impl Iterator<Item = K>) {
        let mut known = HashMap::with_hasher(FixedState::default());
        // Equal values often follow each other.
        let mut last = None;
        for (group, key) in self.of.iter_mut().zip(keys) {
            let key = (*group, key);
            *group = match last {
                Some((before, group)) if before == key => group,
                _ => {
                    let next = known.len() as u32;
                    *known.entry(key).or_insert(next)
                }
            };
            last = Some((key, *group));
        }
        self.count = known.len();
    }

    /// The rows of each.
    pub(super) fn rows(&self) -> impl Iterator<Item = UInt32Array> + use<> {
        let mut rows = vec![Vec::new(); self.count];
        for (row, group) in (0..).zip(&self.of) {
            if let Some(rows) = rows.get_mut(*group as usize) {
                rows.push(row);
            }
        }
        rows.into_iter().map(UInt32Array::from)
    }
}
