//! How what a stage has gathered leaves it: without waiting where that is possible.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::channel::{ByKey, Closed, Signal, Spread};
use crate::runtime::{
    Load, Meter, Waits, Way, Worker, handing, holds_none, may_nest, poll_handing,
};

use super::entry::Entry;
use super::step::{Flow, Phase, Stop};

/// Most events that gather before they are sent.
pub(super) const BATCH: usize = 1024;

/// The lanes of one sender, however events are dealt to them.
pub(super) trait Lanes: Send {
    fn room(&self) -> usize;
    fn hand_over(&mut self, waits: bool, may: impl Fn(usize) -> bool);
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
            fn room(&self) -> usize {
                self.room()
            }
            fn hand_over(&mut self, waits: bool, may: impl Fn(usize) -> bool) {
                self.hand_over(waits, may);
            }
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

/// One sender and those who read what it sends.
pub(super) struct Readers<T> {
    entry: Entry<T>,
    load: Arc<Load>,
    /// The loads of the workers, once all are made.
    all: Option<Vec<Arc<Load>>>,
    age: Age,
    /// Whether the readers only read, so that events may be lent to them. Not known before one was
    /// met.
    reads: Option<bool>,
}

/// How old the events are that were gathered and not sent.
struct Age {
    meter: Arc<Meter>,
    oldest: u64,
}

impl Age {
    /// Events of the batch in hand were gathered.
    #[inline]
    fn gathered(&mut self, events: u64) {
        if self.oldest == 0 && events > 0 {
            self.oldest = self.meter.mark();
        }
    }

    /// What is gathered is about to be sent.
    fn put(&self, lanes: &mut impl Lanes) {
        lanes.mark(self.oldest);
    }

    /// What fitted was sent.
    fn sent(&mut self, lanes: &impl Lanes) {
        if lanes.is_empty() {
            self.oldest = 0;
        }
    }
}

impl<T: Send + 'static> Readers<T> {
    pub(super) fn new(entry: &Entry<T>, worker: &Worker) -> Self {
        worker.load.moves::<T>();
        let age = Age { meter: worker.meter.clone(), oldest: 0 };
        Self { entry: entry.clone(), load: worker.load.clone(), all: None, age, reads: None }
    }

    /// So many events were gathered.
    pub(super) fn handled(&mut self, events: u64) {
        self.age.gathered(events);
        self.load.handled(events);
    }

    /// Has readers that wait and cost little handle what was gathered, here and now. True when
    /// nothing else has to be done.
    fn hand_over(&mut self, lanes: &mut impl Lanes, phase: Phase) -> bool {
        let sends = match phase {
            Phase::Open => false,
            Phase::Settle => lanes.room() == 0,
            _ => true,
        };
        let may = sends && !lanes.is_empty() && may_nest();
        if may {
            let (all, waits) = (self.all(), Self::waits());
            let may = may_take(all);
            handing(Way::Down, || lanes.hand_over(waits, may));
        }
        may && lanes.is_empty()
    }

    /// Lends events to a reader that waits and costs little. How many were read.
    pub(super) fn lend(&mut self, lanes: &mut Spread<T>, events: &[T]) -> usize {
        if events.is_empty() || self.reads == Some(false) || !may_nest() {
            return 0;
        }
        self.age.gathered(events.len() as u64);
        self.age.put(lanes);
        let (all, waits) = (self.all(), Self::waits());
        let may = may_take(all);
        let lent = handing(Way::Down, || lanes.lend(events, waits, may)).0;
        if lent != Ok(0) {
            self.reads = Some(lent.is_ok());
        }
        self.age.sent(lanes);
        lent.unwrap_or(0)
    }

    /// Whether the readers only read, where that is known.
    pub(super) fn reads(&self) -> Option<bool> {
        self.reads
    }

    fn all(&mut self) -> &[Arc<Load>] {
        self.all.get_or_insert_with(|| self.entry.readers())
    }

    /// To wait for a reader costs less than to have its thread give back memory of this one.
    fn waits() -> bool {
        std::mem::needs_drop::<T>() && holds_none()
    }

    /// Carries out a phase if that needs no waiting.
    pub(super) fn try_send(&mut self, lanes: &mut impl Lanes, phase: Phase) -> Option<Flow> {
        self.age.put(lanes);
        let sent = self.hand_over(lanes, phase) || try_send(lanes, phase);
        self.age.sent(lanes);
        sent.then_some(Ok(()))
    }

    /// Carries out a phase at the end of a stage.
    pub(super) async fn send(&mut self, lanes: &mut impl Lanes, phase: Phase) -> Flow {
        self.age.put(lanes);
        if !self.hand_over(lanes, phase) && !try_send(lanes, phase) {
            let _full = self.age.meter.waits(Waits::Backpressured);
            let sent = poll_fn(|cx| {
                poll_handing(Way::Down, || match phase {
                    Phase::Settle | Phase::Pass => lanes.poll_room(cx),
                    _ => lanes.poll_send(cx),
                })
            });
            // Who reads there is gone: why is recorded, and the run is about to end this worker, too.
            sent.await.map_err(|_: Closed| Stop)?;
        }
        self.age.sent(lanes);
        match phase {
            Phase::Signal(signal) => handing(Way::Down, || lanes.signal(signal)).0,
            Phase::Close => handing(Way::Down, || lanes.end()).0,
            _ => {}
        }
        Ok(())
    }
}

/// Which readers may be given events on the spot: those that cost little. One that is new costs what
/// the others do, of which the first are there to tell.
fn may_take(all: &[Arc<Load>]) -> impl Fn(usize) -> bool + '_ {
    let all_light = all.iter().all(|reader| reader.is_light());
    move |at| all.get(at).is_some_and(|it| it.is_light() && (all_light || !it.is_new()))
}

/// Sends what fits; who waits for it is carried on at once. True when nothing is left to wait for.
fn try_send(lanes: &mut impl Lanes, phase: Phase) -> bool {
    match phase {
        Phase::Open => true,
        Phase::Settle if lanes.room() > 0 => true,
        Phase::Settle | Phase::Pass => {
            handing(Way::Down, || lanes.try_send());
            lanes.room() > 0
        }
        Phase::Flush | Phase::Signal(_) | Phase::Close => handing(Way::Down, || lanes.try_send()).0,
    }
}
