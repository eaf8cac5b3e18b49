//! The last errors of a node, for people.

use std::any::{Any, type_name};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::error::BoxError;
use crate::report::LastError;

/// How many are kept.
const KEPT: usize = 10;
/// Of a flood of errors, one in so many milliseconds is kept: to write an error down costs more than
/// to send it on.
const APART: u64 = 100;

/// The last errors of a node.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    noted: Mutex<VecDeque<LastError>>,
    /// When the last one was noted, in milliseconds since 1970; 0 while there is room for more.
    last: AtomicU64,
}

impl Recent {
    /// Keeps an error, unless it is one of a flood.
    pub(crate) fn note(&self, time: SystemTime, worker: usize, message: impl FnOnce() -> String) {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let now = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        let last = self.last.load(Relaxed);
        if last > 0 && now < last.saturating_add(APART) {
            return;
        }
        let noted = LastError { time, worker, message: message() };
        let mut all = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_front(noted);
        all.truncate(KEPT);
        if all.len() == KEPT {
            self.last.store(now, Relaxed);
        }
    }

    /// The newest first.
    pub(crate) fn read(&self) -> Vec<LastError> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// What an error says, of those types that an event may have and that can be told from outside. An
/// event need not have words; of others only the type is known.
pub(crate) fn words<E: 'static>(error: &E) -> String {
    macro_rules! first_of {
        ($error:ident: $($ty:ty),+ $(,)?) => {
            $(if let Some(error) = ($error as &dyn Any).downcast_ref::<$ty>() {
                return error.to_string();
            })+
        };
    }
    #[cfg(feature = "_file")]
    first_of!(error: crate::RecordError);
    first_of!(
        error: String, &'static str, BoxError, crate::Error, std::io::Error, std::fmt::Error,
        std::num::ParseIntError, std::num::ParseFloatError, std::num::TryFromIntError,
        std::str::Utf8Error, std::string::FromUtf8Error, std::str::ParseBoolError,
        std::char::ParseCharError, std::net::AddrParseError, std::time::SystemTimeError,
    );
    format!("an error of type `{}`", type_name::<E>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ten_are_kept_and_of_a_flood_one_now_and_then() {
        let (recent, start) = (Recent::default(), SystemTime::UNIX_EPOCH + Duration::from_secs(9));
        for n in 0..1000 {
            recent.note(start + Duration::from_millis(n), 2, || n.to_string());
        }
        let seen: Vec<String> = recent.read().into_iter().map(|noted| noted.message).collect();
        assert_eq!(seen, ["909", "809", "709", "609", "509", "409", "309", "209", "109", "9"]);
        assert_eq!(recent.read()[0].worker, 2);
    }

    #[test]
    fn what_has_words_says_them() {
        struct Dumb;
        assert_eq!(words(&"x".parse::<u8>().unwrap_err()), "invalid digit found in string");
        assert_eq!(words(&String::from("gone")), "gone");
        assert!(words(&Dumb).starts_with("an error of type `goflow::runtime::recent::"));
    }
}
