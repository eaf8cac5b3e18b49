//! `Roll`: when a file is complete, and a further one begins.

use std::fmt;
use std::time::Duration;

use crate::error::BoxError;

/// Begins the limits of one file: by size, age, idleness or rows; the first that is reached rolls it.
///
/// Files that are rolled become visible when they are complete, not only at the end of the run, as a
/// run may have none.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::json;
///
/// let events = json::sink::<String>("out/events")
///     .roll(Roll::size(128.mib()).every(15.mins()).idle(1.mins()).rows(1_000_000));
/// ```
pub struct Roll(());

/// The limits of one file: made by [`Roll`].
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    pub(crate) size: Option<u64>,
    pub(crate) every: Option<Duration>,
    pub(crate) idle: Option<Duration>,
    pub(crate) rows: Option<u64>,
}

impl Roll {
    /// By bytes of the file, after compression. It is passed by at most a batch (parquet: a row
    /// group).
    pub fn size(bytes: u64) -> Limits {
        Limits::default().size(bytes)
    }

    /// By the time since the file was begun.
    pub fn every(age: Duration) -> Limits {
        Limits::default().every(age)
    }

    /// By the time since something was last written to it.
    pub fn idle(pause: Duration) -> Limits {
        Limits::default().idle(pause)
    }

    /// By rows; never passed (unless an event is many rows).
    pub fn rows(count: u64) -> Limits {
        Limits::default().rows(count)
    }
}

impl Limits {
    /// See [`Roll::size`].
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    /// See [`Roll::every`].
    #[must_use]
    pub fn every(mut self, age: Duration) -> Self {
        self.every = Some(age);
        self
    }

    /// See [`Roll::idle`].
    #[must_use]
    pub fn idle(mut self, pause: Duration) -> Self {
        self.idle = Some(pause);
        self
    }

    /// See [`Roll::rows`].
    #[must_use]
    pub fn rows(mut self, count: u64) -> Self {
        self.rows = Some(count);
        self
    }

    /// Whether files are rolled with the time, and so even when no event comes.
    pub(crate) fn by_time(&self) -> bool {
        self.every.is_some() || self.idle.is_some()
    }

    pub(crate) fn check(&self) -> Result<(), BoxError> {
        let zero = |time: Option<Duration>| time == Some(Duration::ZERO);
        if self.size == Some(0) || self.rows == Some(0) || zero(self.every) || zero(self.idle) {
            return Err("a `Roll` of 0 would leave files without an event; use more".into());
        }
        Ok(())
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, every, idle, rows } = self;
        write!(f, "Roll {{ size: {size:?}, every: {every:?}, idle: {idle:?}, rows: {rows:?} }}")
    }
}
