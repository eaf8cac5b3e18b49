//! The end of a stage at a `-[key …]->` edge: each event leaves for the worker that owns its key.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::Key;
use crate::channel::{ByKey, Lane, key_group, murmur2, worker_of};
use crate::runtime::{EdgeCount, Worker};

use super::edge::same;
use super::entry::Entry;
use super::send::{BATCH, Readers};
use super::step::{Flow, Phase, Step, Taker};

/// Key groups of a job without checkpoints.
const KEY_GROUPS: u32 = 128;

/// The function of a `key` edge.
pub trait KeyFn<T>: Send + Sync + 'static {
    /// What it gives.
    type Key: Key;
    /// The key of an event.
    fn key(&self, event: &T) -> Self::Key;
}

/// A function that gives a `G`, which is the key `K`.
pub struct Keying<F, G, K> {
    function: F,
    key: PhantomData<fn() -> (G, K)>,
}

impl<F, G, K> Keying<F, G, K> {
    /// Keys events by `function`.
    pub(crate) fn new(function: F) -> Self {
        Self { function, key: PhantomData }
    }
}

impl<T, F, G, K> KeyFn<T> for Keying<F, G, K>
where
    F: Fn(&T) -> G + Send + Sync + 'static,
    G: 'static,
    K: Key,
{
    type Key = K;
    #[inline(always)]
    fn key(&self, event: &T) -> K {
        same::<G, K>((self.function)(event))
    }
}

/// The worker that owns a key.
#[inline(always)]
fn owner(key: &impl Key, workers: usize) -> usize {
    if workers == 1 {
        return 0;
    }
    let group = key.with_bytes(|bytes| key_group(murmur2(bytes), KEY_GROUPS));
    worker_of(group, KEY_GROUPS, workers)
}

/// Where a stage's events leave it by a `-[key …]->` edge: each to the worker that owns its key.
pub struct KeyQueue<F, M, T> {
    key: Arc<F>,
    item: M,
    workers: usize,
    lanes: ByKey<T>,
    readers: Readers<T>,
}

impl<F, M, T: Send + 'static> KeyQueue<F, M, T> {
    /// One sender's end. `item` makes what is queued of a key and an event.
    pub fn new(entry: &Entry<T>, worker: &Worker, edge: &EdgeCount, key: Arc<F>, item: M) -> Self {
        let (lanes, readers) = (entry.connect_keyed(), Readers::new(entry, worker));
        edge.add_lanes(lanes.iter().map(Lane::level));
        Self { readers, key, item, workers: lanes.len(), lanes: ByKey::new(lanes, BATCH) }
    }
}

impl<U, F, M, T> Step<U> for KeyQueue<F, M, T>
where
    U: Send + 'static,
    F: KeyFn<U>,
    M: Fn(F::Key, U) -> T + Send + 'static,
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
        let key = self.key.key(&event);
        self.lanes.gather(owner(&key, self.workers), (self.item)(key, event));
        Ok(())
    }
    #[inline(always)]
    fn feed(&mut self, events: impl Iterator<Item = Option<U>>) -> Flow {
        let Self { key: function, item, workers, lanes, .. } = self;
        lanes.extend(events.map(|event| {
            event.map(|event| {
                let key = function.key(&event);
                (owner(&key, *workers), item(key, event))
            })
        }));
        Ok(())
    }
    #[inline]
    fn due(&self) -> bool {
        self.lanes.room() == 0
    }
    #[inline]
    fn try_advance(&mut self, phase: Phase) -> Option<Flow> {
        self.readers.try_send(&mut self.lanes, phase)
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        self.readers.send(&mut self.lanes, phase).await
    }
    #[inline(always)]
    fn publish(&mut self, received: u64) {
        self.readers.handled(received);
    }
}
