//! The end of a stage at an edge that leads to another one: events gather and leave in batches.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::Key;
use crate::channel::{ByKey, Closed, Lane, Signal, Spread, key_group, murmur2, worker_of};
use crate::runtime::{EdgeCount, Meter, Waits, Worker};

use super::edge::same;
use super::entry::Entry;
use super::step::{Flow, Phase, Step, Stop, Taker};

/// Most events that gather before they are sent.
const BATCH: usize = 1024;
/// Key groups of a job without checkpoints.
const KEY_GROUPS: u32 = 128;

/// Where a stage's events leave it: an edge without a key.
pub struct Queue<T> {
    lanes: Spread<T>,
    age: Age,
}

impl<T: Send + 'static> Queue<T> {
    /// One sender's end.
    pub fn new(entry: &Entry<T>, worker: &Worker) -> Self {
        Self { lanes: Spread::new(entry.connect(), BATCH), age: Age::new(worker) }
    }

    /// Shows how full its lanes are.
    #[must_use]
    pub fn of(self, edge: &EdgeCount) -> Self {
        edge.add_lanes(self.lanes.levels());
        self
    }
}

/// How old the events are that were gathered and not sent.
struct Age {
    meter: Arc<Meter>,
    oldest: u64,
}

impl Age {
    fn new(worker: &Worker) -> Self {
        Self { meter: worker.meter.clone(), oldest: 0 }
    }

    /// Events of the batch in hand were gathered.
    #[inline]
    fn gathered(&mut self, events: u64) {
        if self.oldest == 0 && events > 0 {
            self.oldest = self.meter.mark();
        }
    }
}

/// The lanes of one sender, however events are dealt to them.
trait Lanes: Send {
    fn try_send(&mut self) -> bool;
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>>;
    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>>;
    fn signal(&mut self, signal: Signal);
    fn end(&mut self);
    fn mark(&mut self, mark: u64);
    fn is_empty(&self) -> bool;
}

macro_rules! lanes {
    ($name:ident) => {
        impl<T: Send> Lanes for $name<T> {
            fn try_send(&mut self) -> bool {
                self.try_send()
            }
            fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
                self.poll_send(cx)
            }
            fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
                self.poll_room(cx)
            }
            fn signal(&mut self, signal: Signal) {
                self.signal(signal);
            }
            fn end(&mut self) {
                self.end();
            }
            fn mark(&mut self, mark: u64) {
                self.mark(mark);
            }
            fn is_empty(&self) -> bool {
                self.is_empty()
            }
        }
    };
}
lanes!(Spread);
lanes!(ByKey);

/// Carries out a phase at the end of a stage.
async fn send(lanes: &mut impl Lanes, age: &mut Age, phase: Phase) -> Flow {
    lanes.mark(age.oldest);
    let sent = send_marked(lanes, &age.meter, phase).await;
    if lanes.is_empty() {
        age.oldest = 0;
    }
    sent
}

async fn send_marked(lanes: &mut impl Lanes, meter: &Meter, phase: Phase) -> Flow {
    // Who reads there is gone: why is recorded, and the run is about to end this worker, too.
    let closed = |_: Closed| Stop;
    match phase {
        Phase::Open => return Ok(()),
        Phase::Settle => {
            let _full = meter.waits(Waits::Backpressured);
            return poll_fn(|cx| lanes.poll_room(cx)).await.map_err(closed);
        }
        Phase::Flush | Phase::Signal(_) | Phase::Close => {
            if !lanes.try_send() {
                let _full = meter.waits(Waits::Backpressured);
                poll_fn(|cx| lanes.poll_send(cx)).await.map_err(closed)?;
            }
        }
    }
    match phase {
        Phase::Signal(signal) => lanes.signal(signal),
        Phase::Close => lanes.end(),
        _ => {}
    }
    Ok(())
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
        send(&mut self.lanes, &mut self.age, phase).await
    }
    #[inline]
    fn publish(&mut self, received: u64) {
        self.age.gathered(received);
    }
}

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

/// Where a stage's events leave it by a `-[key …]->` edge: each to the worker that owns its key.
pub struct KeyQueue<F, M, T> {
    key: Arc<F>,
    item: M,
    workers: usize,
    lanes: ByKey<T>,
    age: Age,
}

impl<F, M, T: Send + 'static> KeyQueue<F, M, T> {
    /// One sender's end. `item` makes what is queued of a key and an event.
    pub fn new(entry: &Entry<T>, worker: &Worker, edge: &EdgeCount, key: Arc<F>, item: M) -> Self {
        let lanes = entry.connect();
        edge.add_lanes(lanes.iter().map(Lane::level));
        let (workers, age) = (lanes.len(), Age::new(worker));
        Self { key, item, workers, lanes: ByKey::new(lanes, BATCH), age }
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
        send(&mut self.lanes, &mut self.age, phase).await
    }
    #[inline]
    fn publish(&mut self, received: u64) {
        self.age.gathered(received);
    }
}
