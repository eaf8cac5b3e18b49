//! The end of a stage at an edge that leads to another one: events gather and leave in batches.

use crate::channel::Spread;
use crate::runtime::{EdgeCount, Worker};

use super::entry::Entry;
use super::send::{BATCH, Readers};
use super::step::{Flow, Phase, Step, Taker};

/// Where a stage's events leave it: an edge without a key.
pub struct Queue<T> {
    lanes: Spread<T>,
    readers: Readers<T>,
}

impl<T: Send + 'static> Queue<T> {
    /// One sender's end.
    pub fn new(entry: &Entry<T>, worker: &Worker) -> Self {
        let readers = Readers::new(entry, worker);
        Self { lanes: Spread::new(entry.connect(), BATCH), readers }
    }

    /// Shows how full its lanes are.
    #[must_use]
    pub fn of(self, edge: &EdgeCount) -> Self {
        edge.add_lanes(self.lanes.levels());
        self
    }
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
        self.lanes.push(event);
        Ok(())
    }
    #[inline(always)]
    fn gathered(&self) -> Option<&[T]> {
        Some(self.lanes.fresh())
    }
    #[inline(always)]
    fn lends(&self) -> Option<bool> {
        self.readers.reads()
    }
    fn follow(&mut self, events: &[T], duplicate: fn(&T) -> T) -> Flow {
        let read = self.readers.lend(&mut self.lanes, events);
        let rest = events.get(read..).unwrap_or_default();
        self.lanes.extend(rest.iter().map(|event| Some(duplicate(event))));
        Ok(())
    }
    #[inline(always)]
    fn feed(&mut self, events: impl Iterator<Item = Option<T>>) -> Flow {
        self.lanes.extend(events);
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
