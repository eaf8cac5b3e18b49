//! How a `Failed` is written.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::ser::{Error as _, SerializeStruct as _};
use serde::{Serialize, Serializer};

use crate::Failed;

/// `{"error": …, "node": …, "worker": …, "time": …}`, the time in RFC 3339, UTC.
///
/// ```
/// use goflow::Failed;
/// use std::time::{Duration, SystemTime};
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_micros(1_385_211_600_000_250);
/// let failed = Failed { error: "no number", node: "parse".to_string(), worker: 1, time };
/// assert_eq!(
///     serde_json::to_string(&failed).unwrap(),
///     r#"{"error":"no number","node":"parse","worker":1,"time":"2013-11-23T13:00:00.000250Z"}"#
/// );
/// ```
impl<E: Serialize> Serialize for Failed<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = utc(self.time).ok_or_else(|| S::Error::custom("a time beyond the calendar"))?;
        let mut fields = serializer.serialize_struct("Failed", 4)?;
        fields.serialize_field("error", &self.error)?;
        fields.serialize_field("node", &self.node)?;
        fields.serialize_field("worker", &self.worker)?;
        fields.serialize_field("time", &time.to_rfc3339_opts(SecondsFormat::Micros, true))?;
        fields.end()
    }
}

/// The time as a date; `None` beyond the years a date can have.
fn utc(time: SystemTime) -> Option<DateTime<Utc>> {
    let (since, before) = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => (since, Duration::ZERO),
        Err(error) => (Duration::ZERO, error.duration()),
    };
    let since = chrono::TimeDelta::from_std(since).ok()?;
    let before = chrono::TimeDelta::from_std(before).ok()?;
    DateTime::UNIX_EPOCH.checked_add_signed(since)?.checked_sub_signed(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_1970_and_beyond_the_calendar() {
        let text = |time| utc(time).map(|t| t.to_rfc3339_opts(SecondsFormat::Micros, true));
        let before = SystemTime::UNIX_EPOCH - Duration::from_millis(500);
        assert_eq!(text(before).as_deref(), Some("1969-12-31T23:59:59.500000Z"));
        let beyond = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 60);
        assert_eq!(text(beyond), None);
    }
}
