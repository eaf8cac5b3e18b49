//! Values in paths: `carrier=UA/`.

use std::sync::Arc;

use arrow_array::builder::FixedSizeBinaryBuilder;
use arrow_array::types as t;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, PrimitiveArray, StringArray, new_null_array,
};
use arrow_schema::{DataType, Field, TimeUnit};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use super::decimal::units;

/// A column of `rows` times the same value, read from text; `None` is nothing, or the empty text.
pub(crate) fn repeated(field: &Field, text: Option<&str>, rows: usize) -> Result<ArrayRef, String> {
    let Some(text) = text else {
        return match field.data_type() {
            DataType::Utf8 if !field.is_nullable() => repeated(field, Some(""), rows),
            _ if field.is_nullable() => Ok(new_null_array(field.data_type(), rows)),
            _ => Err("is nothing, and the field is no `Option`".into()),
        };
    };
    column(field.data_type(), text, rows)
        .ok_or_else(|| format!("is `{text}`, and the field takes {}", field.data_type()))
}

macro_rules! numbers {
    ($data:expr, $text:expr, $rows:expr, $($type:ident $arrow:ident;)* _ => $else:expr) => {
        match $data {
            $(DataType::$type => of::<t::$arrow>($text.parse().ok()?, $rows),)*
            _ => $else,
        }
    };
}

fn column(data: &DataType, text: &str, rows: usize) -> Option<ArrayRef> {
    Some(numbers! { data, text, rows,
        Int8 Int8Type; Int16 Int16Type; Int32 Int32Type; Int64 Int64Type;
        UInt8 UInt8Type; UInt16 UInt16Type; UInt32 UInt32Type; UInt64 UInt64Type;
        Float32 Float32Type; Float64 Float64Type;
        _ => match data {
            DataType::Boolean => Arc::new(BooleanArray::from(vec![text.parse::<bool>().ok()?; rows])),
            DataType::Utf8 | DataType::Dictionary(..) => {
                Arc::new(StringArray::from_iter_values(std::iter::repeat_n(text, rows)))
            }
            DataType::Binary => {
                let bytes = text.as_bytes();
                Arc::new(BinaryArray::from_iter_values(std::iter::repeat_n(bytes, rows)))
            }
            DataType::FixedSizeBinary(16) => {
                let uuid: uuid::Uuid = text.parse().ok()?;
                let mut builder = FixedSizeBinaryBuilder::with_capacity(rows, 16);
                for _ in 0..rows {
                    builder.append_value(uuid.as_bytes()).ok()?;
                }
                Arc::new(builder.finish())
            }
            DataType::Decimal128(digits, behind) => {
                let value: rust_decimal::Decimal = text.parse().ok()?;
                let units = units(&value, *digits, u8::try_from(*behind).ok()?)?;
                let column = PrimitiveArray::<t::Decimal128Type>::from_value(units, rows);
                Arc::new(column.with_data_type(data.clone()))
            }
            DataType::Date32 => {
                let days = text.parse::<NaiveDate>().ok()? - NaiveDate::default();
                of::<t::Date32Type>(i32::try_from(days.num_days()).ok()?, rows)
            }
            DataType::Time32(_) | DataType::Time64(_) => {
                let since = text.parse::<NaiveTime>().ok()? - NaiveTime::default();
                of::<t::Time64NanosecondType>(since.num_nanoseconds()?, rows)
            }
            DataType::Timestamp(_, zone) => {
                let micros = instant(text, zone.is_some())?.and_utc().timestamp_micros();
                let column = PrimitiveArray::<t::TimestampMicrosecondType>::from_value(micros, rows);
                let micros = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
                Arc::new(column.with_data_type(micros))
            }
            _ => return None,
        }
    })
}

fn of<P: t::ArrowPrimitiveType>(value: P::Native, rows: usize) -> ArrayRef {
    Arc::new(PrimitiveArray::<P>::from_value(value, rows))
}

/// ISO 8601, with `T` or a space, with or without a zone.
fn instant(text: &str, zoned: bool) -> Option<NaiveDateTime> {
    if let (true, Ok(time)) = (zoned, DateTime::parse_from_rfc3339(text)) {
        return Some(time.naive_utc());
    }
    let text = text.replacen(' ', "T", 1);
    text.parse().ok().or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0))
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray as _;

    use super::*;

    #[test]
    fn a_decimal_may_be_written_with_zeros_behind_it() {
        let field = Field::new("price", DataType::Decimal128(4, 1), false);
        for (text, units) in [
            ("14.20", Some(142)),
            ("14", Some(140)),
            ("-999.9", Some(-9999)),
            ("14.25", None),
            ("1000", None),
        ] {
            let column = repeated(&field, Some(text), 2).ok();
            let values = column.map(|c| c.as_primitive::<t::Decimal128Type>().values().to_vec());
            assert_eq!(values, units.map(|units| vec![units; 2]), "{text}");
        }
    }
}
