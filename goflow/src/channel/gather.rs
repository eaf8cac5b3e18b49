//! Events on their way from a worker into lanes.

use std::collections::VecDeque;
use std::mem::{self, MaybeUninit};

use super::lane::Lane;

/// Up to so many bytes are copied though it may be for nothing.
const SMALL: usize = 32;

/// What a worker has put out and no lane has taken yet.
pub(super) struct Gather<T> {
    /// Where the worker puts its events.
    pub(super) fresh: Vec<T>,
    /// What did not fit whole, and goes before `fresh`. A deque, because it leaves from the front
    /// in pieces: a task may put out a million events for one, into a lane of ten.
    held: VecDeque<T>,
}

impl<T> Gather<T> {
    pub(super) fn new() -> Self {
        Gather { fresh: Vec::new(), held: VecDeque::new() }
    }

    /// Adds an event.
    #[inline(always)]
    pub(super) fn push(&mut self, event: T) {
        self.fresh.push(event);
    }

    /// Adds events, where there are any.
    #[inline(always)]
    pub(super) fn extend(&mut self, mut events: impl Iterator<Item = Option<T>>) {
        while fill(&mut self.fresh, &mut events) {
            // Seldom, and apart from the loop: a call in there would cost it its registers.
            match events.next() {
                Some(event) => self.fresh.extend(event),
                None => break,
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.held.len() + self.fresh.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether something waits that did not fit; then nothing should be added.
    pub(super) fn is_held(&self) -> bool {
        !self.held.is_empty()
    }

    /// Moves the oldest events, at most `most`, into the lane; returns how many went.
    pub(super) fn send(&mut self, lane: &mut Lane<T>, most: usize) -> usize {
        if self.held.is_empty() {
            if self.fresh.len() <= most.min(lane.room()) {
                return lane.push(&mut self.fresh);
            }
            let empty = Vec::from(mem::take(&mut self.held));
            self.held = VecDeque::from(mem::replace(&mut self.fresh, empty));
        }
        lane.push_from(&mut self.held, most)
    }

    /// Puts an event back before all others.
    pub(super) fn put_back(&mut self, event: T) {
        self.held.push_front(event);
    }
}

/// Adds events as long as the buffer has capacity. False when no more come before it has none.
///
/// Where an event is small and owns nothing, whether there is one costs no branch: what a filter
/// lets pass is hard to foretell, and a wrong guess costs more than most events do.
#[inline(always)]
fn fill<T>(buffer: &mut Vec<T>, events: &mut impl Iterator<Item = Option<T>>) -> bool {
    let copies = !mem::needs_drop::<T>() && size_of::<T>() <= SMALL;
    let mut filled = Filled { start: buffer.len(), count: 0, buffer };
    let places = filled.buffer.capacity() - filled.start;
    let first = filled.buffer.spare_capacity_mut().as_mut_ptr();
    while filled.count < places {
        let Some(event) = events.next() else {
            return false;
        };
        // SAFETY: `count` is less than the number of places from `first` on, and nothing else
        // touches the buffer meanwhile.
        let place = unsafe { &mut *first.add(filled.count) };
        if copies {
            filled.count += usize::from(event.is_some());
            *place = event.map_or(MaybeUninit::uninit(), MaybeUninit::new);
        } else if let Some(event) = event {
            place.write(event);
            filled.count += 1;
        }
    }
    true
}

/// Events that were put behind the end of a buffer, which has them when this is dropped: though
/// a function unwinds, none is lost.
struct Filled<'a, T> {
    buffer: &'a mut Vec<T>,
    start: usize,
    count: usize,
}

impl<T> Drop for Filled<'_, T> {
    fn drop(&mut self) {
        // SAFETY: `fill` wrote events to `count` places from `start` on, which are within the
        // capacity.
        unsafe { self.buffer.set_len(self.start + self.count) };
    }
}
