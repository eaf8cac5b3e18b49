//! Whose turn it is: at most one thread at a time carries a job on, and no call is forgotten.

use super::sync::{
    AtomicU8, Ordering,
    Ordering::{AcqRel, Acquire},
};

/// Nobody has anything to do.
const IDLE: u8 = 0;
/// The job's own task was woken and will come.
const CALLED: u8 = 1;
const RUNNING: u8 = 2;
/// Called while it ran: it is to be looked at once more.
const AGAIN: u8 = 3;
/// Closed while it ran: who runs it has to drop it.
const CLOSING: u8 = 4;
const DONE: u8 = 5;

/// The state of one job.
pub(super) struct Turns(AtomicU8);

/// What is to follow a turn.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum After {
    Nothing,
    /// The job's own task is to be woken.
    Call,
    /// The job is to be dropped.
    Drop,
}

impl Turns {
    /// A job whose own task is about to start it.
    pub(super) fn new() -> Self {
        Self(AtomicU8::new(CALLED))
    }

    /// There is something to do. True: wake the job's own task.
    pub(super) fn call(&self) -> bool {
        self.change(|now| match now {
            IDLE => Some(CALLED),
            RUNNING => Some(AGAIN),
            _ => None,
        }) == Some(IDLE)
    }

    /// The job's own task has come. True: it is its turn. Else somebody did, or does, what it was
    /// woken for.
    pub(super) fn come(&self) -> bool {
        self.change(|now| (now == CALLED).then_some(RUNNING)).is_some()
    }

    /// There is something to do, and the caller would do it. True: it is the caller's turn.
    pub(super) fn begin(&self) -> bool {
        let before = self.change(|now| match now {
            IDLE | CALLED => Some(RUNNING),
            RUNNING => Some(AGAIN),
            _ => None,
        });
        matches!(before, Some(IDLE | CALLED))
    }

    /// The turn is over, the job is not.
    pub(super) fn end(&self) -> After {
        let before = self.change(|now| match now {
            RUNNING => Some(IDLE),
            AGAIN => Some(CALLED),
            CLOSING => Some(DONE),
            _ => None,
        });
        match before {
            Some(AGAIN) => After::Call,
            Some(CLOSING) => After::Drop,
            _ => After::Nothing,
        }
    }

    /// The job is over: it came to its end in the caller's turn.
    pub(super) fn finish(&self) {
        self.0.store(DONE, Ordering::Release);
    }

    /// The job is not to go on. True: the caller drops it.
    pub(super) fn close(&self) -> bool {
        let before = self.change(|now| match now {
            IDLE | CALLED => Some(DONE),
            RUNNING | AGAIN => Some(CLOSING),
            _ => None,
        });
        matches!(before, Some(IDLE | CALLED))
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.load(Acquire) == DONE
    }

    /// The state before, if `next` gave a new one.
    fn change(&self, next: impl Fn(u8) -> Option<u8>) -> Option<u8> {
        self.0.fetch_update(AcqRel, Acquire, next).ok()
    }
}
