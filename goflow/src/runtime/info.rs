//! One node of a graph as the running pipeline knows it: its name, settings and counters.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use crate::channel::Gauge;
use crate::graph::Kind;

/// Settings of a node as evaluated when `pipeline!` was.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// `(c N)`
    pub workers: usize,
    /// `(buf N)`
    pub buffer: Option<usize>,
    /// `(inflight N)`
    pub inflight: Option<usize>,
    /// `(inflight N unordered)`
    pub unordered: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { workers: 1, buffer: None, inflight: None, unordered: false }
    }
}

/// A node, shared by the graph, its workers and whoever reads the counters.
pub struct NodeInfo {
    name: Mutex<Arc<str>>,
    pub(crate) kind: Kind,
    pub(crate) settings: Settings,
    /// One a worker.
    pub(crate) counters: Vec<Arc<Counters>>,
    /// Busy time of each worker that runs this node; fused nodes share their worker's.
    pub(crate) busy: Mutex<Vec<Arc<AtomicU64>>>,
    /// How full the queues of its workers are.
    gauges: Mutex<Vec<Gauge>>,
}

impl std::fmt::Debug for NodeInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NodeInfo").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// What one worker counted for one node. Added to once a batch.
#[derive(Debug, Default)]
pub struct Counters {
    pub(crate) received: AtomicU64,
    pub(crate) sent: AtomicU64,
    pub(crate) errors: AtomicU64,
    pub(crate) dropped: AtomicU64,
    /// A source's bytes; they mean something where the `has_` is set.
    pub(crate) bytes_read: AtomicU64,
    pub(crate) bytes_expected: AtomicU64,
    pub(crate) has_read: AtomicBool,
    pub(crate) has_expected: AtomicBool,
}

impl NodeInfo {
    pub(crate) fn new(name: &str, kind: Kind, settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            name: Mutex::new(name.into()),
            kind,
            settings,
            counters: (0..settings.workers).map(|_| Arc::default()).collect(),
            busy: Mutex::default(),
            gauges: Mutex::default(),
        })
    }

    pub(crate) fn name(&self) -> Arc<str> {
        self.name.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts the name of the sub-pipeline it stands in before its own.
    pub(crate) fn prefix(&self, outer: &str) {
        let mut name = self.name.lock().unwrap_or_else(PoisonError::into_inner);
        *name = format!("{outer}/{name}").into();
    }

    /// `discard` runs in the workers of what is before it, however many these are.
    pub(crate) fn counters_of(&self, worker: usize) -> Arc<Counters> {
        let index = worker.checked_rem(self.counters.len()).unwrap_or(0);
        self.counters.get(index).cloned().unwrap_or_default()
    }

    pub(crate) fn add_gauge(&self, gauge: Gauge) {
        self.gauges.lock().unwrap_or_else(PoisonError::into_inner).push(gauge);
    }

    /// Events in its queue now, and how many it holds; nothing for a node without a queue.
    pub(crate) fn queue(&self) -> Option<(usize, usize)> {
        let gauges = self.gauges.lock().unwrap_or_else(PoisonError::into_inner);
        let add = |(queued, capacity), gauge: &Gauge| {
            (queued + gauge.queued(), capacity + gauge.capacity())
        };
        (!gauges.is_empty()).then(|| gauges.iter().fold((0, 0), add))
    }

    pub(crate) fn busy_nanos(&self) -> u64 {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.iter().map(|nanos| nanos.load(Relaxed)).sum()
    }

    /// The sum of what workers counted that count it at all.
    pub(crate) fn total_of(
        &self,
        counts: impl Fn(&Counters) -> &AtomicBool,
        what: impl Fn(&Counters) -> &AtomicU64,
    ) -> Option<u64> {
        let counting = |c: &&Arc<Counters>| counts(c).load(Relaxed);
        self.counters.iter().any(|c| counting(&c)).then(|| self.total(what))
    }

    pub(crate) fn total(&self, what: impl Fn(&Counters) -> &AtomicU64) -> u64 {
        self.counters.iter().map(|c| what(c).load(Relaxed)).sum()
    }
}

impl Counters {
    #[inline]
    pub(crate) fn add(&self, received: u64, sent: u64, dropped: u64) {
        self.received.fetch_add(received, Relaxed);
        self.sent.fetch_add(sent, Relaxed);
        if dropped > 0 {
            self.dropped.fetch_add(dropped, Relaxed);
        }
    }
}
