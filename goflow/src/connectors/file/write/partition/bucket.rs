//! `BucketValue`: what files may be spread over buckets by.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};

use super::murmur::murmur3;

/// What [`bucket_by`](crate::FileSink::bucket_by) takes: integers, strings, bytes, dates, times,
/// timestamps, uuids, decimals, and options of these.
///
/// The hash is that of [Iceberg's bucket transform](https://iceberg.apache.org/spec/#appendix-b-32-bit-hash-requirements).
///
/// ```
/// use goflow::BucketValue;
///
/// assert_eq!("iceberg".hash(), Some(1_210_000_089));
/// assert_eq!(34_i32.hash(), Some(2_017_239_379));
/// assert_eq!(None::<i32>.hash(), None);
/// ```
///
/// ```compile_fail
/// goflow::json::sink::<f64>("out").bucket_by(8, |x| *x);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be spread over buckets",
    label = "Iceberg's bucket transform has no hash of this",
    note = "buckets are by integers, strings, bytes, `chrono` dates and times, uuids, decimals, and options of these; of a float make an integer or a `String`"
)]
pub trait BucketValue {
    /// Its hash; `None` for nothing, which is in no bucket.
    fn hash(&self) -> Option<i32>;
}

fn of_long(number: i64) -> Option<i32> {
    Some(murmur3(&number.to_le_bytes()))
}

/// As 64 bits, so that a column that is widened keeps its buckets.
macro_rules! integers {
    ($($type:ty),*) => {$(
        impl BucketValue for $type {
            fn hash(&self) -> Option<i32> {
                of_long(i64::from(*self))
            }
        }
    )*};
}
integers!(u8, u16, u32, i8, i16, i32, i64);

/// By its bits, as Iceberg has no integers without a sign.
impl BucketValue for u64 {
    fn hash(&self) -> Option<i32> {
        of_long(self.cast_signed())
    }
}

macro_rules! bytes {
    ($($type:ty),*) => {$(
        impl BucketValue for $type {
            fn hash(&self) -> Option<i32> {
                Some(murmur3(self.as_ref()))
            }
        }
    )*};
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl BucketValue for $type {
            fn hash(&self) -> Option<i32> {
                Some(murmur3(self.as_bytes()))
            }
        }
    )*};
}
texts!(String, &str, Box<str>, Arc<str>, Cow<'_, str>);
bytes!(Vec<u8>, &[u8], Box<[u8]>, Arc<[u8]>);

impl<const N: usize> BucketValue for [u8; N] {
    fn hash(&self) -> Option<i32> {
        Some(murmur3(self))
    }
}

/// By days from 1970-01-01.
impl BucketValue for NaiveDate {
    fn hash(&self) -> Option<i32> {
        of_long(self.signed_duration_since(NaiveDate::default()).num_days())
    }
}

/// By microseconds from midnight.
impl BucketValue for NaiveTime {
    fn hash(&self) -> Option<i32> {
        let seconds = i64::from(self.num_seconds_from_midnight());
        of_long(seconds * 1_000_000 + i64::from(self.nanosecond() / 1000))
    }
}

/// By microseconds from 1970-01-01, local.
impl BucketValue for NaiveDateTime {
    fn hash(&self) -> Option<i32> {
        of_long(self.and_utc().timestamp_micros())
    }
}

/// By microseconds from 1970-01-01, UTC.
impl<Z: TimeZone> BucketValue for DateTime<Z> {
    fn hash(&self) -> Option<i32> {
        of_long(self.timestamp_micros())
    }
}

impl<V: BucketValue> BucketValue for Option<V> {
    fn hash(&self) -> Option<i32> {
        self.as_ref().and_then(V::hash)
    }
}

#[cfg(feature = "_record")]
mod record {
    use super::{BucketValue, murmur3};

    impl BucketValue for uuid::Uuid {
        fn hash(&self) -> Option<i32> {
            Some(murmur3(self.as_bytes()))
        }
    }

    /// By its unscaled value, as it is scaled: `14.2` and `14.20` are in different buckets.
    impl BucketValue for rust_decimal::Decimal {
        fn hash(&self) -> Option<i32> {
            let bytes = self.mantissa().to_be_bytes();
            // The fewest bytes of two's complement: a first byte that only repeats the sign goes.
            let spare = bytes.windows(2).take_while(|pair| {
                matches!(pair, [0, next] if *next < 0x80)
                    || matches!(pair, [0xff, next] if *next >= 0x80)
            });
            Some(murmur3(bytes.get(spare.count()..).unwrap_or_default()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of Iceberg's specification, appendix B.
    #[test]
    fn as_the_specification_has_it() {
        let day = NaiveDate::from_ymd_opt(2017, 11, 16).unwrap();
        let time = day.and_hms_opt(22, 31, 8).unwrap();
        assert_eq!(
            (34_i32.hash(), 34_i64.hash(), 34_u8.hash()),
            (Some(2_017_239_379), Some(2_017_239_379), Some(2_017_239_379))
        );
        assert_eq!(day.hash(), Some(-653_330_422));
        assert_eq!(time.time().hash(), Some(-662_762_989));
        assert_eq!(time.hash(), Some(-2_047_944_441));
        assert_eq!(time.and_utc().hash(), Some(-2_047_944_441));
        let later = day.and_hms_nano_opt(22, 31, 8, 1001).unwrap();
        assert_eq!(later.hash(), Some(-1_207_196_810));
        assert_eq!("iceberg".hash(), Some(1_210_000_089));
        assert_eq!([0_u8, 1, 2, 3].hash(), Some(-188_683_207));
        assert_eq!(vec![0_u8, 1, 2, 3].hash(), Some(-188_683_207));
        assert_eq!(Some(34).hash(), Some(2_017_239_379));
    }

    /// What pyiceberg's `BucketTransform(2**31 - 1)` says.
    #[test]
    fn as_another_implementation_has_it() {
        let is =
            |hash: Option<i32>, bucket: i32| assert_eq!(hash.map(|h| h & i32::MAX), Some(bucket));
        is((-1_i8).hash(), 1_651_860_712);
        is(i64::MIN.hash(), 1_366_273_829);
        let eve = NaiveDate::from_ymd_opt(1969, 12, 31).unwrap();
        is(eve.hash(), 1_651_860_712);
        is(NaiveDate::from_ymd_opt(1582, 10, 14).unwrap().hash(), 203_054_470);
        is(eve.and_hms_micro_opt(23, 59, 59, 999_999).unwrap().hash(), 1_651_860_712);
        for (text, bucket) in
            [("", 0), ("日本語𝕏", 1_910_045_266), (&"a".repeat(1001), 613_254_181)]
        {
            is(text.hash(), bucket);
        }
        is([0xff_u8, 0xfe, 0xfd, 0xfc].hash(), 1_947_369_071);
    }

    #[cfg(feature = "_record")]
    #[test]
    fn uuids_and_decimals() {
        let uuid: uuid::Uuid = "f79c3e09-677c-4bbd-a479-3f349cb785e7".parse().unwrap();
        assert_eq!(uuid.hash(), Some(1_488_055_340));
        let decimal = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap().hash();
        assert_eq!(decimal("14.20"), Some(-500_754_589));
        for (text, bucket) in [
            ("-0.01", 2_104_291_597),
            ("1.27", 1_435_096_473),
            ("327.67", 1_402_218_211),
            ("327.68", 623_161_056),
            ("-327.68", 1_659_329_203),
            ("-327.69", 545_989_934),
            ("79228162514264337593543950335", 1_609_779_349),
        ] {
            assert_eq!(decimal(text).map(|hash| hash & i32::MAX), Some(bucket), "{text}");
        }
        let bytes = |bytes: &[u8]| Some(murmur3(bytes));
        assert_eq!(decimal("0"), bytes(&[0]));
        assert_eq!(decimal("-1"), bytes(&[0xff]));
        assert_eq!(decimal("1.28"), bytes(&[0, 0x80]));
        assert_eq!(decimal("-1.28"), bytes(&[0x80]));
        assert_eq!(decimal("-1.29"), bytes(&[0xff, 0x7f]));
    }
}
