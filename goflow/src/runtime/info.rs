//! One node of a graph as the running pipeline knows it: its name, settings and counters.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use crate::channel::Gauge;
use crate::graph::{Kind, Label};

use super::meter::{Meter, Shares};
use super::recent::Recent;

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
    /// The node as it stands in the program, with its arguments.
    pub text: Option<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { workers: 1, buffer: None, inflight: None, unordered: false, text: None }
    }
}

/// A node, shared by the graph, its workers and whoever reads the counters.
pub struct NodeInfo {
    name: Mutex<Arc<str>>,
    pub(crate) kind: Kind,
    pub(crate) settings: Settings,
    /// One a worker.
    pub(crate) counters: Vec<Arc<Counters>>,
    /// Each worker that runs this node, by its number; fused nodes share their worker's.
    meters: Mutex<Vec<(usize, Arc<Meter>)>>,
    /// How full the queues of its workers are, in their order.
    gauges: Mutex<Vec<Gauge>>,
    /// Events that left by each further port.
    ports: Mutex<Vec<(&'static str, Arc<AtomicU64>)>>,
    pub(crate) errors: Recent,
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
    /// Those of `sent` that left by further ports.
    pub(crate) ported: AtomicU64,
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
            meters: Mutex::default(),
            gauges: Mutex::default(),
            ports: Mutex::default(),
            errors: Recent::default(),
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

    /// The same of the worker of that number.
    pub(crate) fn queue_of(&self, worker: usize) -> Option<(usize, usize)> {
        let gauges = self.gauges.lock().unwrap_or_else(PoisonError::into_inner);
        gauges.get(worker).map(|gauge| (gauge.queued(), gauge.capacity()))
    }

    /// A worker runs this node.
    pub(crate) fn add_meter(&self, worker: usize, meter: &Arc<Meter>) {
        let mut meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        if !meters.iter().any(|(_, known)| Arc::ptr_eq(known, meter)) {
            meters.push((worker, meter.clone()));
        }
    }

    /// The workers that run this node.
    pub(crate) fn meters(&self) -> Vec<(usize, Arc<Meter>)> {
        self.meters.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the time of one of its workers goes, or of all of them.
    pub(crate) fn shares(&self, worker: Option<usize>) -> Shares {
        let mut sum = Shares::default();
        for (index, meter) in self.meters() {
            if worker.is_none_or(|worker| worker == index) {
                let shares = meter.shares();
                sum.busy += shares.busy;
                sum.idle += shares.idle;
                sum.backpressured += shares.backpressured;
            }
        }
        sum
    }

    /// The count of what leaves by a further port.
    pub(crate) fn port(&self, name: &'static str) -> Arc<AtomicU64> {
        let mut ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        match ports.iter().find(|(known, _)| *known == name) {
            Some((_, count)) => count.clone(),
            None => {
                let count = Arc::default();
                ports.push((name, Arc::clone(&count)));
                count
            }
        }
    }

    /// Events that left by one of its ports.
    pub(crate) fn sent_by(&self, label: &Label) -> u64 {
        match label {
            Label::Err => self.total(|c| &c.errors),
            Label::Port(name) => {
                let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
                let found = ports.iter().find(|(known, _)| known == name);
                found.map_or(0, |(_, count)| count.load(Relaxed))
            }
            _ => self.total(|c| &c.sent).saturating_sub(self.total(|c| &c.ported)),
        }
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
    pub(crate) fn add(&self, received: u64, main: u64, ports: u64, dropped: u64) {
        self.received.fetch_add(received, Relaxed);
        self.sent.fetch_add(main + ports, Relaxed);
        if ports > 0 {
            self.ported.fetch_add(ports, Relaxed);
        }
        if dropped > 0 {
            self.dropped.fetch_add(dropped, Relaxed);
        }
    }
}
