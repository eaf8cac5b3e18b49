//! One worker of a sink: finds each event's file, and encodes it.

use std::sync::{Arc, mpsc};
use std::thread::available_parallelism;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use super::format::{Encoder as _, Format, PIECE};
use super::late::Late;
use super::plan::Plan;
use super::slots::{Slot, Slots};
use super::thread::{Command, Ends, Files, Piece};
use crate::connectors::file::RecordError;
use crate::error::BoxError;
use crate::node::{Committable, Context, Writer};

/// Bytes in pieces that a worker is ahead of its thread, with the one that is being written: what is more
/// is only out of the caches by the time it is looked at. Where both share a core it is ahead for nothing.
fn ahead() -> usize {
    let alone = available_parallelism().is_ok_and(|cores| cores.get() == 1);
    if alone { PIECE } else { 2 * PIECE }
}

/// One worker of a [`FileSink`](super::FileSink).
pub struct FileWriter<F: Format> {
    plan: Arc<Plan<F>>,
    slots: Slots<F>,
    thread: Beside<Piece<F>>,
    /// Of files that are rolled by time.
    late: Option<Late>,
    /// What the last events came in.
    emptied: Vec<F::Event>,
}

/// The worker's end of its thread.
struct Beside<P> {
    commands: mpsc::Sender<Command<P>>,
    room: Arc<Semaphore>,
    used: mpsc::Receiver<P>,
    failed: Option<oneshot::Receiver<String>>,
}

impl<F: Format> FileWriter<F> {
    pub(crate) fn new(plan: Arc<Plan<F>>, context: &Context) -> Result<Self, BoxError> {
        let (commands, receiver) = mpsc::channel();
        let (give_back, used) = mpsc::channel();
        let (fail, failed) = oneshot::channel();
        let most = plan.layout.piece();
        let room = Arc::new(Semaphore::new(ahead() / most));
        let ends = Ends { commands: receiver, room: room.clone(), used: give_back, failed: fail };
        let files = Files::new(plan.clone(), context, Handle::current());
        let name = format!("{}-{}", context.node(), context.worker());
        std::thread::Builder::new().name(name).spawn(move || files.run(ends))?;
        let thread = Beside { commands, room, used, failed: Some(failed) };
        // A size is passed by a sixteenth of it at most.
        let piece = plan
            .roll
            .size
            .map_or(most, |size| usize::try_from(size / 16).unwrap_or(most).clamp(1, most));
        let slots = Slots::new(plan.clone(), context.workers(), piece);
        let late = Late::of(&plan.roll);
        Ok(Self { plan, slots, thread, late, emptied: Vec::new() })
    }

    /// Adds events of one place each.
    async fn add(
        &mut self,
        events: impl Iterator<Item = F::Event>,
        failed: &mut Vec<RecordError>,
    ) -> Result<(), BoxError> {
        let Self { plan, slots, thread, late, .. } = self;
        for event in events {
            if late.as_mut().is_some_and(Late::is_due) {
                thread.hand_over_all(slots).await?;
                *late = Late::of(&plan.roll);
            }
            if !slots.find(&event)? {
                thread.hand_over_all(slots).await?;
                thread.send(Command::CloseAll).await?;
                slots.forget();
                slots.find(&event)?;
            }
            let piece = slots.piece();
            let (index, slot) = slots.current()?;
            slot.encode(&event, plan, failed)?;
            let full = plan.roll.rows.is_some_and(|limit| slot.rows >= limit);
            if full || slot.encoder.size() >= piece {
                thread.hand_over(slot, index).await?;
            }
            if full {
                slot.records += std::mem::take(&mut slot.rows);
                thread.send(Command::Close { slot: index }).await?;
            }
        }
        Ok(())
    }
}

impl<F: Format> Writer for FileWriter<F> {
    type Event = F::Event;
    type Error = RecordError;

    async fn write(
        &mut self,
        mut events: Vec<F::Event>,
        failed: &mut Vec<RecordError>,
    ) -> Result<(), BoxError> {
        if self.plan.format.splits() {
            let mut parts = Vec::new();
            for event in events.drain(..) {
                self.plan.format.split(event, &mut parts)?;
            }
            self.add(parts.drain(..), failed).await?;
        } else {
            self.add(events.drain(..), failed).await?;
        }
        self.emptied = events;
        Ok(())
    }

    #[inline]
    fn try_write(
        &mut self,
        event: F::Event,
        failed: &mut Vec<RecordError>,
    ) -> Result<Option<F::Event>, BoxError> {
        let Self { plan, slots, thread, late, .. } = self;
        // To hand over what is late may have to wait, too.
        if plan.format.splits() || late.as_mut().is_some_and(Late::is_due) || !slots.find(&event)? {
            return Ok(Some(event));
        }
        let piece = slots.piece();
        let (index, slot) = slots.current()?;
        let rows = F::Encoder::rows(&event);
        // What ends a file, or did not fit in front of the thread, is for `write`.
        if slot.encoder.size() >= piece
            || plan.roll.rows.is_some_and(|most| slot.rows + rows >= most)
        {
            return Ok(Some(event));
        }
        slot.encode(&event, plan, failed)?;
        if slot.encoder.size() >= piece {
            thread.try_hand_over(slot, index)?;
        }
        Ok(None)
    }

    fn emptied(&mut self) -> Option<Vec<F::Event>> {
        Some(std::mem::take(&mut self.emptied))
    }

    async fn flush(&mut self) -> Result<(), BoxError> {
        // Only files that are rolled by time are seen before the next event comes.
        if self.late.is_some() {
            self.thread.hand_over_all(&mut self.slots).await?;
            self.late = Late::of(&self.plan.roll);
        }
        Ok(())
    }

    async fn prepare(&mut self) -> Result<Vec<Committable>, BoxError> {
        // What is taken is moved: no more memory is in use than before.
        let rest = self.slots.all().map(Slot::rest).collect::<Result<_, _>>()?;
        let (reply, prepared) = oneshot::channel();
        self.thread.send(Command::Prepare { rest, reply }).await?;
        match prepared.await {
            Ok(records) => records.iter().map(|record| record.seal()).collect(),
            Err(_) => Err(self.thread.failure().await),
        }
    }
}

impl<P: Send + 'static> Beside<P> {
    /// Sends what a slot has gathered.
    async fn hand_over<F: Format>(
        &mut self,
        slot: &mut Slot<F>,
        index: usize,
    ) -> Result<(), BoxError>
    where
        F::Encoder: super::format::Encoder<Piece = P>,
    {
        if slot.encoder.size() == 0 {
            return Ok(());
        }
        let piece = slot.take(self.used.try_recv().ok())?;
        self.send(Command::Write { slot: index, place: slot.place.clone(), piece }).await
    }

    async fn hand_over_all<F: Format>(&mut self, slots: &mut Slots<F>) -> Result<(), BoxError>
    where
        F::Encoder: super::format::Encoder<Piece = P>,
    {
        for (index, slot) in slots.all().enumerate() {
            self.hand_over(slot, index).await?;
        }
        Ok(())
    }

    /// The same where the thread has room for it now.
    fn try_hand_over<F: Format>(&mut self, slot: &mut Slot<F>, index: usize) -> Result<(), BoxError>
    where
        F::Encoder: super::format::Encoder<Piece = P>,
    {
        // Who closes its room has failed, which `write` finds out, and why.
        let Ok(room) = self.room.try_acquire() else { return Ok(()) };
        room.forget();
        let piece = slot.take(self.used.try_recv().ok())?;
        let _ =
            self.commands.send(Command::Write { slot: index, place: slot.place.clone(), piece });
        Ok(())
    }

    /// Waits while the thread has enough to do.
    async fn send(&mut self, command: Command<P>) -> Result<(), BoxError> {
        let room = self.room.acquire().await.map(SemaphorePermit::forget);
        if room.is_err() || self.commands.send(command).is_err() {
            return Err(self.failure().await);
        }
        Ok(())
    }

    /// Why the thread is gone.
    async fn failure(&mut self) -> BoxError {
        match self.failed.take() {
            Some(failed) => match failed.await {
                Ok(error) => error.into(),
                Err(_) => "the thread that writes files panicked; its message is above".into(),
            },
            None => "the files could not be written, as was said before".into(),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "json")]
mod tests;
