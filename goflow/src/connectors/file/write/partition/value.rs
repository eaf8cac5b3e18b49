//! `PartitionValue`: what a folder may be named by.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};

/// What [`partition_by`](crate::FileSink::partition_by) takes: integers, `bool`, strings, dates,
/// times, and options of these.
///
/// Floats are none: what is printed of them depends on who prints it.
///
/// ```
/// use goflow::PartitionValue;
///
/// let day = chrono::NaiveDate::from_ymd_opt(2013, 11, 23).unwrap();
/// let mut text = String::new();
/// day.append(&mut text);
/// assert_eq!(text, "2013-11-23");
/// ```
///
/// ```compile_fail
/// goflow::json::sink::<f64>("out").partition_by("x", |x| *x);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a partition",
    label = "files cannot be put into folders by this",
    note = "partitions are by integers, `bool`, strings, `chrono` dates and times, and options of these; of a float make an integer or a `String`"
)]
pub trait PartitionValue {
    /// Appends it as text, not escaped. What appends nothing goes to the default partition.
    fn append(&self, text: &mut String);
}

/// Writing to a `String` does not fail.
macro_rules! displayed {
    ($($type:ty),* => $format:literal) => {$(
        impl PartitionValue for $type {
            fn append(&self, text: &mut String) {
                let _ = write!(text, $format, self);
            }
        }
    )*};
}
displayed!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, bool => "{}");
displayed!(NaiveDate, NaiveTime => "{}");
// ISO 8601, where `Display` has a space.
displayed!(NaiveDateTime => "{:?}");

impl PartitionValue for DateTime<Utc> {
    fn append(&self, text: &mut String) {
        text.push_str(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    }
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl PartitionValue for $type {
            fn append(&self, text: &mut String) {
                text.push_str(self);
            }
        }
    )*};
}
texts!(String, &str, Box<str>, Arc<str>, Cow<'_, str>);

impl<V: PartitionValue> PartitionValue for Option<V> {
    fn append(&self, text: &mut String) {
        if let Some(value) = self {
            value.append(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: impl PartitionValue) -> String {
        let mut text = String::new();
        value.append(&mut text);
        text
    }

    #[test]
    fn texts_of_values() {
        let day = NaiveDate::from_ymd_opt(2017, 11, 16).unwrap();
        let time = day.and_hms_micro_opt(22, 31, 8, 500).unwrap();
        assert_eq!(text(day), "2017-11-16");
        assert_eq!(text(time.time()), "22:31:08.000500");
        assert_eq!(text(time), "2017-11-16T22:31:08.000500");
        assert_eq!(text(time.and_utc()), "2017-11-16T22:31:08.000500Z");
        assert_eq!(text(day.and_hms_opt(0, 0, 0).unwrap()), "2017-11-16T00:00:00");
        assert_eq!(
            (text(i64::MIN), text(u128::MAX)),
            (i64::MIN.to_string(), u128::MAX.to_string())
        );
        assert_eq!(
            (text(true), text("UA"), text(Some("UA"))),
            ("true".into(), "UA".into(), "UA".into())
        );
        assert_eq!((text(None::<i32>), text("")), (String::new(), String::new()));
    }
}
