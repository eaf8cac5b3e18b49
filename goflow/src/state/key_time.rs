//! Dates, times and uuids as keys.

use std::hash::{Hash as _, Hasher};

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

use super::key::Key;

macro_rules! keys {
    ($($t:ty: |$key:ident| [$($bytes:expr),*]),* $(,)?) => {$(
        impl Key for $t {
            #[inline]
            fn same(&self, other: &Self) -> bool {
                self == other
            }
            #[inline]
            fn feed<H: Hasher>(&self, hasher: &mut H) {
                self.hash(hasher);
            }
            #[inline]
            fn write(&self, bytes: &mut Vec<u8>) {
                let $key = self;
                $(bytes.extend_from_slice(&$bytes.to_be_bytes());)*
            }
        }
    )*};
}

/// 1970-01-01 as chrono counts days.
const EPOCH: i32 = 719_163;

keys! {
    // Days since 1970.
    NaiveDate: |date| [(date.num_days_from_ce() - EPOCH)],
    // Seconds since 1970, and nanoseconds.
    DateTime<Utc>: |time| [time.timestamp(), time.timestamp_subsec_nanos()],
    NaiveDateTime: |time| [time.and_utc().timestamp(), time.and_utc().timestamp_subsec_nanos()],
    // Seconds since midnight, and nanoseconds.
    NaiveTime: |time| [time.num_seconds_from_midnight(), time.nanosecond()],
}

#[cfg(feature = "_record")]
keys! {
    // Its bytes.
    uuid::Uuid: |id| [id.as_u128()],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(key: &impl Key) -> Vec<u8> {
        key.with_bytes(<[u8]>::to_vec)
    }

    #[test]
    fn they_route_by_what_they_count_since_1970_or_midnight() {
        let date = NaiveDate::from_ymd_opt(1970, 1, 2).unwrap();
        assert_eq!(bytes(&date), 1_i32.to_be_bytes());
        assert_eq!(bytes(&NaiveDate::from_ymd_opt(1969, 12, 31).unwrap()), (-1_i32).to_be_bytes());
        let time = NaiveTime::from_hms_nano_opt(0, 1, 0, 5).unwrap();
        assert_eq!(bytes(&time), [60_u32.to_be_bytes(), 5_u32.to_be_bytes()].concat());
        let both = date.and_time(time);
        let counted = [&86_460_i64.to_be_bytes()[..], &5_u32.to_be_bytes()].concat();
        assert_eq!(bytes(&both), counted);
        assert_eq!(bytes(&both.and_utc()), counted);
        assert!(both.same(&date.and_time(time)) && !both.same(&date.and_hms_opt(0, 1, 0).unwrap()));
    }

    #[cfg(feature = "_record")]
    #[test]
    fn a_uuid_routes_by_its_bytes() {
        let id = uuid::Uuid::from_bytes([7; 16]);
        assert_eq!(bytes(&id), [7; 16]);
        assert!(id.same(&uuid::Uuid::from_bytes([7; 16])) && !id.same(&uuid::Uuid::nil()));
    }
}
