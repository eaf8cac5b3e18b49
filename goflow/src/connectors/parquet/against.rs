//! Literals as what columns are compared with.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::types as t;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, FixedSizeBinaryArray, PrimitiveArray, StringArray,
};
use arrow_schema::{DataType, TimeUnit};

use super::only::Literal;

/// A literal as a column of some type is compared with it.
pub(super) enum Against {
    Scalar(ArrayRef),
    Float(f64),
    /// It lies between this value of the type and the next one.
    Above(ArrayRef),
    /// It is smaller or greater than all values of the type.
    Beyond(Ordering),
    /// It cannot be compared with them.
    Nothing,
}

/// How a column of this type is compared with a literal.
pub(super) fn scalar(data: &DataType, value: &Literal) -> Against {
    use DataType as D;
    macro_rules! int {
        ($value:expr, $arrow:ident) => {
            match <t::$arrow as t::ArrowPrimitiveType>::Native::try_from($value) {
                Ok(value) => one::<t::$arrow>(value, data),
                Err(_) if $value < 0 => Against::Beyond(Ordering::Less),
                Err(_) => Against::Beyond(Ordering::Greater),
            }
        };
    }
    match (data, value) {
        (D::Dictionary(_, values), _) => match scalar(values, value) {
            Against::Float(_) => Against::Nothing,
            other => other,
        },
        (D::Int8, Literal::Int(v)) => int!(*v, Int8Type),
        (D::Int16, Literal::Int(v)) => int!(*v, Int16Type),
        (D::Int32, Literal::Int(v)) => int!(*v, Int32Type),
        (D::Int64, Literal::Int(v)) => int!(*v, Int64Type),
        (D::UInt8, Literal::Int(v)) => int!(*v, UInt8Type),
        (D::UInt16, Literal::Int(v)) => int!(*v, UInt16Type),
        (D::UInt32, Literal::Int(v)) => int!(*v, UInt32Type),
        (D::UInt64, Literal::Int(v)) => int!(*v, UInt64Type),
        // What does not fit into the wide integer does not fit into a column's either.
        #[allow(clippy::cast_possible_truncation, reason = "it saturates")]
        (data, Literal::Float(v)) if data.is_integer() && !v.is_nan() => {
            scalar(data, &Literal::Int(v.floor() as i128)).or_above(v.fract() != 0.0)
        }
        (D::Float32 | D::Float64, Literal::Float(v)) => Against::Float(*v),
        #[allow(clippy::cast_precision_loss, reason = "the column has no more digits")]
        (D::Float32 | D::Float64, Literal::Int(v)) => Against::Float(*v as f64),
        (D::Boolean, Literal::Bool(v)) => Against::Scalar(Arc::new(BooleanArray::from(vec![*v]))),
        (D::Utf8, Literal::Text(v)) => {
            Against::Scalar(Arc::new(StringArray::from(vec![v.as_str()])))
        }
        (D::LargeUtf8, Literal::Text(v)) => {
            Against::Scalar(Arc::new(arrow_array::LargeStringArray::from(vec![v.as_str()])))
        }
        (D::Utf8View, Literal::Text(v)) => {
            Against::Scalar(Arc::new(arrow_array::StringViewArray::from(vec![v.as_str()])))
        }
        (D::Binary, Literal::Bytes(v)) => {
            Against::Scalar(Arc::new(BinaryArray::from(vec![v.as_slice()])))
        }
        (D::LargeBinary, Literal::Bytes(v)) => {
            Against::Scalar(Arc::new(arrow_array::LargeBinaryArray::from(vec![v.as_slice()])))
        }
        (D::BinaryView, Literal::Bytes(v)) => {
            Against::Scalar(Arc::new(arrow_array::BinaryViewArray::from(vec![v.as_slice()])))
        }
        (D::FixedSizeBinary(16), Literal::Uuid(v)) => fixed(v.as_bytes()),
        (D::FixedSizeBinary(length), Literal::Bytes(v))
            if usize::try_from(*length) == Ok(v.len()) =>
        {
            fixed(v)
        }
        (D::Date32, Literal::Date(v)) => {
            int!((*v - chrono::NaiveDate::default()).num_days(), Date32Type)
        }
        (D::Time32(TimeUnit::Millisecond), Literal::Time(v)) => {
            time(v, 1_000_000, |v| int!(v, Time32MillisecondType))
        }
        (D::Time64(TimeUnit::Microsecond), Literal::Time(v)) => {
            time(v, 1_000, |v| int!(v, Time64MicrosecondType))
        }
        (D::Time64(TimeUnit::Nanosecond), Literal::Time(v)) => {
            int!(since_midnight(v), Time64NanosecondType)
        }
        (D::Timestamp(unit, None), Literal::Local(v)) => stamp(*unit, v.and_utc(), data),
        (D::Timestamp(unit, Some(_)), Literal::Instant(v)) => stamp(*unit, *v, data),
        (D::Decimal128(_, behind), Literal::Decimal(v)) => decimal(*behind, v, data),
        (D::Decimal128(_, behind), Literal::Int(v)) => {
            match rust_decimal::Decimal::try_from_i128_with_scale(*v, 0) {
                Ok(v) => decimal(*behind, &v, data),
                Err(_) => Against::Beyond(v.cmp(&0)),
            }
        }
        _ => Against::Nothing,
    }
}

impl Against {
    /// A value that was cut at what the type can tell apart.
    fn or_above(self, was_cut: bool) -> Self {
        match self {
            Self::Scalar(below) if was_cut => Self::Above(below),
            other => other,
        }
    }
}

fn one<P: t::ArrowPrimitiveType>(value: P::Native, data: &DataType) -> Against {
    let column = PrimitiveArray::<P>::from_value(value, 1);
    match data {
        DataType::Dictionary(..) => Against::Scalar(Arc::new(column)),
        data => Against::Scalar(Arc::new(column.with_data_type(data.clone()))),
    }
}

fn fixed(bytes: &[u8]) -> Against {
    match FixedSizeBinaryArray::try_from_iter(std::iter::once(bytes)) {
        Ok(column) => Against::Scalar(Arc::new(column)),
        Err(_) => Against::Nothing,
    }
}

/// A time of a day in units of so many nanoseconds.
fn time(time: &chrono::NaiveTime, unit: i64, against: impl Fn(i64) -> Against) -> Against {
    let nanos = since_midnight(time);
    against(nanos.div_euclid(unit)).or_above(nanos % unit != 0)
}

fn since_midnight(time: &chrono::NaiveTime) -> i64 {
    (*time - chrono::NaiveTime::MIN).num_nanoseconds().unwrap_or(0)
}

fn stamp(unit: TimeUnit, at: chrono::DateTime<chrono::Utc>, data: &DataType) -> Against {
    let nanos =
        i128::from(at.timestamp()) * 1_000_000_000 + i128::from(at.timestamp_subsec_nanos());
    let of_unit = match unit {
        TimeUnit::Second => 1_000_000_000,
        TimeUnit::Millisecond => 1_000_000,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    };
    let Ok(value) = i64::try_from(nanos.div_euclid(of_unit)) else {
        return Against::Beyond(nanos.cmp(&0));
    };
    let against = match unit {
        TimeUnit::Second => one::<t::TimestampSecondType>(value, data),
        TimeUnit::Millisecond => one::<t::TimestampMillisecondType>(value, data),
        TimeUnit::Microsecond => one::<t::TimestampMicrosecondType>(value, data),
        TimeUnit::Nanosecond => one::<t::TimestampNanosecondType>(value, data),
    };
    against.or_above(nanos % of_unit != 0)
}

/// A decimal in units of a column with so many places behind the point.
fn decimal(behind: i8, value: &rust_decimal::Decimal, data: &DataType) -> Against {
    let Ok(behind) = u32::try_from(behind) else { return Against::Nothing };
    let value = value.normalize();
    let (mantissa, scale) = (value.mantissa(), value.scale());
    let Some(power) = 10_i128.checked_pow(scale.abs_diff(behind)) else { return Against::Nothing };
    let units = match scale > behind {
        true => Some(mantissa.div_euclid(power)),
        false => mantissa.checked_mul(power),
    };
    match units {
        Some(units) => {
            let was_cut = scale > behind && mantissa.rem_euclid(power) != 0;
            one::<t::Decimal128Type>(units, data).or_above(was_cut)
        }
        None => Against::Beyond(mantissa.cmp(&0)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;

    #[test]
    fn a_time_between_two_units_is_above_the_first() {
        let day = [
            (DataType::Time32(TimeUnit::Millisecond), 1_000_000),
            (DataType::Time64(TimeUnit::Microsecond), 1_000),
            (DataType::Time64(TimeUnit::Nanosecond), 1),
        ];
        for (data, unit) in day {
            for (nanos, known) in [(7 * unit, true), (7 * unit + 1, unit == 1)] {
                let time = NaiveTime::from_num_seconds_from_midnight_opt(3600, nanos).unwrap();
                let against = scalar(&data, &Literal::Time(time));
                assert_eq!(matches!(against, Against::Scalar(_)), known, "{data} {nanos}");
                assert_eq!(matches!(against, Against::Above(_)), !known, "{data} {nanos}");
            }
        }
    }
}
