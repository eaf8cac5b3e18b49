//! Routing where any worker will do.

use std::task::{Context, Poll, ready};

use super::gather::Gather;
use super::gauge::LaneLevel;
use super::lane::Lane;
use super::message::{Closed, Signal};
use super::seat::Takes;
use super::sync::{AtomicUsize, Ordering};

/// The sending side of an un-keyed edge: the lanes to all workers of the stage that follows, and
/// the events gathered for them. Order is kept per lane; who has room gets the next batch, so a
/// slow worker gets less.
///
/// At most as many events are under way as the lanes hold, the gathered ones included: a worker
/// adds to [`Spread::gather`] while [`Spread::room`] says so, and before it waits for input it
/// sends what it has. A task that puts out more than there was room for is not refused, but
/// nothing more has room until that has left.
pub(crate) struct Spread<T> {
    pub(super) lanes: Vec<Lane<T>>,
    pub(super) gathered: Gather<T>,
    /// Most events to gather before they are sent.
    batch: usize,
    /// How many may stand gathered, as the lanes were when last looked at. They have had more
    /// room since, never less. Atomic only to be set by who asks for the room.
    limit: AtomicUsize,
    /// The lane whose turn it is among equals.
    pub(super) next: usize,
    /// The lane with an event on offer, on an edge of rendezvous lanes.
    pub(super) offered: Option<usize>,
    pub(super) rendezvous: bool,
}

impl<T> Spread<T> {
    /// `lanes`: at least one, all of one capacity. `batch`: most events to gather.
    pub(crate) fn new(lanes: Vec<Lane<T>>, batch: usize) -> Self {
        Spread {
            rendezvous: lanes.iter().any(Lane::is_rendezvous),
            lanes,
            gathered: Gather::new(),
            batch: batch.max(1),
            limit: AtomicUsize::new(0),
            next: 0,
            offered: None,
        }
    }

    /// How full its lanes are.
    pub(crate) fn levels(&self) -> impl Iterator<Item = LaneLevel> + '_ {
        self.lanes.iter().map(Lane::level)
    }

    /// What was gathered and did not yet have to wait for room.
    #[cfg(test)]
    pub(crate) fn gather(&mut self) -> &mut Vec<T> {
        &mut self.gathered.fresh
    }

    /// Adds an event.
    #[inline(always)]
    pub(crate) fn push(&mut self, event: T) {
        self.gathered.push(event);
    }

    /// Adds events, where there are any.
    #[inline(always)]
    pub(crate) fn extend(&mut self, events: impl Iterator<Item = Option<T>>) {
        self.gathered.extend(events);
    }

    /// How many more events may be gathered now. Cheap enough to ask for every event: the lanes
    /// are looked at when a batch begins, and when the room they had is used up.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        let gathered = self.gathered.fresh.len();
        match self.limit.load(Ordering::Relaxed).saturating_sub(gathered) {
            room if room > 0 && gathered > 0 => room,
            _ => self.look().saturating_sub(gathered),
        }
    }

    /// Has one of the receivers that wait handle what was gathered, on the spot: one of which
    /// `may` says so. `waits`: for the moment that another sender has it.
    pub(crate) fn hand_over(&mut self, waits: bool, may: impl Fn(usize) -> bool) {
        if self.rendezvous || self.gathered.is_held() || self.gathered.is_empty() {
            return;
        }
        for at in self.in_turn().filter(|at| may(*at)) {
            if let Some(lane) = self.lanes.get(at)
                && lane.hand_over(&mut self.gathered.fresh, waits)
            {
                self.next = at + 1;
                break;
            }
        }
    }

    /// The same for events that are only lent. How many of them were read.
    pub(crate) fn lend(
        &mut self,
        events: &[T],
        waits: bool,
        may: impl Fn(usize) -> bool,
    ) -> Result<usize, Takes> {
        if !self.rendezvous && self.gathered.is_empty() {
            for at in self.in_turn().filter(|at| may(*at)) {
                if let Some(lane) = self.lanes.get(at) {
                    let read = lane.lend(events, waits)?;
                    if read > 0 {
                        self.next = at + 1;
                        return Ok(read);
                    }
                }
            }
        }
        Ok(0)
    }

    /// What was gathered and did not have to wait for room.
    pub(crate) fn fresh(&self) -> &[T] {
        &self.gathered.fresh
    }

    /// Sends what fits without waiting. True when all is in lanes, or taken where that is a
    /// rendezvous: when [`Spread::poll_send`] would not wait.
    pub(crate) fn try_send(&mut self) -> bool {
        if self.rendezvous {
            self.offer();
        } else if !self.gathered.is_empty() {
            self.send_batches();
        }
        self.look();
        self.gathered.is_empty() && self.offered.is_none()
    }

    /// Waits until all that was gathered is in lanes, or taken where that is a rendezvous.
    pub(crate) fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        if self.rendezvous {
            let taken = self.poll_offer(cx);
            self.look();
            return taken;
        }
        while !self.try_send() {
            ready!(self.poll_any(cx))?;
        }
        Poll::Ready(Ok(()))
    }

    /// Waits until [`Spread::room`] is more than 0; sends what is gathered if that is in the way.
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        while self.room() == 0 {
            if self.rendezvous {
                ready!(self.poll_send(cx))?;
            } else {
                self.try_send();
                if self.room() == 0 {
                    ready!(self.poll_any(cx))?;
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Marks what is sent next as that old, see `Queue::mark`.
    pub(crate) fn mark(&mut self, mark: u64) {
        self.lanes.iter_mut().for_each(|lane| lane.mark(mark));
    }

    /// Whether all that was gathered is sent.
    pub(crate) fn is_empty(&self) -> bool {
        self.gathered.is_empty()
    }

    /// Puts a signal into every lane. What was gathered before it must have been sent.
    pub(crate) fn signal(&mut self, signal: Signal) {
        debug_assert!(self.gathered.is_empty(), "a signal would overtake gathered events");
        for lane in &mut self.lanes {
            lane.signal(signal);
        }
    }

    /// Ends every lane.
    pub(crate) fn end(&mut self) {
        for lane in &mut self.lanes {
            lane.end();
        }
    }

    fn look(&self) -> usize {
        let limit = self.limit_now();
        self.limit.store(limit, Ordering::Relaxed);
        limit
    }

    fn limit_now(&self) -> usize {
        if self.gathered.is_held() || self.offered.is_some() {
            return 0;
        }
        if self.rendezvous {
            return 1;
        }
        let room = self.lanes.iter().fold(0, |sum: usize, lane| sum.saturating_add(lane.room()));
        room.min(self.batch)
    }

    fn send_batches(&mut self) {
        if let [lane] = self.lanes.as_mut_slice() {
            self.gathered.send(lane, usize::MAX);
            return;
        }
        let idle = self.lanes.iter().filter(|lane| lane.is_idle() && lane.room() > 0).count();
        // All that wait get a share: whoever asks for N workers wants them to work, and to wake
        // one that waits is cheap against leaving it idle beside a queue.
        let share = self.gathered.len().div_ceil(idle.max(1));
        while let Some(at) = self.pick() {
            let Some(lane) = self.lanes.get_mut(at) else {
                break;
            };
            self.gathered.send(lane, share);
            self.next = at + 1;
            if self.gathered.is_empty() {
                break;
            }
        }
    }

    /// The lane to send to: of a worker that waits, else the one with most room, in turn.
    fn pick(&self) -> Option<usize> {
        let mut best = None;
        let mut most = (false, 0);
        for at in self.in_turn() {
            let Some(lane) = self.lanes.get(at) else {
                continue;
            };
            let room = lane.room();
            let rank = (lane.is_idle(), room);
            if room > 0 && rank > most {
                (best, most) = (Some(at), rank);
            }
        }
        best
    }

    pub(super) fn in_turn(&self) -> impl Iterator<Item = usize> + use<T> {
        let count = self.lanes.len();
        let first = self.next.min(count);
        (first..count).chain(0..first)
    }

    fn poll_any(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        for lane in &mut self.lanes {
            if lane.poll_ready(cx)?.is_ready() {
                return Poll::Ready(Ok(()));
            }
        }
        Poll::Pending
    }
}
