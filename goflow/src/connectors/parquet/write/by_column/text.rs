//! A value as the name of a folder.

use arrow_array::cast::AsArray as _;
use arrow_array::temporal_conversions::as_datetime;
use arrow_array::types::*;
use arrow_array::{Array as _, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use chrono::NaiveDateTime;

use super::plain;
use crate::PartitionValue;

/// The first value, as [`PartitionValue`] has it; `None`: there is none.
pub(in super::super) fn text(column: &ArrayRef) -> Option<String> {
    let array = plain(&column.slice(0, column.len().min(1))).ok()?;
    if array.is_empty() || array.is_null(0) {
        return None;
    }
    let mut text = String::new();
    macro_rules! whole {
        ($type:ty) => {
            array.as_primitive::<$type>().value(0).append(&mut text)
        };
    }
    macro_rules! time {
        ($type:ty) => {
            as_datetime::<$type>(array.as_primitive::<$type>().value(0).into())?
        };
    }
    let stamp = |time: NaiveDateTime, zone: bool, text: &mut String| match zone {
        true => time.and_utc().append(text),
        false => time.append(text),
    };
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(0).append(&mut text),
        DataType::Int8 => whole!(Int8Type),
        DataType::Int16 => whole!(Int16Type),
        DataType::Int32 => whole!(Int32Type),
        DataType::Int64 => whole!(Int64Type),
        DataType::UInt8 => whole!(UInt8Type),
        DataType::UInt16 => whole!(UInt16Type),
        DataType::UInt32 => whole!(UInt32Type),
        DataType::UInt64 => whole!(UInt64Type),
        DataType::Date32 => time!(Date32Type).date().append(&mut text),
        DataType::Date64 => time!(Date64Type).date().append(&mut text),
        DataType::Timestamp(unit, zone) => {
            let time = match unit {
                TimeUnit::Second => time!(TimestampSecondType),
                TimeUnit::Millisecond => time!(TimestampMillisecondType),
                TimeUnit::Microsecond => time!(TimestampMicrosecondType),
                TimeUnit::Nanosecond => time!(TimestampNanosecondType),
            };
            stamp(time, zone.is_some(), &mut text);
        }
        DataType::Utf8 => array.as_string::<i32>().value(0).append(&mut text),
        DataType::LargeUtf8 => array.as_string::<i64>().value(0).append(&mut text),
        DataType::Utf8View => array.as_string_view().value(0).append(&mut text),
        _ => return None,
    }
    Some(text)
}
