//! Dates and times of `chrono`.

use arrow_array::builder::PrimitiveBuilder;
use arrow_array::{Array, ArrowPrimitiveType, Date32Array, PrimitiveArray, types};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, TimeUnit};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

use super::alike::{as_arrays_do, as_builders_do};
use super::column::{Column, Ms, Ns, Plain, Us, downcast, is_null};
use super::error::ValueError;
use super::list::Lists;

/// 1970-01-01, counted from the first day of year 1.
const EPOCH: i32 = 719_163;
/// The zone of a timestamp that has one.
pub(super) const ZONE: &str = "UTC";

impl Column for NaiveDate {
    type Builder = PrimitiveBuilder<types::Date32Type>;
    type Reader = Date32Array;
    type Many = Lists;

    fn field(name: &str) -> Field {
        Field::new(name, DataType::Date32, false)
    }
    fn builder(rows: usize) -> Self::Builder {
        PrimitiveBuilder::with_capacity(rows)
    }
    #[inline]
    fn append(builder: &mut Self::Builder, value: &NaiveDate) {
        builder.append_value(chrono::Datelike::num_days_from_ce(value) - EPOCH);
    }
    as_builders_do! {}
    as_arrays_do! {}
    #[inline]
    fn read(reader: &Date32Array, row: usize) -> Result<NaiveDate, ValueError> {
        match reader.values().get(row) {
            Some(days) if !is_null(reader.nulls(), row) => days
                .checked_add(EPOCH)
                .and_then(NaiveDate::from_num_days_from_ce_opt)
                .ok_or_else(|| ValueError::new(format!("day {days} is no date"))),
            _ => Err(ValueError::nothing()),
        }
    }
}

/// What a field's attribute says about times.
pub trait Unit: Send + 'static {
    /// Times are held in this unit.
    const UNIT: TimeUnit;
    /// The user said so, and so wants times of smaller units cut.
    const SAID: bool;
    /// Timestamps in this unit.
    type Stamp: ArrowPrimitiveType<Native = i64>;
}

macro_rules! units {
    ($($mark:ident $unit:ident $stamp:ident $said:literal;)*) => {$(
        impl Unit for $mark {
            const UNIT: TimeUnit = TimeUnit::$unit;
            const SAID: bool = $said;
            type Stamp = types::$stamp;
        }
    )*};
}
units! {
    Plain Microsecond TimestampMicrosecondType false;
    Ms Millisecond TimestampMillisecondType true;
    Us Microsecond TimestampMicrosecondType true;
    Ns Nanosecond TimestampNanosecondType true;
}

/// How many of a unit are a second.
const fn in_a_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// Times as a file has them, in whatever unit.
pub struct Times {
    values: ScalarBuffer<i64>,
    nulls: Option<NullBuffer>,
    unit: TimeUnit,
}

impl Times {
    fn of<P: ArrowPrimitiveType>(column: &dyn Array, unit: TimeUnit) -> Option<Self>
    where
        i64: From<P::Native>,
    {
        let column = downcast::<PrimitiveArray<P>>(column)?;
        let values = column.values().iter().map(|value| i64::from(*value)).collect();
        Some(Self { values, nulls: column.nulls().cloned(), unit })
    }

    fn stamps(column: &dyn Array) -> Option<Self> {
        let DataType::Timestamp(unit, _) = column.data_type() else { return None };
        let (values, nulls) = match unit {
            TimeUnit::Second => parts::<types::TimestampSecondType>(column)?,
            TimeUnit::Millisecond => parts::<types::TimestampMillisecondType>(column)?,
            TimeUnit::Microsecond => parts::<types::TimestampMicrosecondType>(column)?,
            TimeUnit::Nanosecond => parts::<types::TimestampNanosecondType>(column)?,
        };
        Some(Self { values, nulls, unit: *unit })
    }

    fn of_day(column: &dyn Array) -> Option<Self> {
        match column.data_type() {
            DataType::Time32(TimeUnit::Second) => {
                Self::of::<types::Time32SecondType>(column, TimeUnit::Second)
            }
            DataType::Time32(unit) => Self::of::<types::Time32MillisecondType>(column, *unit),
            DataType::Time64(TimeUnit::Microsecond) => {
                Self::of::<types::Time64MicrosecondType>(column, TimeUnit::Microsecond)
            }
            DataType::Time64(unit) => Self::of::<types::Time64NanosecondType>(column, *unit),
            _ => None,
        }
    }

    #[inline]
    fn is_nothing(&self, row: usize) -> bool {
        is_null(self.nulls.as_ref(), row)
    }

    /// Seconds, and the nanoseconds after them, as field `U` takes them.
    #[inline]
    fn read<U: Unit>(&self, row: usize) -> Result<(i64, u32), ValueError> {
        let value = match self.values.get(row) {
            Some(value) if !self.is_nothing(row) => *value,
            _ => return Err(ValueError::nothing()),
        };
        let (a_second, wanted) = (in_a_second(self.unit), in_a_second(U::UNIT));
        let (seconds, mut rest) = (value.div_euclid(a_second), value.rem_euclid(a_second));
        if self.unit == TimeUnit::Nanosecond && wanted < a_second {
            let cut = rest % (a_second / wanted);
            if cut != 0 && !U::SAID {
                return Err(ValueError::new(format!(
                    "{value} ns are no whole µs; say `#[record(unit = \"us\")]` to cut them, or \
                     `\"ns\"` to keep them"
                )));
            }
            rest -= cut;
        }
        let nanoseconds = rest.saturating_mul(1_000_000_000 / a_second);
        Ok((seconds, u32::try_from(nanoseconds).unwrap_or(0)))
    }
}

type Parts = (ScalarBuffer<i64>, Option<NullBuffer>);

fn parts<P: ArrowPrimitiveType<Native = i64>>(column: &dyn Array) -> Option<Parts> {
    let column = column.as_any().downcast_ref::<PrimitiveArray<P>>()?;
    Some((column.values().clone(), column.nulls().cloned()))
}

/// A point in time, in a unit; `None` if it is too far away for it.
#[inline]
fn units<U: Unit>(value: &NaiveDateTime) -> Option<i64> {
    let value = value.and_utc();
    match U::UNIT {
        TimeUnit::Nanosecond => value.timestamp_nanos_opt(),
        TimeUnit::Microsecond => Some(value.timestamp_micros()),
        TimeUnit::Millisecond => Some(value.timestamp_millis()),
        TimeUnit::Second => Some(value.timestamp()),
    }
}

fn check<U: Unit>(value: &NaiveDateTime) -> Result<(), ValueError> {
    match U::UNIT {
        TimeUnit::Nanosecond if units::<U>(value).is_none() => Err(ValueError::new(format!(
            "{value} is too far away for nanoseconds; say `#[record(unit = \"us\")]`"
        ))),
        _ => Ok(()),
    }
}

fn point<U: Unit>(times: &Times, row: usize) -> Result<DateTime<Utc>, ValueError> {
    let (seconds, nanoseconds) = times.read::<U>(row)?;
    DateTime::from_timestamp(seconds, nanoseconds)
        .ok_or_else(|| ValueError::new(format!("second {seconds} is no date")))
}

macro_rules! stamps {
    ($($type:ty, $zone:expr, $local:ident => $utc:expr, $point:ident => $back:expr;)*) => {$(
        impl<U: Unit> Column<U> for $type {
            type Builder = PrimitiveBuilder<U::Stamp>;
            type Reader = Times;
            type Many = Lists;

            fn field(name: &str) -> Field {
                Field::new(name, DataType::Timestamp(U::UNIT, $zone), false)
            }
            fn builder(rows: usize) -> Self::Builder {
                PrimitiveBuilder::with_capacity(rows)
                    .with_data_type(DataType::Timestamp(U::UNIT, $zone))
            }
            #[inline]
            fn check($local: &Self) -> Result<(), ValueError> {
                check::<U>(&$utc)
            }
            #[inline]
            fn append(builder: &mut Self::Builder, $local: &Self) {
                // `check` has refused what has no number.
                builder.append_value(units::<U>(&$utc).unwrap_or(0));
            }
            as_builders_do! {}
            fn reader(column: &dyn Array) -> Option<Times> {
                Times::stamps(column)
            }
            #[inline]
            fn is_nothing(reader: &Times, row: usize) -> bool {
                reader.is_nothing(row)
            }
            #[inline]
            fn read(reader: &Times, row: usize) -> Result<Self, ValueError> {
                let $point = point::<U>(reader, row)?;
                Ok($back)
            }
        }
    )*};
}
stamps! {
    NaiveDateTime, None, local => *local, point => point.naive_utc();
    DateTime<Utc>, Some(ZONE.into()), local => local.naive_utc(), point => point;
}

macro_rules! times {
    ($($mark:ident $arrow:ident $data:expr, $native:ty;)*) => {$(
        impl Column<$mark> for NaiveTime {
            type Builder = PrimitiveBuilder<types::$arrow>;
            type Reader = Times;
            type Many = Lists;

            fn field(name: &str) -> Field {
                Field::new(name, $data, false)
            }
            fn builder(rows: usize) -> Self::Builder {
                PrimitiveBuilder::with_capacity(rows)
            }
            #[inline]
            fn append(builder: &mut Self::Builder, value: &NaiveTime) {
                builder.append_value(<$native>::try_from(since_midnight::<$mark>(value)).unwrap_or(0));
            }
            as_builders_do! {}
            fn reader(column: &dyn Array) -> Option<Times> {
                Times::of_day(column)
            }
            #[inline]
            fn is_nothing(reader: &Times, row: usize) -> bool {
                reader.is_nothing(row)
            }
            #[inline]
            fn read(reader: &Times, row: usize) -> Result<NaiveTime, ValueError> {
                let (seconds, nanoseconds) = reader.read::<$mark>(row)?;
                u32::try_from(seconds)
                    .ok()
                    .and_then(|s| NaiveTime::from_num_seconds_from_midnight_opt(s, nanoseconds))
                    .ok_or_else(|| ValueError::new("it is no time of a day"))
            }
        }
    )*};
}
times! {
    Plain Time64MicrosecondType DataType::Time64(TimeUnit::Microsecond), i64;
    Ms Time32MillisecondType DataType::Time32(TimeUnit::Millisecond), i32;
    Us Time64MicrosecondType DataType::Time64(TimeUnit::Microsecond), i64;
    Ns Time64NanosecondType DataType::Time64(TimeUnit::Nanosecond), i64;
}

/// Units since midnight. A leap second counts as the end of the second before it.
#[inline]
fn since_midnight<U: Unit>(value: &NaiveTime) -> i64 {
    let a_second = in_a_second(U::UNIT);
    let nanoseconds = i64::from(value.nanosecond().min(999_999_999));
    i64::from(value.num_seconds_from_midnight()) * a_second
        + nanoseconds / (1_000_000_000 / a_second)
}
