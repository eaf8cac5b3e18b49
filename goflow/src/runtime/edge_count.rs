//! What is counted on one edge.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use crate::channel::LaneLevel;

/// Shared by an edge, those who send along it, and whoever reads the figures.
#[derive(Debug, Default)]
pub struct EdgeCount {
    /// What a `when` refused.
    refused: AtomicU64,
    /// The lanes of all who send along it, where a queue stands at its end.
    lanes: Mutex<Vec<LaneLevel>>,
}

impl EdgeCount {
    pub(crate) fn refuse(&self, events: u64) {
        self.refused.fetch_add(events, Relaxed);
    }

    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Relaxed)
    }

    pub(crate) fn add_lanes(&self, lanes: impl Iterator<Item = LaneLevel>) {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).extend(lanes);
    }

    /// Events on it, and how many find room; nothing without lanes.
    pub(crate) fn queue(&self) -> Option<(usize, usize)> {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let add = |(queued, capacity), lane: &LaneLevel| {
            (queued + lane.queued(), capacity + lane.capacity())
        };
        (!lanes.is_empty()).then(|| lanes.iter().fold((0, 0), add))
    }
}
