//! The queue in front of a node, before and while its workers run.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use crate::channel::{Capacity, Inbox, Lane};
use crate::runtime::{Load, NodeInfo, Settings};

/// What a lane holds where no `(buf N)` says otherwise.
const LANE: usize = 1024;
/// The same by a `key` edge, where nobody else can take what lies before a worker that is late: the
/// others have to have enough for as long as a thread takes to wake up.
const KEYED_LANE: usize = 4096;
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
    /// What the node's workers cost, while they run.
    readers: Vec<Arc<Load>>,
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
        let state = State {
            node: None,
            workers: 1,
            buffer: None,
            inboxes: Vec::new(),
            readers: Vec::new(),
            senders: 0,
        };
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
        self.lanes(LANE)
    }

    /// The same for one that deals events by key.
    pub(crate) fn connect_keyed(&self) -> Vec<Lane<T>> {
        self.lanes(KEYED_LANE)
    }

    fn lanes(&self, usual: usize) -> Vec<Lane<T>> {
        let mut state = self.lock();
        let capacity = state.capacity(usual);
        state.inboxes().iter_mut().flatten().map(|inbox| inbox.lane(capacity)).collect()
    }

    /// A worker of the node was made, and this is its load.
    pub(crate) fn read_by(&self, worker: usize, load: Arc<Load>) {
        let mut state = self.lock();
        let known = state.readers.len().max(worker + 1);
        state.readers.resize_with(known, Arc::default);
        if let Some(reader) = state.readers.get_mut(worker) {
            *reader = load;
        }
    }

    /// The loads of the node's workers, once all are made.
    pub(crate) fn readers(&self) -> Vec<Arc<Load>> {
        self.lock().readers.clone()
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
    fn capacity(&self, usual: usize) -> Capacity {
        let lanes = (self.senders * self.workers).max(1);
        let events = match self.buffer {
            Some(0) => return Capacity::Rendezvous,
            Some(all) => all / lanes,
            None => usual.min(ALL_LANES / lanes),
        };
        Capacity::Events(NonZeroUsize::new(events).unwrap_or(NonZeroUsize::MIN))
    }
}
