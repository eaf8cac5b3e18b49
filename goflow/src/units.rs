//! `128.mib()`, `15.mins()`: sizes and times as they are said.

use std::time::Duration;

/// Sizes and times of whole numbers: sizes are `u64` bytes, times are [`Duration`]s.
///
/// What is too large for its type is the largest there is; what is below zero is zero.
///
/// ```
/// use goflow::prelude::*;
/// use std::time::Duration;
///
/// assert_eq!(64.kib(), 65_536);
/// assert_eq!(128.mib(), 134_217_728);
/// assert_eq!(2.gib(), 2_147_483_648);
/// assert_eq!(250.millis(), Duration::from_millis(250));
/// assert_eq!(10.secs() * 6, 1.mins());
/// assert_eq!(60.mins(), 1.hours());
/// assert_eq!(u64::MAX.gib(), u64::MAX);
/// ```
pub trait Units: Sized {
    /// The number as it is, in the widest type.
    #[doc(hidden)]
    fn number(self) -> u64;

    /// × 1024 bytes.
    fn kib(self) -> u64 {
        self.number().saturating_mul(1 << 10)
    }
    /// × 1024² bytes.
    fn mib(self) -> u64 {
        self.number().saturating_mul(1 << 20)
    }
    /// × 1024³ bytes.
    fn gib(self) -> u64 {
        self.number().saturating_mul(1 << 30)
    }
    /// Milliseconds.
    fn millis(self) -> Duration {
        Duration::from_millis(self.number())
    }
    /// Seconds.
    fn secs(self) -> Duration {
        Duration::from_secs(self.number())
    }
    /// Minutes.
    fn mins(self) -> Duration {
        Duration::from_secs(self.number().saturating_mul(60))
    }
    /// Hours.
    fn hours(self) -> Duration {
        Duration::from_secs(self.number().saturating_mul(60 * 60))
    }
}

macro_rules! units {
    ($($type:ty)*) => {$(
        impl Units for $type {
            fn number(self) -> u64 {
                self.try_into().unwrap_or(if self > 0 { u64::MAX } else { 0 })
            }
        }
    )*};
}
// `i32` is what a number without a type is; more signed ones nobody says.
units!(i32 u32 u64 usize);
