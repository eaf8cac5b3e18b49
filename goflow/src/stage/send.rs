//! How what a stage has gathered leaves it: without waiting where that is possible.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::channel::{ByKey, Closed, Signal, Spread};
use crate::runtime::{Load, Way, Worker, handing, poll_handing};

use super::entry::Entry;
use super::step::{Flow, Phase, Stop};

/// Most events that gather before they are sent.
pub(super) const BATCH: usize = 1024;

/// The lanes of one sender, however events are dealt to them.
pub(super) trait Lanes: Send {
    fn room(&self) -> usize;
    fn try_send(&mut self) -> bool;
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>>;
    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>>;
    fn signal(&mut self, signal: Signal);
    fn end(&mut self);
}

macro_rules! lanes {
    ($name:ident) => {
        impl<T: Send> Lanes for $name<T> {
            fn room(&self) -> usize {
                self.room()
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
}

impl<T: Send + 'static> Readers<T> {
    pub(super) fn new(entry: &Entry<T>, worker: &Worker) -> Self {
        worker.load.moves::<T>();
        Self { entry: entry.clone(), load: worker.load.clone(), all: None }
    }

    /// So many events were gathered.
    pub(super) fn handled(&self, events: u64) {
        self.load.handled(events);
    }

    /// A reader that runs on another thread, where this sender should go on, too.
    fn reader_to_join(&mut self) -> Option<Arc<Load>> {
        if !std::mem::needs_drop::<T>() {
            return None;
        }
        let all = self.all.get_or_insert_with(|| self.entry.readers());
        all.iter().find(|reader| self.load.should_join(reader)).cloned()
    }

    /// Carries out a phase if that needs no waiting.
    pub(super) fn try_send(&mut self, lanes: &mut impl Lanes, phase: Phase) -> Option<Flow> {
        let done = try_send(lanes, phase) && self.reader_to_join().is_none();
        done.then_some(Ok(()))
    }

    /// Carries out a phase at the end of a stage.
    pub(super) async fn send(&mut self, lanes: &mut impl Lanes, phase: Phase) -> Flow {
        if !try_send(lanes, phase) {
            let sent = poll_fn(|cx| {
                poll_handing(Way::Down, || match phase {
                    Phase::Settle | Phase::Pass => lanes.poll_room(cx),
                    _ => lanes.poll_send(cx),
                })
            });
            // Who reads there is gone: why is recorded, and the run is about to end this worker, too.
            sent.await.map_err(|_: Closed| Stop)?;
        }
        match phase {
            Phase::Signal(signal) => handing(Way::Down, || lanes.signal(signal)).0,
            Phase::Close => handing(Way::Down, || lanes.end()).0,
            _ => {
                if let Some(reader) = self.reader_to_join() {
                    poll_fn(|cx| reader.poll_join(cx)).await;
                }
            }
        }
        Ok(())
    }
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
