//! What a receiver that waits leaves to its senders: its stage, which takes their events on the spot.
//!
//! A batch that goes through a lane costs a lock on either side, a wake-up, and a turn of the
//! receiver. A receiver that has nothing to do leaves its stage in its inbox instead. A sender
//! [enters](super::Lane::enter), hands over its events, and leaves; for as long, what others send
//! goes into their lanes as ever. Nothing is overtaken: a stage is there only while nothing that
//! may be read stands in any lane, and a sender whose barrier is being aligned does not enter.
//!
//! All of it happens under the lock of the inbox, except the handling itself.

use std::any::Any;
use std::task::Waker;
use std::time::Duration;

/// How long a sender waits for another one to leave. Who has the stage is about to: what it does there
/// is cheap. But its thread may have been interrupted.
pub(super) const PATIENCE: Duration = Duration::from_micros(100);

/// A stage that takes events wherever it is.
pub(crate) trait Seated<T>: Send {
    /// Handles events from the front, as many as there is room for; the rest stays. `mark` is how
    /// old they are, see `Queue::mark`. True when the receiver has to go on with it: something was
    /// put off that needs waiting, or it is over.
    fn handle(&mut self, events: &mut Vec<T>, mark: u64) -> bool;

    /// Whether its functions only read events, so that they may be [lent](Seated::read) to it.
    fn reads(&self) -> bool;

    /// Reads the first of `events`, as many as there is room for. How many, and what
    /// [`handle`](Seated::handle) gives.
    fn read(&mut self, events: &[T], mark: u64) -> (usize, bool);

    /// For the receiver, who knows what it left.
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
}

/// A stage that has functions which take their events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Takes;

/// Where it lies.
pub(super) struct Seat<T> {
    pub(super) stage: Option<Box<dyn Seated<T>>>,
    /// A sender is in it.
    pub(super) taken: bool,
    /// So many others wait for that one to leave.
    pub(super) waiting: usize,
    /// The receiver has to go on with it.
    pub(super) again: bool,
}

impl<T> Seat<T> {
    pub(super) fn new() -> Self {
        Seat { stage: None, taken: false, waiting: 0, again: false }
    }
}

/// A stage while a sender has it, and the receiver that will want it back.
pub(super) struct Entered<T> {
    pub(super) stage: Box<dyn Seated<T>>,
    pub(super) receiver: Waker,
}
