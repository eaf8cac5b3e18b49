//! A value as the name of a folder.

use arrow_array::temporal_conversions::as_datetime;
use arrow_array::types::*;
use arrow_array::{Array as _, ArrayRef};
use arrow_schema::{DataType, TimeUnit};

use super::values::{Values, plain};
use crate::PartitionValue;
use crate::error::BoxError;

/// The first value, as [`PartitionValue`] has it; `None`: there is none.
pub(super) fn text(column: &ArrayRef) -> Result<Option<String>, BoxError> {
    let array = plain(&column.slice(0, column.len().min(1)))?;
    let mut text = String::new();
    match Values::of(&*array) {
        Some(Values::Numbers(numbers)) => {
            let Some(number) = numbers.iter().next().flatten() else { return Ok(None) };
            let data = array.data_type();
            append(number, data, &mut text).ok_or_else(|| {
                format!("{number} is no {data} of a year that a calendar has, so no folder is named of it")
            })?;
        }
        Some(Values::Texts(mut texts)) => match texts.next().flatten() {
            Some(first) => first.append(&mut text),
            None => return Ok(None),
        },
        None => return Ok(None),
    }
    Ok(Some(text))
}

/// A number that stands for a value of a type; `None`: for a time that is too far away.
fn append(number: i64, data: &DataType, text: &mut String) -> Option<()> {
    match data {
        DataType::Boolean => (number != 0).append(text),
        DataType::UInt64 => number.cast_unsigned().append(text),
        DataType::Date32 => as_datetime::<Date32Type>(number)?.date().append(text),
        DataType::Date64 => as_datetime::<Date64Type>(number)?.date().append(text),
        DataType::Timestamp(unit, zone) => {
            let time = match unit {
                TimeUnit::Second => as_datetime::<TimestampSecondType>(number)?,
                TimeUnit::Millisecond => as_datetime::<TimestampMillisecondType>(number)?,
                TimeUnit::Microsecond => as_datetime::<TimestampMicrosecondType>(number)?,
                TimeUnit::Nanosecond => as_datetime::<TimestampNanosecondType>(number)?,
            };
            match zone {
                Some(_) => time.and_utc().append(text),
                None => time.append(text),
            }
        }
        _ => number.append(text),
    }
    Some(())
}
