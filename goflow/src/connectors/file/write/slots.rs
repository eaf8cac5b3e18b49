//! Where a worker's events go to, with what it has gathered for each place.
//!
//! These may be many more than files may be open: a file is begun, or gone on with, when there is a
//! piece for it. Events that come from many partitions in turn so share files, and not have one each.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::completing::Rest;
use super::format::{Encoder as _, Format, Refused};
use super::partition::Place;
use super::plan::Plan;
use super::thread::Piece;
use crate::connectors::file::RecordError;
use crate::error::BoxError;

/// Bytes that wait in the pieces of all places, about and in all workers. Where places are many, pieces
/// are smaller.
const HELD: usize = 32 << 20;
/// The least of it for one worker.
const LEAST: usize = 8 << 20;
/// Bytes that a worker's encoders may take beside what waits in them. Tests have fewer places.
const ENCODERS: usize = if cfg!(test) { 16 << 10 } else { 64 << 20 };

/// The places that are known.
pub(crate) struct Slots<F: Format> {
    plan: Arc<Plan<F>>,
    slots: Vec<Slot<F>>,
    by_place: HashTable<usize>,
    hasher: FixedState,
    /// Where the event at hand goes to.
    place: Place,
    current: usize,
    /// At this size a piece is handed over.
    piece: usize,
    most_piece: usize,
    /// Bytes that may wait in pieces.
    held: usize,
}

/// One place, as the worker sees it: one file after the other.
pub(crate) struct Slot<F: Format> {
    pub(crate) place: Arc<Place>,
    pub(crate) encoder: F::Encoder,
    /// Rows since files were last rolled by rows, and before.
    pub(crate) rows: u64,
    pub(crate) records: u64,
    /// Bytes before those in the encoder.
    pub(crate) bytes: u64,
    hash: u64,
}

impl<F: Format> Slots<F> {
    /// A piece has at most so many bytes.
    pub(crate) fn new(plan: Arc<Plan<F>>, workers: usize, most_piece: usize) -> Self {
        Self {
            plan,
            slots: Vec::new(),
            by_place: HashTable::new(),
            hasher: FixedState::default(),
            place: Place::default(),
            current: 0,
            piece: most_piece,
            most_piece,
            held: LEAST.max(HELD / workers.max(1)),
        }
    }

    /// At this size a piece is handed over.
    #[inline]
    pub(crate) fn piece(&self) -> usize {
        self.piece
    }

    /// Makes the slot of an event current. False: there are too many; they are all to be handed over,
    /// and [forgotten](Self::forget).
    pub(crate) fn find(&mut self, event: &F::Event) -> Result<bool, BoxError> {
        if self.plan.partitions.is_empty() {
            return if self.slots.is_empty() { self.add(0) } else { Ok(true) };
        }
        self.plan.partitions.find(event, &mut self.place);
        if self.slots.get(self.current).is_some_and(|slot| *slot.place == self.place) {
            return Ok(true);
        }
        let hash = self.hasher.hash_one(&self.place);
        let same =
            |&index: &usize| self.slots.get(index).is_some_and(|slot| *slot.place == self.place);
        match self.by_place.find(hash, same) {
            Some(&index) => {
                self.current = index;
                Ok(true)
            }
            None => self.add(hash),
        }
    }

    fn add(&mut self, hash: u64) -> Result<bool, BoxError> {
        let footprint = self.slots.first().map_or(1, |slot| slot.encoder.footprint().max(1));
        if self.slots.len() >= self.plan.max_open.max(ENCODERS / footprint) {
            return Ok(false);
        }
        self.current = self.slots.len();
        self.slots.push(Slot {
            place: Arc::new(self.place.clone()),
            encoder: self.plan.format.encoder(&self.plan.layout)?,
            rows: 0,
            records: 0,
            bytes: 0,
            hash,
        });
        self.piece = self.most_piece.min(self.held / self.slots.len());
        self.index(hash, self.current);
        Ok(true)
    }

    /// No place is known any more.
    pub(crate) fn forget(&mut self) {
        self.slots.clear();
        self.by_place.clear();
        self.current = 0;
        self.piece = self.most_piece;
    }

    fn index(&mut self, hash: u64, index: usize) {
        let slots = &self.slots;
        let rehash = |&index: &usize| slots.get(index).map_or(0, |slot| slot.hash);
        self.by_place.insert_unique(hash, index, rehash);
    }

    /// The slot of the event at hand.
    pub(crate) fn current(&mut self) -> Result<(usize, &mut Slot<F>), BoxError> {
        let slot = self.slots.get_mut(self.current).ok_or_else(nowhere)?;
        Ok((self.current, slot))
    }

    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut Slot<F>> {
        self.slots.iter_mut()
    }
}

/// It cannot be, and so has no mend.
#[cold]
fn nowhere() -> BoxError {
    "an event has no place; please report this as a fault of goflow".into()
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
    pub(crate) fn take(&mut self, used: Option<Piece<F>>) -> Result<Piece<F>, BoxError> {
        self.bytes += self.encoder.size() as u64;
        self.encoder.take(used)
    }

    /// What is left to be written of it.
    pub(crate) fn rest(&mut self) -> Result<Option<Rest<Piece<F>>>, BoxError> {
        if self.encoder.size() == 0 {
            return Ok(None);
        }
        Ok(Some(Rest { place: self.place.clone(), piece: self.take(None)? }))
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
