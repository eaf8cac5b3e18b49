//! The end of a stage at an edge that leads to another one: events gather and leave in batches.

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use crate::Key;
use crate::channel::{ByKey, Capacity, Closed, Inbox, Lane, Spread, key_group, murmur2, worker_of};
use crate::runtime::{NodeInfo, Settings, Worker};

use super::step::{Flow, Phase, Step, Stop, Taker};

/// Most events that gather before they are sent.
const BATCH: usize = 1024;
/// What a lane holds where no `(buf N)` says otherwise.
const LANE: usize = 1024;
/// What all lanes of a node hold, where that many lanes would hold more.
const ALL_LANES: usize = 65_536;
/// Key groups of a job without checkpoints.
const KEY_GROUPS: u32 = 128;

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
    fn connect(&self) -> Vec<Lane<T>> {
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

/// Where a stage's events leave it: an edge without a key.
pub struct Queue<T> {
    lanes: Spread<T>,
}

impl<T: Send + 'static> Queue<T> {
    /// One sender's end.
    pub fn new(entry: &Entry<T>, _: &Worker) -> Self {
        Self { lanes: Spread::new(entry.connect(), BATCH) }
    }
}

fn closed(_: Closed) -> Stop {
    // Who reads there ended; why is recorded, and the run is about to end this worker too.
    Stop
}

impl<T: Send + 'static> Step<T> for Queue<T> {
    type Mode = Taker;
    #[inline]
    fn room(&self) -> usize {
        self.lanes.room()
    }
    #[inline(always)]
    fn look(&mut self, _: &T) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn take(&mut self, event: T) -> Flow {
        self.lanes.gather().push(event);
        Ok(())
    }
    #[inline]
    fn due(&self) -> bool {
        self.lanes.room() == 0
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        match phase {
            Phase::Open => return Ok(()),
            Phase::Settle => {
                poll_fn(|cx| self.lanes.poll_room(cx)).await.map_err(closed)?;
                return Ok(());
            }
            Phase::Flush | Phase::Signal(_) | Phase::Close => {
                if !self.lanes.try_send() {
                    poll_fn(|cx| self.lanes.poll_send(cx)).await.map_err(closed)?;
                }
            }
        }
        match phase {
            Phase::Signal(signal) => self.lanes.signal(signal),
            Phase::Close => self.lanes.end(),
            _ => {}
        }
        Ok(())
    }
    #[inline(always)]
    fn publish(&mut self, _: u64) {}
}

/// Where a stage's events leave it by a `-[key …]->` edge: each to the worker that owns its key.
pub struct KeyQueue<F, M, T> {
    key: Arc<F>,
    item: M,
    workers: usize,
    lanes: ByKey<T>,
}

impl<F, M, T: Send + 'static> KeyQueue<F, M, T> {
    /// One sender's end. `item` makes what is queued of a key and an event.
    pub fn new(entry: &Entry<T>, _: &Worker, key: Arc<F>, item: M) -> Self {
        let lanes = entry.connect();
        Self { key, item, workers: lanes.len(), lanes: ByKey::new(lanes, BATCH) }
    }
}

impl<U, K, F, M, T> Step<U> for KeyQueue<F, M, T>
where
    U: Send + 'static,
    K: Key,
    F: Fn(&U) -> K + Send + Sync + 'static,
    M: Fn(K, U) -> T + Send + 'static,
    T: Send + 'static,
{
    type Mode = Taker;
    #[inline]
    fn room(&self) -> usize {
        self.lanes.room()
    }
    #[inline(always)]
    fn look(&mut self, _: &U) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn take(&mut self, event: U) -> Flow {
        let key = (self.key)(&event);
        let worker = if self.workers == 1 {
            0
        } else {
            let group = key.with_bytes(|bytes| key_group(murmur2(bytes), KEY_GROUPS));
            worker_of(group, KEY_GROUPS, self.workers)
        };
        self.lanes.gather(worker, (self.item)(key, event));
        Ok(())
    }
    #[inline]
    fn due(&self) -> bool {
        self.lanes.room() == 0
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        match phase {
            Phase::Open => return Ok(()),
            Phase::Settle => {
                poll_fn(|cx| self.lanes.poll_room(cx)).await.map_err(closed)?;
                return Ok(());
            }
            Phase::Flush | Phase::Signal(_) | Phase::Close => {
                if !self.lanes.try_send() {
                    poll_fn(|cx| self.lanes.poll_send(cx)).await.map_err(closed)?;
                }
            }
        }
        match phase {
            Phase::Signal(signal) => self.lanes.signal(signal),
            Phase::Close => self.lanes.end(),
            _ => {}
        }
        Ok(())
    }
    #[inline(always)]
    fn publish(&mut self, _: u64) {}
}
