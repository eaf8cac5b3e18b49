//! Values of which folders are named, in one of two types.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::*;
use arrow_array::{Array, ArrayRef, Int64Array};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use arrow_select::take::take;

pub(super) enum Values<'a> {
    /// Those that differ have numbers that do; a `u64` is its bits.
    Numbers(Int64Array),
    Texts(Box<dyn Iterator<Item = Option<&'a str>> + 'a>),
}

impl<'a> Values<'a> {
    /// `None`: no folder is named of these.
    pub(super) fn of(array: &'a dyn Array) -> Option<Self> {
        macro_rules! whole {
            ($type:ty) => {
                array.as_primitive::<$type>().unary(|number| number as i64)
            };
        }
        Some(Self::Numbers(match array.data_type() {
            DataType::Utf8 => return Some(Self::Texts(Box::new(array.as_string::<i32>().iter()))),
            DataType::LargeUtf8 => {
                return Some(Self::Texts(Box::new(array.as_string::<i64>().iter())));
            }
            DataType::Utf8View => {
                return Some(Self::Texts(Box::new(array.as_string_view().iter())));
            }
            DataType::Boolean => {
                array.as_boolean().iter().map(|flag| flag.map(i64::from)).collect()
            }
            DataType::Int8 => whole!(Int8Type),
            DataType::Int16 => whole!(Int16Type),
            DataType::Int32 => whole!(Int32Type),
            DataType::Int64 => whole!(Int64Type),
            DataType::UInt8 => whole!(UInt8Type),
            DataType::UInt16 => whole!(UInt16Type),
            DataType::UInt32 => whole!(UInt32Type),
            DataType::UInt64 => whole!(UInt64Type),
            DataType::Date32 => whole!(Date32Type),
            DataType::Date64 => whole!(Date64Type),
            DataType::Timestamp(TimeUnit::Second, _) => whole!(TimestampSecondType),
            DataType::Timestamp(TimeUnit::Millisecond, _) => whole!(TimestampMillisecondType),
            DataType::Timestamp(TimeUnit::Microsecond, _) => whole!(TimestampMicrosecondType),
            DataType::Timestamp(TimeUnit::Nanosecond, _) => whole!(TimestampNanosecondType),
            _ => return None,
        }))
    }
}

/// Without a dictionary.
pub(super) fn plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let DataType::Dictionary(..) = array.data_type() else { return Ok(Arc::clone(array)) };
    let dictionary = array.as_any_dictionary();
    take(dictionary.values(), dictionary.keys(), None)
}
