//! Events that wait in front of a node whose work cannot be done at once.

use std::collections::VecDeque;

/// How many events may wait before the node must be advanced.
pub(crate) const PENDING: usize = 1024;

/// Events that wait, and how many came since they were last counted.
pub(crate) struct Pending<T> {
    items: VecDeque<T>,
}

impl<T> Pending<T> {
    pub(crate) fn new() -> Self {
        Self { items: VecDeque::new() }
    }

    #[inline(always)]
    pub(crate) fn push(&mut self, item: T) {
        self.items.push_back(item);
    }

    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.items.pop_front()
    }

    #[inline(always)]
    pub(crate) fn room(&self) -> usize {
        PENDING.saturating_sub(self.items.len())
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn take(&mut self) -> VecDeque<T> {
        std::mem::take(&mut self.items)
    }
}
