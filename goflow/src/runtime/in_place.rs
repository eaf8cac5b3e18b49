//! A stage that is left to its senders while its worker waits: they run it on their own thread.

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tracing::Span;

use crate::channel::Seated;
use crate::stage::{Flow, Mode, Phase, Step, Stop};
use crate::state::{AHEAD, GROUPS};

use super::handoff::{timed, turn_here};
use super::worker::Worker;

/// A stage and the worker whose it is.
pub(super) struct Resident<T, B> {
    pub(super) body: B,
    worker: Worker,
    /// What is told while it runs is told of this worker.
    span: Span,
    /// It failed or panicked, which is recorded: nothing more is to be done.
    pub(super) over: bool,
    /// For what of a batch stays; kept for its allocation.
    spare: Vec<T>,
}

impl<T, B> Resident<T, B> {
    /// Called by the worker itself.
    pub(super) fn new(worker: &Worker, body: B) -> Box<Self> {
        Box::new(Self {
            body,
            worker: worker.clone(),
            span: Span::current(),
            over: false,
            spare: Vec::new(),
        })
    }
}

impl<T: Send + 'static, B: Step<T>> Seated<T> for Resident<T, B> {
    fn handle(&mut self, events: &mut Vec<T>, mark: u64) -> bool {
        let before = events.len();
        let count = |events: &mut Vec<T>| before - events.len();
        let (mut spare, most) = (mem::take(&mut self.spare), self.worker.load.trial());
        let again = self.turn(mark, events, count, |body, events| match events.len() {
            all if all <= body.room().min(most) => lap(body, events, all),
            _ => laps(body, events, most, &mut spare),
        });
        self.spare = spare;
        again
    }

    fn reads(&self) -> bool {
        <B::Mode as Mode>::READS && !self.body.attends()
    }

    fn read(&mut self, events: &[T], mark: u64) -> (usize, bool) {
        if self.over {
            return (0, true);
        }
        let count = events.len().min(self.body.room()).min(self.worker.load.trial());
        let again = self.turn(mark, &mut (), |()| count, |body, ()| look(body, &events[..count]));
        (count, again)
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

impl<T, B: Step<T>> Resident<T, B> {
    /// A turn of the worker on the thread of another one: a lap, and all that it gathered goes on.
    /// True when the worker has to go on with that, or it is over.
    fn turn<E>(
        &mut self,
        mark: u64,
        events: &mut E,
        count: impl Fn(&mut E) -> usize,
        lap: impl FnOnce(&mut B, &mut E) -> Flow,
    ) -> bool {
        if self.over {
            return true;
        }
        let Self { body, worker, span, .. } = self;
        worker.meter.set_mark(mark);
        let entered = span.enter();
        let mut handled = 0;
        let (done, took) = turn_here(&worker.meter, || {
            let mut end = None;
            let run = AssertUnwindSafe(|| {
                lap(body, events)?;
                handled = count(events);
                body.publish(handled as u64);
                let (flow, after) = timed(Instant::now(), || body.try_advance(Phase::Flush));
                end = Some(after);
                flow.map_or(Ok(true), |flow| flow.map(|()| body.deadline().is_some()))
            });
            (catch_unwind(run), end)
        });
        // That it was slow is told of this worker, too.
        worker.meter.batch(handled, took.all.saturating_sub(took.others), took.end);
        drop(entered);
        worker.load.handled(handled as u64);
        worker.load.turn(took.all);
        match done {
            Ok(Ok(again)) => return again,
            Ok(Err(Stop)) => {}
            Err(payload) => worker.panicked(payload.as_ref()),
        }
        self.over = true;
        true
    }
}

/// Hands the first events of a batch to the stage. Not a part of what is around it: it has all
/// registers for itself.
#[inline(never)]
pub(super) fn lap<T, B: Step<T>>(body: &mut B, batch: &mut Vec<T>, count: usize) -> Flow {
    let mut events = batch.drain(..count);
    if !B::EXPECTS {
        return body.feed(events.map(Some));
    }
    // A group at a time, and a few groups before: see `Keyed::expect`.
    let mut expected = 0;
    while events.len() > 0 {
        while expected < GROUPS * AHEAD {
            let soon = events.as_slice().get(expected..).unwrap_or_default();
            body.expect(soon.get(..AHEAD).unwrap_or(soon));
            expected += AHEAD;
        }
        body.feed(events.by_ref().take(AHEAD).map(Some))?;
        expected -= AHEAD;
    }
    Ok(())
}

/// The same with at most so many, as far as there is room, or room can be made without waiting.
#[inline(never)]
fn laps<T>(
    body: &mut impl Step<T>,
    batch: &mut Vec<T>,
    mut most: usize,
    spare: &mut Vec<T>,
) -> Flow {
    let mut left = batch.drain(..);
    loop {
        let (before, count) = (left.len(), body.room().min(most));
        body.feed(left.by_ref().take(count).map(Some))?;
        most -= before - left.len();
        if left.len() == 0 {
            return Ok(());
        }
        if most == 0 {
            break;
        }
        match body.try_advance(Phase::Settle) {
            Some(flow) => flow?,
            None => break,
        }
        if body.room() == 0 {
            break;
        }
    }
    spare.extend(left);
    mem::swap(batch, spare);
    Ok(())
}

#[inline(never)]
fn look<T>(body: &mut impl Step<T>, events: &[T]) -> Flow {
    events.iter().try_for_each(|event| body.look(event))
}
