//! What stands in a lane and what comes out of an inbox.

use std::collections::VecDeque;
use std::fmt;
use std::num::NonZeroUsize;

/// What travels in band with the events, at its place among the events of its lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// No event of an earlier time is expected; microseconds since the epoch.
    Watermark(i64),
    /// The line between what belongs to checkpoint `epoch` and what does not; with `stop` the
    /// last one.
    Barrier { epoch: u64, stop: bool },
    /// Checkpoint `epoch` is given up. Does not wait for its turn: see `State::post`.
    Abort { epoch: u64 },
}

/// What stands in a lane.
pub(super) enum Message<T> {
    /// Never empty. A deque, because a slow worker takes a few from the front while the sender
    /// adds a few at the back.
    Data(VecDeque<T>),
    Signal(Signal),
    End,
}

/// What one receive found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// At least one event is in the buffer.
    Events,
    /// All lanes agree on this one; what came before it has been received.
    Signal(Signal),
    /// Every lane has ended and is drained; stays so.
    Ended,
}

/// How much a lane holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capacity {
    /// One event, offered by the sender until the receiver takes it; received one at a time.
    Rendezvous,
    /// At most so many events that wait; signals take no room.
    Events(NonZeroUsize),
}

/// The receiving worker is gone; what was to be sent stays with the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the receiving worker is gone")
    }
}

impl std::error::Error for Closed {}
