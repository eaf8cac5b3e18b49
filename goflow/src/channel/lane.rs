//! The sending half of one lane.

use std::collections::VecDeque;
use std::mem;
use std::task::{Context, Poll};

use super::gauge::LaneLevel;
use super::inbox::{Shared, State, register};
use super::message::{Closed, Message, Signal};
use super::queue::Queue;
use super::seat::Takes;
use super::sync::{Arc, AtomicUsize, Ordering};

/// The sending half of one lane; owned by one upstream worker. Dropping it ends the lane.
pub(crate) struct Lane<T> {
    shared: Arc<Shared<T>>,
    index: usize,
    places: usize,
    /// See `Queue::room`.
    room: Arc<AtomicUsize>,
    rendezvous: bool,
    /// See `Queue::mark`.
    mark: u64,
    /// Whether the last push woke the receiver, which is then on its way to it.
    called: bool,
    ended: bool,
}

impl<T> Lane<T> {
    pub(super) fn new(shared: Arc<Shared<T>>, index: usize, queue: &Queue<T>) -> Self {
        Lane {
            shared,
            index,
            places: queue.places(),
            room: queue.room_cell(),
            rendezvous: queue.is_rendezvous(),
            mark: 0,
            called: false,
            ended: false,
        }
    }

    /// Events that fit now without waiting. Never more than a push accepts; 0 when the receiver
    /// is gone.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        self.room.load(Ordering::Relaxed)
    }

    /// How full it is.
    pub(crate) fn level(&self) -> LaneLevel {
        LaneLevel { room: Arc::clone(&self.room), places: self.places }
    }

    /// Marks the first event that is pushed next, see `Queue::mark`.
    pub(super) fn mark(&mut self, mark: u64) {
        self.mark = mark;
    }

    /// Moves what fits from the front of `batch` into the lane and returns how many; the rest
    /// stays. A batch that fits whole is swapped for an empty buffer.
    pub(crate) fn push(&mut self, batch: &mut Vec<T>) -> usize {
        let mut deque = VecDeque::from(mem::take(batch));
        let count = self.push_from(&mut deque, usize::MAX);
        *batch = Vec::from(deque);
        count
    }

    /// Moves what fits, at most `most`, from the front of `from` into the lane.
    pub(super) fn push_from(&mut self, from: &mut VecDeque<T>, most: usize) -> usize {
        if self.room() == 0 || from.is_empty() {
            return 0;
        }
        let mut state = self.shared.lock();
        let Some(queue) = state.queues.get_mut(self.index) else {
            return 0;
        };
        queue.mark(self.mark);
        let count = queue.put(from, most);
        self.shared.gauge.add(count);
        let receiver = state.receiver_for(self.index);
        self.called = receiver.is_some();
        self.shared.release(state, receiver);
        count
    }

    /// Has the receiver's stage handle events from the front of `events`, if it waits and left it.
    /// Events that the stage had no room for stay. False when it could not be entered. `waits`: see
    /// `Shared::enter`.
    pub(super) fn hand_over(&self, events: &mut Vec<T>, waits: bool) -> bool {
        let Some(mut entered) = self.shared.enter(self.index, waits) else {
            return false;
        };
        let again = entered.stage.handle(events, self.mark);
        self.shared.leave(entered, again);
        true
    }

    /// The same for events that are only lent to it. `Err`: it would have to own them.
    pub(super) fn lend(&self, events: &[T], waits: bool) -> Result<usize, Takes> {
        let Some(mut entered) = self.shared.enter(self.index, waits) else {
            return Ok(0);
        };
        let reads = entered.stage.reads();
        let (read, again) = if reads { entered.stage.read(events, self.mark) } else { (0, false) };
        self.shared.leave(entered, again);
        if reads { Ok(read) } else { Err(Takes) }
    }

    /// Puts a signal behind what was pushed; only an abort overtakes. It takes no room.
    pub(crate) fn signal(&mut self, signal: Signal) {
        self.post(Message::Signal(signal));
    }

    /// Says that nothing follows. Dropping the lane says it too.
    pub(crate) fn end(&mut self) {
        if !mem::replace(&mut self.ended, true) {
            self.post(Message::End);
        }
    }

    /// Waits until there is room. Who waits is woken only when half of the places are free or the
    /// receiver waits too: a wake-up per event would cost more than the event.
    pub(crate) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        if self.room() > 0 {
            return Poll::Ready(Ok(()));
        }
        self.poll_until(cx, |_, queue| queue.room() > 0)
    }

    /// Waits until nothing that was pushed is still in the lane.
    pub(crate) fn poll_taken(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        if self.room() == self.places {
            return Poll::Ready(Ok(()));
        }
        self.poll_until(cx, |_, queue| queue.room() == queue.places())
    }

    /// Waits until the receiver waits.
    pub(super) fn poll_idle(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.poll_until(cx, |state, _| state.receiver_waits())
    }

    /// Whether the receiver waits, as a hint where to send.
    pub(super) fn is_idle(&self) -> bool {
        self.shared.is_idle()
    }

    pub(super) fn is_rendezvous(&self) -> bool {
        self.rendezvous
    }

    /// Takes back the last event, unless it was taken, a signal stands behind it, or the receiver
    /// was woken for it.
    pub(super) fn withdraw(&mut self) -> Option<T> {
        if self.called {
            return None;
        }
        let mut state = self.shared.lock();
        let event = state.queues.get_mut(self.index)?.withdraw();
        self.shared.gauge.remove(usize::from(event.is_some()));
        event
    }

    fn post(&mut self, message: Message<T>) {
        let mut state = self.shared.lock();
        if state.closed {
            return;
        }
        let receiver = state.post(self.index, message);
        self.shared.release(state, receiver);
    }

    /// The check and the storing of the waker are one step under the lock: what changes the
    /// outcome of the check finds the waker.
    fn poll_until(
        &mut self,
        cx: &Context<'_>,
        met: impl FnOnce(&State<T>, &Queue<T>) -> bool,
    ) -> Poll<Result<(), Closed>> {
        let mut state = self.shared.lock();
        if state.closed {
            return Poll::Ready(Err(Closed));
        }
        match state.queues.get(self.index) {
            Some(queue) if !met(&state, queue) => {}
            _ => return Poll::Ready(Ok(())),
        }
        let stale = state.queues.get_mut(self.index).and_then(|it| register(&mut it.sender, cx));
        drop(state);
        drop(stale);
        Poll::Pending
    }
}

impl<T> Drop for Lane<T> {
    fn drop(&mut self) {
        self.end();
    }
}
