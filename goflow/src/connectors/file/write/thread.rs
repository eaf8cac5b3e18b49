//! The thread beside a worker, which makes files of pieces.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};

use super::churn::Churn;
use super::completing::{Reply, Rest, at_once};
use super::format::{Encoder, Format, Packer as _, Spilled};
use super::gathered::Gathered;
use super::growing::Maker;
use super::open::Open;
use super::partition::Place;
use super::plan::Plan;
use super::record::Record;
use crate::error::BoxError;
use crate::node::Context;

/// What a format's encoder hands over.
pub(crate) type Piece<F> = <<F as Format>::Encoder as Encoder>::Piece;

/// What the worker asks for. A slot is a place that events go to, which has one file open at most.
pub(crate) enum Command<P> {
    /// To write a piece to the slot's file, which is begun if there is none.
    Write { slot: usize, place: Arc<Place>, piece: P },
    /// To complete the slot's file.
    Close { slot: usize },
    /// To complete all: slots are other places from now on.
    CloseAll,
    /// To complete all: those of the slots with what these have gathered.
    Prepare { rest: Vec<Option<Rest<P>>>, reply: Reply },
}

/// How it speaks with the worker.
pub(crate) struct Ends<P> {
    pub(crate) commands: Receiver<Command<P>>,
    /// One place in it for each command.
    pub(crate) room: Arc<Semaphore>,
    /// Pieces whose memory can be used again.
    pub(crate) used: Sender<P>,
    /// Why it is gone.
    pub(crate) failed: oneshot::Sender<String>,
}

/// The thread's files.
pub(crate) struct Files<F: Format> {
    pub(super) plan: Arc<Plan<F>>,
    pub(super) context: Context,
    /// So many threads may complete files.
    pub(super) at_once: usize,
    maker: Maker,
    /// What is being written, by its slot. No more files are there than may be open; the rows of others wait.
    pub(super) open: BTreeMap<usize, Open<F::Packer>>,
    /// How many pieces were written.
    time: u64,
    churn: Churn,
    /// Bytes of memory that rows take in all of them.
    gathered: Gathered,
    /// The disk takes no rows any more.
    no_disk: bool,
    /// Files so far.
    number: u32,
    prepared: Vec<Record>,
    out: Vec<u8>,
}

impl<F: Format> Files<F> {
    pub(crate) fn new(plan: Arc<Plan<F>>, context: &Context, runtime: Handle) -> Self {
        let maker = Maker::new(&plan.visibility, runtime);
        Self {
            plan,
            context: context.clone(),
            at_once: at_once(context.workers()),
            maker,
            open: BTreeMap::new(),
            time: 0,
            churn: Churn::default(),
            gathered: Gathered::default(),
            no_disk: false,
            number: 0,
            prepared: Vec::new(),
            out: Vec::new(),
        }
    }

    /// Does what the worker asks for, until it is gone.
    pub(crate) fn run(mut self, ends: Ends<Piece<F>>) {
        let (plan, context) = (self.plan.clone(), self.context.clone());
        let thread = plan.visibility.pending.thread();
        let Ends { commands, room, used, failed } = ends;
        let done = loop {
            let command = match self.deadline().map(|time| (time, Instant::now())) {
                None => commands.recv().map_err(RecvTimeoutError::from),
                // A command may always be there already: who is late does not wait for that to end.
                Some((time, now)) if time <= now => Err(RecvTimeoutError::Timeout),
                Some((time, now)) => commands.recv_timeout(time.duration_since(now)),
            };
            let done = match command {
                Ok(command) => {
                    let done = self.obey(command, &used);
                    if done.is_ok() {
                        room.add_permits(1);
                    }
                    done
                }
                Err(RecvTimeoutError::Timeout) => self.close_late(Instant::now()),
                Err(RecvTimeoutError::Disconnected) => break Ok(()),
            };
            if done.is_err() {
                break done;
            }
        };
        // What is open is of no use any more; only then the thread is over.
        drop(self);
        drop(thread);
        if let Err(error) = done {
            // The worker may be waiting for an event, for as long as there is none.
            let told = error.to_string();
            context.run.fail(context.node(), context.worker(), error);
            let _ = failed.send(told);
            room.close();
        }
    }

    fn obey(
        &mut self,
        command: Command<Piece<F>>,
        used: &Sender<Piece<F>>,
    ) -> Result<(), BoxError> {
        match command {
            Command::Write { slot, place, mut piece } => {
                self.write(slot, &place, &mut piece)?;
                let _ = used.send(piece);
            }
            Command::Close { slot } => self.close(slot)?,
            Command::CloseAll => {
                let all = self.open.keys().copied().collect();
                self.close_all(all)?;
            }
            Command::Prepare { rest, reply } => {
                let nothing = self.number == 0 && rest.iter().all(Option::is_none);
                let one_file = self.plan.visibility.target.file.is_some();
                if nothing && one_file && self.plan.format.may_be_empty() {
                    // Without a row it is a file all the same.
                    self.begin(0, &Place::default())?;
                }
                self.complete(rest, &reply)?;
                let _ = reply.send(std::mem::take(&mut self.prepared));
            }
        }
        Ok(())
    }

    /// Begins a slot's file.
    pub(super) fn begin(&mut self, slot: usize, place: &Place) -> Result<(), BoxError> {
        let name = self.plan.name(place, self.context.worker(), self.number);
        self.number += 1;
        let file = self.maker.later(&self.plan, &name);
        let packer = self.plan.format.packer(&self.plan.layout)?;
        if !packer.waits() {
            self.make_room()?;
        }
        let compression = self.plan.visibility.target.compression;
        let open = Open::begin(name, file, packer, compression, &mut self.out)?;
        self.open.insert(slot, open);
        Ok(())
    }

    /// Completes the file that was least recently written, if a further one would be too many.
    pub(super) fn make_room(&mut self) -> Result<(), BoxError> {
        let there = || self.open.iter().filter(|(_, open)| open.is_there());
        if there().count() < self.plan.max_open {
            return Ok(());
        }
        let least = there().min_by_key(|(_, open)| open.used);
        let Some((&slot, open)) = least else { return Ok(()) };
        if let Some(bytes) = self.churn.closed(open.size()) {
            tracing::warn!(
                folder = &*self.plan.visibility.target.given,
                bytes_per_file = bytes,
                max_open = self.plan.max_open,
                "events come from more partitions in turn than files may be open, so there are many small \
                 files; say a larger `.max_open(…)`, or bring events of one partition together"
            );
        }
        self.close(slot)
    }

    fn write(&mut self, slot: usize, place: &Place, piece: &mut Piece<F>) -> Result<(), BoxError> {
        if !self.open.contains_key(&slot) {
            self.begin(slot, place)?;
        }
        self.time += 1;
        let Some(open) = self.open.get_mut(&slot) else { return Ok(()) };
        open.used = self.time;
        open.add(piece, &mut self.out)?;
        if self.plan.roll.by_time() {
            open.written = Instant::now();
        }
        if let Some(limit) = self.plan.roll.size
            && open.reaches(limit, &mut self.out)?
        {
            return self.close(slot);
        }
        let (before, columns) = (open.gathered, open.columns());
        self.gathered.set(slot, before, open.weigh());
        while self.gathered.all() > self.may_gather(columns) && self.relieve()? {}
        Ok(())
    }

    /// How many bytes of memory rows may take in all files, which have so many columns.
    fn may_gather(&self, columns: usize) -> usize {
        let gather = &self.plan.gather;
        if self.no_disk { gather.without_disk() } else { gather.of(self.open.len(), columns) }
    }

    /// The file with most rows in memory has none there any more. False: there is no such file.
    fn relieve(&mut self) -> Result<bool, BoxError> {
        let most = self.gathered.most().and_then(|slot| Some((slot, self.open.get_mut(&slot)?)));
        let Some((slot, open)) = most else { return Ok(false) };
        let (spilled, there) = (open.spill()?, open.is_there());
        if spilled == Spilled::NoRoom && !std::mem::replace(&mut self.no_disk, true) {
            return Ok(true);
        }
        if spilled != Spilled::All && !there {
            self.make_room()?;
        }
        let Some(open) = self.open.get_mut(&slot) else { return Ok(true) };
        if spilled != Spilled::All {
            open.let_go(&mut self.out)?;
        }
        self.gathered.set(slot, std::mem::take(&mut open.gathered), 0);
        Ok(true)
    }

    /// A slot's file, which is no longer one of those that are open.
    pub(super) fn take(&mut self, slot: usize) -> Option<Open<F::Packer>> {
        let open = self.open.remove(&slot)?;
        self.gathered.set(slot, open.gathered, 0);
        Some(open)
    }

    /// Completes a slot's file.
    fn close(&mut self, slot: usize) -> Result<(), BoxError> {
        let Some(open) = self.take(slot) else { return Ok(()) };
        if !open.is_there() {
            self.make_room()?;
        }
        let record = open.complete(None, &mut self.out)?;
        self.completed(vec![record])
    }

    /// Files are complete, and hidden.
    pub(super) fn completed(&mut self, records: Vec<Record>) -> Result<(), BoxError> {
        if self.plan.early {
            self.maker.show(&self.plan.visibility, records)?;
        } else {
            self.prepared.extend(records);
        }
        Ok(())
    }

    /// When the next file is to be rolled by its time.
    fn deadline(&self) -> Option<Instant> {
        if !self.plan.roll.by_time() {
            return None;
        }
        self.open.values().filter_map(|open| self.due(open)).min()
    }

    fn due(&self, open: &Open<F::Packer>) -> Option<Instant> {
        let every = self.plan.roll.every.and_then(|age| open.begun.checked_add(age));
        let idle = self.plan.roll.idle.and_then(|pause| open.written.checked_add(pause));
        every.into_iter().chain(idle).min()
    }

    fn close_late(&mut self, now: Instant) -> Result<(), BoxError> {
        let is_late = |open| self.due(open).is_some_and(|due| due <= now);
        let late = self.open.iter().filter(|(_, open)| is_late(open)).map(|(&slot, _)| slot);
        let late = late.collect();
        self.close_all(late)
    }
}
