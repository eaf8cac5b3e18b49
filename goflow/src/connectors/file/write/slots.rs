//! The files that a worker has open, found by where events go to.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::churn::Churn;
use super::completing::Rest;
use super::format::{Encoder as _, Format, Refused};
use super::partition::Place;
use super::plan::Plan;
use super::thread::Piece;
use crate::connectors::file::RecordError;
use crate::error::BoxError;

/// Open files, at most as many as may be.
pub(crate) struct Slots<F: Format> {
    plan: Arc<Plan<F>>,
    slots: Vec<Slot<F>>,
    by_place: HashTable<usize>,
    hasher: FixedState,
    /// Where the event at hand goes to.
    place: Place,
    current: usize,
    /// How often the file has changed.
    time: u64,
    churn: Churn,
}

/// One open file, as the worker sees it.
pub(crate) struct Slot<F: Format> {
    pub(crate) place: Arc<Place>,
    pub(crate) encoder: F::Encoder,
    /// Rows since files were last rolled by rows, and before.
    pub(crate) rows: u64,
    pub(crate) records: u64,
    /// Bytes before those in the encoder.
    pub(crate) bytes: u64,
    hash: u64,
    used: u64,
}

impl<F: Format> Slots<F> {
    pub(crate) fn new(plan: Arc<Plan<F>>) -> Self {
        Self {
            plan,
            slots: Vec::new(),
            by_place: HashTable::new(),
            hasher: FixedState::default(),
            place: Place::default(),
            current: 0,
            time: 0,
            churn: Churn::default(),
        }
    }

    /// Makes the slot of an event current. `Some`: none is free; that one is to be closed, and then
    /// [given](Self::give) to the event.
    pub(crate) fn find(&mut self, event: &F::Event) -> Result<Option<usize>, BoxError> {
        if self.plan.partitions.is_empty() {
            if self.slots.is_empty() {
                self.add(0)?;
            }
            return Ok(None);
        }
        self.plan.partitions.find(event, &mut self.place);
        if self.slots.get(self.current).is_some_and(|slot| *slot.place == self.place) {
            return Ok(None);
        }
        self.time += 1;
        let hash = self.hasher.hash_one(&self.place);
        let same =
            |&index: &usize| self.slots.get(index).is_some_and(|slot| *slot.place == self.place);
        if let Some(&index) = self.by_place.find(hash, same) {
            self.current = index;
            if let Some(slot) = self.slots.get_mut(index) {
                slot.used = self.time;
            }
            return Ok(None);
        }
        if self.slots.len() < self.plan.max_open {
            self.add(hash)?;
            return Ok(None);
        }
        let least = self.slots.iter().enumerate().min_by_key(|(_, slot)| slot.used);
        Ok(least.map(|(index, _)| index))
    }

    fn add(&mut self, hash: u64) -> Result<(), BoxError> {
        self.current = self.slots.len();
        self.slots.push(Slot {
            place: Arc::new(self.place.clone()),
            encoder: self.plan.format.encoder(&self.plan.layout)?,
            rows: 0,
            records: 0,
            bytes: 0,
            hash,
            used: self.time,
        });
        self.index(hash, self.current);
        Ok(())
    }

    fn index(&mut self, hash: u64, index: usize) {
        let slots = &self.slots;
        let rehash = |&index: &usize| slots.get(index).map_or(0, |slot| slot.hash);
        self.by_place.insert_unique(hash, index, rehash);
    }

    /// Gives a slot that was closed to the place of the event at hand.
    pub(crate) fn give(&mut self, index: usize) -> Result<(), BoxError> {
        let hash = self.hasher.hash_one(&self.place);
        let Some(slot) = self.slots.get_mut(index) else { return Err(nowhere()) };
        if let Some(rows) = self.churn.closed(slot.records) {
            tracing::warn!(
                folder = &*self.plan.visibility.target.given,
                rows_per_file = rows,
                max_open = self.plan.max_open,
                "events come from more partitions in turn than files may be open, so there are many small \
                 files; say a larger `.max_open(…)`, or bring events of one partition together"
            );
        }
        if let Ok(known) = self.by_place.find_entry(slot.hash, |&known| known == index) {
            known.remove();
        }
        let place = Arc::new(self.place.clone());
        (slot.place, slot.hash, slot.used) = (place, hash, self.time);
        (slot.rows, slot.records, slot.bytes) = (0, 0, 0);
        self.current = index;
        self.index(hash, index);
        Ok(())
    }

    /// The slot of the event at hand.
    pub(crate) fn current(&mut self) -> Result<(usize, &mut Slot<F>), BoxError> {
        let slot = self.slots.get_mut(self.current).ok_or_else(nowhere)?;
        Ok((self.current, slot))
    }

    pub(crate) fn get(&mut self, index: usize) -> Result<&mut Slot<F>, BoxError> {
        self.slots.get_mut(index).ok_or_else(nowhere)
    }

    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut Slot<F>> {
        self.slots.iter_mut()
    }
}

/// It cannot be, and so has no mend.
#[cold]
fn nowhere() -> BoxError {
    "no file is open for an event; please report this as a fault of goflow".into()
}

impl<F: Format> Slot<F> {
    /// Adds an event; one that cannot be is told of in `failed`.
    #[inline]
    pub(crate) fn encode(
        &mut self,
        event: &F::Event,
        plan: &Plan<F>,
        failed: &mut Vec<RecordError>,
    ) -> Result<(), BoxError> {
        match self.encoder.encode(event) {
            Ok(()) => self.rows += F::Encoder::rows(event),
            Err(Refused::Type(error)) => return Err(error),
            Err(Refused::Event { column, raw, cause }) => {
                failed.push(self.error(plan, column, raw, cause));
            }
        }
        Ok(())
    }

    /// What it has gathered.
    pub(crate) fn take(&mut self, used: Option<Piece<F>>) -> Piece<F> {
        self.bytes += self.encoder.size() as u64;
        self.encoder.take(used)
    }

    /// What is left to be written of it.
    pub(crate) fn rest(&mut self) -> Option<Rest<Piece<F>>> {
        if self.encoder.size() == 0 {
            return None;
        }
        Some(Rest { place: self.place.clone(), piece: self.take(None) })
    }

    /// What an event that was refused leaves behind.
    #[cold]
    pub(crate) fn error(
        &self,
        plan: &Plan<F>,
        column: Option<String>,
        mut raw: Vec<u8>,
        cause: String,
    ) -> RecordError {
        raw.truncate(RecordError::RAW);
        RecordError {
            file: plan.shown(&self.place),
            record: self.records + self.rows + 1,
            column,
            offset: self.bytes + self.encoder.size() as u64,
            raw,
            cause,
        }
    }
}
