//! The receiving half: all lanes of one worker under one lock.

use std::task::{Context, Poll, Waker};

use super::align::Alignment;
use super::gauge::Gauge;
use super::lane::Lane;
use super::message::{Capacity, Message, Received, Signal};
use super::queue::{Queue, SMALL};
use super::seat::{Seat, Seated};
use super::sync::{Arc, AtomicBool, Condvar, Mutex, MutexGuard, Ordering};

/// The receiving half of all lanes of a worker.
pub(crate) struct Inbox<T> {
    pub(super) shared: Arc<Shared<T>>,
    /// The senders to wake once the lock is released; kept for its allocation.
    woken: Vec<Waker>,
    mark: u64,
}

/// What an inbox and the senders of its lanes have in common.
pub(super) struct Shared<T> {
    state: Mutex<State<T>>,
    pub(super) gauge: Gauge,
    /// Whether the receiver waits, to be read without the lock as a hint where to send.
    idle: AtomicBool,
    /// A sender has left the stage.
    pub(super) left: Condvar,
}

pub(super) struct State<T> {
    pub(super) queues: Vec<Queue<T>>,
    pub(super) align: Alignment,
    /// The lane whose turn it is.
    next: usize,
    /// The receiver, while it waits.
    pub(super) receiver: Option<Waker>,
    pub(super) closed: bool,
    /// That of an event of the last receive; 0: none of them was marked.
    mark: u64,
    pub(super) seat: Seat<T>,
}

impl<T> Inbox<T> {
    pub(crate) fn new() -> Self {
        let state = State {
            queues: Vec::new(),
            align: Alignment::new(),
            next: 0,
            receiver: None,
            closed: false,
            mark: 0,
            seat: Seat::new(),
        };
        let shared = Shared {
            state: Mutex::new(state),
            gauge: Gauge::new(),
            idle: AtomicBool::new(false),
            left: Condvar::new(),
        };
        Inbox { shared: Arc::new(shared), woken: Vec::new(), mark: 0 }
    }

    /// Adds a lane and returns its sending half. All lanes are added before the first receive:
    /// one that comes later would take part in a watermark or barrier that is already told.
    pub(crate) fn lane(&mut self, capacity: Capacity) -> Lane<T> {
        let queue = Queue::new(capacity);
        self.shared.gauge.grow(queue.places());
        let mut state = self.shared.lock();
        let lane = Lane::new(Arc::clone(&self.shared), state.queues.len(), &queue);
        state.queues.push(queue);
        state.align.add_lane();
        lane
    }

    /// The fill level of all lanes.
    pub(crate) fn gauge(&self) -> Gauge {
        self.shared.gauge.clone()
    }

    /// The mark of an event of the last receive, see `Queue::mark`; 0: none of them was marked.
    pub(crate) fn mark(&self) -> u64 {
        self.mark
    }

    /// Whether events wait, without the lock: more may have come since.
    pub(crate) fn is_empty(&self) -> bool {
        self.shared.gauge.queued() == 0
    }

    /// Takes up to `max` events (at least one) into the empty buffer `into`, or the next signal
    /// that all lanes agree on. `None`: nothing is there now. The allocation of `into` may go to
    /// the sender in exchange for one that is full.
    pub(crate) fn try_recv(&mut self, max: usize, into: &mut Vec<T>) -> Option<Received> {
        let mut state = self.shared.lock();
        let received = state.receive(max, into, &self.shared.gauge, &mut self.woken);
        self.mark = state.mark;
        drop(state);
        self.wake_senders();
        received
    }

    /// Like [`Inbox::try_recv`], and waits while nothing is there.
    pub(crate) fn poll_recv(
        &mut self,
        cx: &mut Context<'_>,
        max: usize,
        into: &mut Vec<T>,
    ) -> Poll<Received> {
        self.poll_recv_leaving(cx, max, into, &mut None)
    }

    /// Like [`Inbox::poll_recv`]. While it waits, `stage` lies where senders may enter it, and
    /// before it is polled again it has to be [taken back](Inbox::poll_back).
    pub(crate) fn poll_recv_leaving(
        &mut self,
        cx: &mut Context<'_>,
        max: usize,
        into: &mut Vec<T>,
        stage: &mut Option<Box<dyn Seated<T>>>,
    ) -> Poll<Received> {
        let mut state = self.shared.lock();
        let received = state.receive(max, into, &self.shared.gauge, &mut self.woken);
        self.mark = state.mark;
        let stale = if received.is_some() {
            state.receiver.take()
        } else {
            // Who waits for more room than there is would now wait for a receiver that waits.
            let waiting = state.queues.iter_mut().filter_map(Queue::sender_with_any);
            self.woken.extend(waiting);
            state.seat.stage = stage.take();
            register(&mut state.receiver, cx)
        };
        self.shared.set_idle(received.is_none());
        drop(state);
        drop(stale);
        self.wake_senders();
        received.map_or(Poll::Pending, Poll::Ready)
    }

    fn wake_senders(&mut self) {
        self.woken.drain(..).for_each(Waker::wake);
    }
}

impl<T> Drop for Inbox<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        let left: Vec<_> = state.queues.iter_mut().map(Queue::close).collect();
        let receiver = state.receiver.take();
        let stage = state.seat.stage.take();
        self.shared.set_idle(false);
        self.shared.gauge.remove(self.shared.gauge.queued());
        drop(state);
        drop((receiver, stage));
        for (messages, sender) in left {
            drop(messages);
            if let Some(sender) = sender {
                sender.wake();
            }
        }
    }
}

impl<T> Shared<T> {
    /// No code of a user runs under this lock, so a poisoned one is as good as any.
    pub(super) fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(super) fn is_idle(&self) -> bool {
        self.idle.load(Ordering::Relaxed)
    }

    /// Notes whether the receiver waits, at the end of what may have changed it; releases the
    /// lock, and only then wakes.
    pub(super) fn release(&self, state: MutexGuard<'_, State<T>>, receiver: Option<Waker>) {
        self.set_idle(state.receiver_waits());
        drop(state);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }

    /// Written only under the lock, and only when it changes: senders read it without.
    pub(super) fn set_idle(&self, idle: bool) {
        if self.is_idle() != idle {
            self.idle.store(idle, Ordering::Relaxed);
        }
    }
}

impl<T> State<T> {
    pub(super) fn receiver_waits(&self) -> bool {
        self.receiver.is_some()
    }

    /// Puts a signal or the end into a lane.
    ///
    /// An abort is the exception: it takes effect at once and is the next to be received. In its
    /// place, behind the barrier it is about, it would be found when the alignment it gives up has
    /// succeeded, and after all the data that made that take too long.
    pub(super) fn post(&mut self, lane: usize, message: Message<T>) -> Option<Waker> {
        match message {
            Message::Signal(abort @ Signal::Abort { .. }) => {
                self.align.signal(lane, abort);
                return self.receiver.take();
            }
            _ => self.queues.get_mut(lane)?.post(message),
        }
        self.receiver_for(lane)
    }

    /// The receiver, if it waits and may read what has come into this lane.
    pub(super) fn receiver_for(&mut self, lane: usize) -> Option<Waker> {
        if self.align.reads(lane) { self.receiver.take() } else { None }
    }

    fn receive(
        &mut self,
        max: usize,
        into: &mut Vec<T>,
        gauge: &Gauge,
        woken: &mut Vec<Waker>,
    ) -> Option<Received> {
        loop {
            if let Some(signal) = self.align.due() {
                return Some(Received::Signal(signal));
            }
            let Some(lane) = self.in_turn().find(|&lane| self.has_message(lane)) else {
                return self.align.all_ended().then_some(Received::Ended);
            };
            match self.queues.get_mut(lane).and_then(Queue::next_signal) {
                Some(Message::Signal(signal)) => self.align.signal(lane, signal),
                Some(_) => self.align.end(lane),
                None => {
                    let taken = self.take(lane, max.max(1), into, woken);
                    gauge.remove(taken);
                    return Some(Received::Events);
                }
            }
        }
    }

    /// All lanes, from the one whose turn it is.
    fn in_turn(&self) -> impl Iterator<Item = usize> + use<T> {
        let count = self.queues.len();
        let first = self.next.min(count);
        (first..count).chain(0..first)
    }

    pub(super) fn has_message(&self, lane: usize) -> bool {
        self.align.reads(lane) && self.queues.get(lane).is_some_and(|queue| !queue.is_empty())
    }

    /// Takes from the lane `first`, and what else is small and at hand from the others: many
    /// senders of single events then still make a batch.
    fn take(
        &mut self,
        first: usize,
        max: usize,
        into: &mut Vec<T>,
        woken: &mut Vec<Waker>,
    ) -> usize {
        let mut taken = 0;
        self.mark = 0;
        self.next = first;
        for lane in self.in_turn() {
            if !self.align.reads(lane) {
                continue;
            }
            let Some(queue) = self.queues.get_mut(lane) else {
                continue;
            };
            let room = max - taken;
            let Some(there) = queue.front_events() else {
                continue;
            };
            let single = queue.is_rendezvous();
            if taken > 0 && (single || there > SMALL.min(room)) {
                continue;
            }
            let count = queue.take(if single { 1 } else { room }, into);
            self.mark = queue.unmark(count).unwrap_or(self.mark);
            taken += count;
            woken.extend(queue.sender_with_half());
            self.next = lane + 1;
            if single || taken >= SMALL.min(max) {
                break;
            }
        }
        taken
    }
}

/// Stores the waker of who waits. Returns the one it replaces, to be dropped without the lock:
/// that may drop a task, and with it a lane.
pub(super) fn register(slot: &mut Option<Waker>, cx: &Context<'_>) -> Option<Waker> {
    match slot {
        Some(waker) if waker.will_wake(cx.waker()) => None,
        _ => slot.replace(cx.waker().clone()),
    }
}
