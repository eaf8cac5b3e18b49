//! Events on their way from a worker into lanes.

use std::collections::VecDeque;
use std::mem;

use super::lane::Lane;

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
