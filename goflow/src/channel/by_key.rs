//! Routing where the key of an event decides the worker.

use std::task::{Context, Poll, ready};

use super::gather::Gather;
use super::lane::Lane;
use super::message::{Closed, Signal};
use super::sync::{AtomicUsize, Ordering};

/// The sending side of a keyed edge: one lane and one gather buffer for each worker of the stage
/// that follows.
///
/// Where the next event goes is known only when it is there, so there is room when every lane has
/// some, and one slow worker holds all back; that is the price of order per key. See [`Spread`]
/// for how the functions play together.
///
/// [`Spread`]: super::Spread
pub(crate) struct ByKey<T> {
    branches: Vec<Branch<T>>,
    /// Most events to gather for one worker before they are sent.
    batch: usize,
    /// How many events may stand gathered for any one worker, as the lanes were when last looked
    /// at. They have had more room since, never less. Atomic only to be set by who asks.
    least: AtomicUsize,
    /// The most that are gathered for one worker.
    fullest: usize,
}

struct Branch<T> {
    lane: Lane<T>,
    gathered: Gather<T>,
}

impl<T> ByKey<T> {
    /// `lanes`: one for each worker, in their order. `batch`: most events to gather for one.
    pub(crate) fn new(lanes: Vec<Lane<T>>, batch: usize) -> Self {
        let branch = |lane| Branch { lane, gathered: Gather::new() };
        let branches = lanes.into_iter().map(branch).collect();
        ByKey { branches, batch: batch.max(1), least: AtomicUsize::new(0), fullest: 0 }
    }

    /// Adds an event for a worker.
    ///
    /// # Panics
    ///
    /// If there is no such worker. `worker_of` names none, and to lose the event is no choice.
    #[inline]
    pub(crate) fn gather(&mut self, worker: usize, event: T) {
        let fresh = &mut self.branches[worker].gathered.fresh;
        fresh.push(event);
        self.fullest = self.fullest.max(fresh.len());
    }

    /// Adds events, each for a worker, where there are any.
    ///
    /// # Panics
    ///
    /// As [`ByKey::gather`].
    #[inline(always)]
    pub(crate) fn extend(&mut self, events: impl Iterator<Item = Option<(usize, T)>>) {
        events.for_each(|event| {
            if let Some((worker, event)) = event {
                self.branches[worker].gathered.push(event);
            }
        });
        self.note_fullest();
    }

    /// How many more events may be gathered now, whatever their keys; may tell too few, but never
    /// 0 while every lane has room. Cheap enough to ask for every event.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        match self.least.load(Ordering::Relaxed).saturating_sub(self.fullest) {
            room if room > 0 && self.fullest > 0 => room,
            _ => self.look(),
        }
    }

    /// Has receivers that wait handle what was gathered for them, on the spot: those of which `may`
    /// says so.
    pub(crate) fn hand_over(&mut self, waits: bool, may: impl Fn(usize) -> bool) {
        for (at, Branch { lane, gathered }) in self.branches.iter_mut().enumerate() {
            let here = !lane.is_rendezvous() && !gathered.is_held() && !gathered.is_empty();
            if here && may(at) {
                lane.hand_over(&mut gathered.fresh, waits);
            }
        }
    }

    /// Sends what fits without waiting. True when all is in lanes, or taken where that is a
    /// rendezvous: when [`ByKey::poll_send`] would not wait.
    pub(crate) fn try_send(&mut self) -> bool {
        let in_lanes = self.send_batches();
        in_lanes && self.branches.iter().all(|it| !it.lane.is_rendezvous() || it.lane.room() > 0)
    }

    /// Waits until all that was gathered is in lanes, or taken where that is a rendezvous.
    pub(crate) fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        while !self.send_batches() {
            let left = self.branches.iter_mut().filter(|it| !it.gathered.is_empty());
            ready!(poll_all(left, |lane| lane.poll_ready(cx)))?;
        }
        let handed_over = self.branches.iter_mut().filter(|it| it.lane.is_rendezvous());
        poll_all(handed_over, |lane| lane.poll_taken(cx))
    }

    /// Waits until [`ByKey::room`] is more than 0; sends what is gathered if that is in the way.
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        while self.room() == 0 {
            self.send_batches();
            if self.room() == 0 {
                ready!(poll_all(self.branches.iter_mut(), |lane| lane.poll_ready(cx)))?;
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Marks what is sent next as that old, see `Queue::mark`.
    pub(crate) fn mark(&mut self, mark: u64) {
        self.branches.iter_mut().for_each(|it| it.lane.mark(mark));
    }

    /// Whether all that was gathered is sent.
    pub(crate) fn is_empty(&self) -> bool {
        self.branches.iter().all(|it| it.gathered.is_empty())
    }

    /// Puts a signal into every lane. What was gathered before it must have been sent.
    pub(crate) fn signal(&mut self, signal: Signal) {
        for Branch { lane, gathered } in &mut self.branches {
            debug_assert!(gathered.is_empty(), "a signal would overtake gathered events");
            lane.signal(signal);
        }
    }

    /// Ends every lane.
    pub(crate) fn end(&mut self) {
        for Branch { lane, .. } in &mut self.branches {
            lane.end();
        }
    }

    /// True when nothing is left gathered.
    fn send_batches(&mut self) -> bool {
        let mut sent = true;
        for Branch { lane, gathered } in &mut self.branches {
            while !gathered.is_empty() && gathered.send(lane, usize::MAX) > 0 {}
            sent &= gathered.is_empty();
        }
        self.note_fullest();
        self.look();
        sent
    }

    fn note_fullest(&mut self) {
        let fresh = self.branches.iter().map(|it| it.gathered.fresh.len());
        self.fullest = fresh.max().unwrap_or(0);
    }

    /// Looks at all lanes anew; returns the room of the one that has least.
    fn look(&self) -> usize {
        let (mut least, mut room) = (self.batch, self.batch);
        for Branch { lane, gathered } in &self.branches {
            let free = if gathered.is_held() { 0 } else { lane.room() };
            least = least.min(free);
            room = room.min(free.min(self.batch).saturating_sub(gathered.fresh.len()));
        }
        self.least.store(least, Ordering::Relaxed);
        room
    }
}

/// Polls every lane, so that the waker is with each that is not ready. Ready when all are.
fn poll_all<'a, T: 'a>(
    branches: impl Iterator<Item = &'a mut Branch<T>>,
    mut poll: impl FnMut(&mut Lane<T>) -> Poll<Result<(), Closed>>,
) -> Poll<Result<(), Closed>> {
    let mut all = Poll::Ready(Ok(()));
    for branch in branches {
        if poll(&mut branch.lane)?.is_pending() {
            all = Poll::Pending;
        }
    }
    all
}
