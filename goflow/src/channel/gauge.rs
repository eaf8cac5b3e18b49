//! How full an inbox is, for who only reads metrics.

use super::sync::{Arc, AtomicUsize, Ordering};

/// How full one lane is, as its sender sees it.
#[derive(Clone, Debug)]
pub(crate) struct LaneLevel {
    pub(super) room: Arc<AtomicUsize>,
    pub(super) places: usize,
}

impl LaneLevel {
    /// Events that wait in it. A lane whose receiver is gone looks full.
    pub(crate) fn queued(&self) -> usize {
        self.places.saturating_sub(self.room.load(Ordering::Relaxed))
    }

    /// Events that it holds at most.
    pub(crate) fn capacity(&self) -> usize {
        self.places
    }
}

/// A handle on the fill level of an inbox that knows nothing of its events and may outlive it.
#[derive(Clone)]
pub(crate) struct Gauge(Arc<Level>);

#[derive(Default)]
struct Level {
    queued: AtomicUsize,
    capacity: AtomicUsize,
}

impl Gauge {
    pub(super) fn new() -> Self {
        Gauge(Arc::new(Level::default()))
    }

    /// Events that wait in all lanes.
    pub(crate) fn queued(&self) -> usize {
        self.0.queued.load(Ordering::Relaxed)
    }

    /// Events that all lanes hold at most; a rendezvous counts as one, the event on offer.
    pub(crate) fn capacity(&self) -> usize {
        self.0.capacity.load(Ordering::Relaxed)
    }

    // Written only under the lock of the inbox, therefore without read-modify-write.

    pub(super) fn grow(&self, places: usize) {
        self.0.capacity.store(self.capacity().saturating_add(places), Ordering::Relaxed);
    }

    pub(super) fn add(&self, events: usize) {
        self.0.queued.store(self.queued() + events, Ordering::Relaxed);
    }

    pub(super) fn remove(&self, events: usize) {
        self.0.queued.store(self.queued().saturating_sub(events), Ordering::Relaxed);
    }
}
