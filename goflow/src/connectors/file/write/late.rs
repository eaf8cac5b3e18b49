//! When events that wait in pieces are to be written, though more of them come all the time.
//!
//! A worker that has nothing else to do hands over all it has. One that always has would keep the few
//! events of a quiet partition for as long, and no file of theirs would begin, let alone be rolled.

use std::time::{Duration, Instant};

use super::roll::Limits;

/// So many events may go by without a look at the clock.
const EVENTS: u16 = 1_000;
/// Events wait for one part in so many of the time after which their file is rolled.
const SHARE: u32 = 8;

/// How long a worker's pieces have waited.
#[derive(Debug)]
pub(super) struct Late {
    patience: Duration,
    since: Instant,
    /// Events until the next look.
    left: u16,
}

impl Late {
    /// From now on; `None` where files are not rolled by time, and pieces may wait.
    pub(super) fn of(roll: &Limits) -> Option<Self> {
        let limit = roll.every.into_iter().chain(roll.idle).min()?;
        Some(Self { patience: limit / SHARE, since: Instant::now(), left: EVENTS })
    }

    /// Is it time to hand over all pieces? It is asked before each event.
    #[inline]
    pub(super) fn is_due(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                false
            }
            None => self.look(),
        }
    }

    #[cold]
    fn look(&mut self) -> bool {
        let due = self.since.elapsed() >= self.patience;
        // Who is told so, and does not hand over at once, is told again.
        self.left = if due { 0 } else { EVENTS };
        due
    }
}
