//! What a receiver that waits leaves to its senders: its stage, which takes their events on the spot.
//!
//! A batch that goes through a lane costs a lock on either side, a wake-up, and a turn of the
//! receiver. A receiver that has nothing to do leaves its stage in its inbox instead. A sender
//! [enters](Shared::enter), hands over its events, and leaves; for as long, what others send
//! goes into their lanes as ever. Nothing is overtaken: a stage is there only while nothing that
//! may be read stands in any lane, and a sender whose barrier is being aligned does not enter.
//!
//! All of it happens under the lock of the inbox, except the handling itself.

use std::any::Any;
use std::mem;
use std::sync::PoisonError;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::inbox::{Inbox, Shared, register};

/// How long a sender waits for another one to leave. Who has the stage is about to: what it does there
/// is cheap. But its thread may have been interrupted.
const PATIENCE: Duration = Duration::from_micros(100);

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

impl<T> Inbox<T> {
    /// Waits until no sender is in the stage that was left; gives it back, and whether there is
    /// something to go on with.
    pub(crate) fn poll_back(&mut self, cx: &mut Context<'_>) -> Poll<(Box<dyn Seated<T>>, bool)> {
        let mut state = self.shared.lock();
        let back = match state.seat.stage.take() {
            Some(stage) => Poll::Ready((stage, mem::take(&mut state.seat.again))),
            None => Poll::Pending,
        };
        let stale = match back {
            Poll::Ready(_) => state.receiver.take(),
            Poll::Pending => register(&mut state.receiver, cx),
        };
        self.shared.set_idle(false);
        drop(state);
        drop(stale);
        back
    }
}

impl<T> Shared<T> {
    /// Takes the stage of a receiver that waits, if what comes by this lane would be read next.
    /// `waits`: while another sender has it, not for long.
    pub(super) fn enter(&self, lane: usize, waits: bool) -> Option<Entered<T>> {
        if !self.is_idle() && !waits {
            return None;
        }
        let mut state = self.lock();
        while waits && state.seat.taken {
            state.seat.waiting += 1;
            let waited = self.left.wait_timeout(state, PATIENCE);
            let (woken, patience) = waited.unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.seat.waiting -= 1;
            if patience.timed_out() {
                break;
            }
        }
        if state.closed || state.receiver.is_none() || !state.align.reads(lane) {
            return None;
        }
        let stage = state.seat.stage.take()?;
        let receiver = state.receiver.take()?;
        state.seat.taken = true;
        self.set_idle(false);
        Some(Entered { stage, receiver })
    }

    /// Puts it back; wakes the receiver if it is to go on with it, or something has come meanwhile.
    pub(super) fn leave(&self, entered: Entered<T>, again: bool) {
        let Entered { stage, receiver } = entered;
        let mut state = self.lock();
        state.seat.taken = false;
        if state.seat.waiting > 0 {
            self.left.notify_all();
        }
        if state.closed {
            drop(state);
            drop(stage);
            return;
        }
        state.seat.stage = Some(stage);
        state.seat.again |= again;
        // The receiver is not polled without a reason; one that was asks for the stage.
        let asked = state.receiver.replace(receiver).is_some();
        let lanes = state.queues.len();
        let wanted = again || asked || state.align.is_due() || {
            (0..lanes).any(|lane| state.has_message(lane))
        };
        let receiver = if wanted { state.receiver.take() } else { None };
        self.release(state, receiver);
    }
}
