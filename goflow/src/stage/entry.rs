//! The queue in front of a node, before and while its workers run.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use crate::channel::{Capacity, Inbox, Lane};
use crate::runtime::{NodeInfo, Settings};

/// What a lane holds where no `(buf N)` says otherwise.
const LANE: usize = 1024;
/// What all lanes of a node hold, where that many lanes would hold more.
const ALL_LANES: usize = 65_536;

/// The queue in front of a node: an inbox for each of its workers, and lanes for all senders.
pub struct Entry<T> {
    shared: Arc<Shared<T>>,
}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

struct Shared<T> {
    state: Mutex<State<T>>,
}

struct State<T> {
    /// Whose queue it is, where that is a node of the graph.
    node: Option<Arc<NodeInfo>>,
    /// The node's workers and its `(buf N)`.
    workers: usize,
    buffer: Option<usize>,
    /// Taken by the node's workers when they start.
    inboxes: Vec<Option<Inbox<T>>>,
    /// Workers that send here.
    senders: usize,
}

/// An [`Entry`] of any events: who sends there is counted before anything runs.
pub(crate) trait Senders: Send + Sync {
    fn add(&self, workers: usize);
}

impl<T: Send + 'static> Senders for Entry<T> {
    fn add(&self, workers: usize) {
        self.lock().senders += workers;
    }
}

impl<T: Send + 'static> Entry<T> {
    /// The queue of a node whose settings are not known yet.
    pub(crate) fn new() -> Self {
        let state = State { node: None, workers: 1, buffer: None, inboxes: Vec::new(), senders: 0 };
        Self { shared: Arc::new(Shared { state: Mutex::new(state) }) }
    }

    /// The node that reads here shows how full its queue is.
    pub(crate) fn shown_by(&self, node: Option<&Arc<NodeInfo>>) {
        self.lock().node = node.cloned();
    }

    /// The settings of the node that reads here.
    pub(crate) fn set(&self, settings: &Settings) {
        let mut state = self.lock();
        state.workers = settings.workers;
        state.buffer = settings.buffer;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State<T>> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One lane to every worker, for one sender.
    pub(crate) fn connect(&self) -> Vec<Lane<T>> {
        let mut state = self.lock();
        let capacity = state.capacity();
        state.inboxes().iter_mut().flatten().map(|inbox| inbox.lane(capacity)).collect()
    }

    /// The inbox of one worker.
    pub(crate) fn take(&self, worker: usize) -> Option<Inbox<T>> {
        self.lock().inboxes().get_mut(worker).and_then(Option::take)
    }
}

impl<T> State<T> {
    fn inboxes(&mut self) -> &mut [Option<Inbox<T>>] {
        while self.inboxes.len() < self.workers {
            let inbox = Inbox::new();
            if let Some(node) = &self.node {
                node.add_gauge(inbox.gauge());
            }
            self.inboxes.push(Some(inbox));
        }
        &mut self.inboxes
    }

    /// What one lane holds: the node's `(buf N)` is shared out among all lanes.
    fn capacity(&self) -> Capacity {
        let lanes = (self.senders * self.workers).max(1);
        let events = match self.buffer {
            Some(0) => return Capacity::Rendezvous,
            Some(all) => all / lanes,
            None => LANE.min(ALL_LANES / lanes),
        };
        Capacity::Events(NonZeroUsize::new(events).unwrap_or(NonZeroUsize::MIN))
    }
}
