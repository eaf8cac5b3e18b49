//! Completes files that a worker has open, several at once.
//!
//! What a file needs at its end is the work of encoding and compressing what it has gathered, and then
//! the patience of waiting for the disk. While one waits others work; and where nothing else is left
//! to do, cores would be idle.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, available_parallelism, scope};
use std::vec::IntoIter;

use tokio::sync::oneshot;

use super::format::Format;
use super::open::Open;
use super::partition::Place;
use super::record::Record;
use super::thread::{Files, Piece};
use crate::error::BoxError;

/// No more threads than that complete the files of one worker.
const MOST: usize = 8;

/// The same where files go to a store, which answers late: of small files, and of those that take memory.
const FAR: usize = 16;
const FAR_LARGE: usize = 8;

/// What a slot has gathered, and did not hand over before.
pub(crate) struct Rest<P> {
    pub(crate) place: Arc<Place>,
    pub(crate) piece: P,
}

/// What waits in a file of so many bytes takes a core longer than the disk does to encode, and memory.
const LARGE: u64 = 256 << 10;

/// How many files a worker completes at once: those of all workers keep all cores busy, and one more
/// each does so while others wait for the disk.
pub(super) fn at_once(workers: usize) -> usize {
    let cores = available_parallelism().map_or(1, NonZeroUsize::get);
    (cores.div_ceil(workers.max(1)) + 1).min(MOST)
}

/// The slot of a file, and what it is to end with.
type End<F> = (usize, Option<Rest<Piece<F>>>);

/// The files that are left.
struct Queue<'a, F: Format> {
    files: &'a mut Files<F>,
    rest: IntoIter<End<F>>,
    /// By their slots.
    done: Vec<(usize, Result<Record, BoxError>)>,
    failed: bool,
    /// Nobody wants them any more: the run has failed.
    given_up: &'a (dyn Fn() -> bool + Sync),
}

/// Where the names of what is complete go to.
pub(super) type Reply = oneshot::Sender<Vec<Record>>;

/// One of them: its slot, itself, and what it is to end with.
type Job<F> = (usize, Open<<F as Format>::Packer>, Option<Piece<F>>);

impl<F: Format> Files<F> {
    /// Completes all files, those of the slots with the `rest` of these. When one cannot be completed,
    /// or nobody waits for `reply` any more, the others are left as they are.
    pub(super) fn complete(
        &mut self,
        mut rest: Vec<Option<Rest<Piece<F>>>>,
        reply: &Reply,
    ) -> Result<(), BoxError> {
        let slots = self.open.last_key_value().map_or(0, |(slot, _)| slot + 1);
        rest.resize_with(rest.len().max(slots), || None);
        let is_open = |slot: &usize| self.open.contains_key(slot);
        let files = rest.into_iter().enumerate();
        let files = files.filter(|(slot, rest)| rest.is_some() || is_open(slot)).collect();
        self.complete_these(files, &|| reply.is_closed())
    }

    /// Completes the files of these slots.
    pub(super) fn close_all(&mut self, slots: Vec<usize>) -> Result<(), BoxError> {
        self.complete_these(slots.into_iter().map(|slot| (slot, None)).collect(), &|| false)
    }

    fn complete_these(
        &mut self,
        files: Vec<End<F>>,
        given_up: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), BoxError> {
        if files.is_empty() {
            return Ok(());
        }
        // Files that are there first: no more are than may be.
        let is_there = |slot: &usize| self.open.get(slot).is_some_and(Open::is_there);
        let all_there = self.open.keys().filter(|slot| is_there(slot)).count();
        let (mut rest, others): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(slot, _)| is_there(slot));
        let room = (self.plan.max_open + rest.len()).saturating_sub(all_there);
        if room == 0 && !others.is_empty() {
            self.make_room()?;
        }
        rest.extend(others);
        let threads = self.threads(rest.len()).min(room.max(1));
        let (rest, done) = (rest.into_iter(), Vec::new());
        let queue = Mutex::new(Queue { files: self, rest, done, failed: false, given_up });
        scope(|scope| {
            for _ in 1..threads {
                let thread = Builder::new().name("goflow-complete".into());
                // One that cannot be had is not needed: others do its work.
                let _ = thread.spawn_scoped(scope, || work(&queue));
            }
            work(&queue);
        });
        let Queue { mut done, .. } = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(slot, _)| *slot);
        let records: Result<_, _> = done.into_iter().map(|(_, record)| record).collect();
        self.completed(records?)
    }
}

impl<F: Format> Files<F> {
    /// How many threads complete so many files.
    fn threads(&self, files: usize) -> usize {
        let waiting = self.open.values().filter(|open| open.held() > 0);
        let large = waiting.map(Open::size).sum::<u64>() >= LARGE * files as u64;
        let near = self.at_once - usize::from(large && self.at_once > 1);
        let far = if large { FAR_LARGE } else { FAR }.div_ceil(self.context.workers().max(1));
        let is_near = self.plan.visibility.target.root.local().is_some();
        files.min(if is_near { near } else { near.max(far) })
    }
}

fn lock<'q, 'f, F: Format>(queue: &'q Mutex<Queue<'f, F>>) -> MutexGuard<'q, Queue<'f, F>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Completes one file after the other, until none is left.
fn work<F: Format>(queue: &Mutex<Queue<'_, F>>) {
    let mut out = Vec::new();
    loop {
        let Some((slot, open, last)) = lock(queue).next() else { return };
        let record = open.complete(last, &mut out);
        lock(queue).done(slot, record);
    }
}

impl<F: Format> Queue<'_, F> {
    fn next(&mut self) -> Option<Job<F>> {
        while !self.failed && !(self.given_up)() {
            let (slot, rest) = self.rest.next()?;
            let place = rest.as_ref().map(|rest| &*rest.place);
            match self.open(slot, place) {
                Ok(Some(open)) => return Some((slot, open, rest.map(|rest| rest.piece))),
                Ok(None) => {}
                Err(error) => self.done(slot, Err(error)),
            }
        }
        None
    }

    /// The file of a slot, which is begun if `place` has to have one.
    fn open(
        &mut self,
        slot: usize,
        place: Option<&Place>,
    ) -> Result<Option<Open<F::Packer>>, BoxError> {
        match (self.files.take(slot), place) {
            (None, Some(place)) => {
                self.files.begin(slot, place)?;
                Ok(self.files.take(slot))
            }
            (file, _) => Ok(file),
        }
    }

    fn done(&mut self, slot: usize, record: Result<Record, BoxError>) {
        self.failed |= record.is_err();
        self.done.push((slot, record));
    }
}
