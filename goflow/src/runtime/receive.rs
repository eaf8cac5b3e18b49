//! A worker that takes its events from a queue.

use std::future::{Future, poll_fn};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use crate::channel::{Inbox, Received, Seated};
use crate::stage::{Entry, Flow, Phase, Step, Stop};

use super::handoff::{Way, handing, poll_handing, timed};
use super::in_place::{Resident, lap};
use super::meter::Waits;
use super::pace::Pace;
use super::worker::{Job, Worker};

/// Runs a stage on the events that come to `entry`.
pub fn receive<T: Send + 'static>(worker: &Worker, entry: &Entry<T>, body: impl Step<T>) -> Job {
    let (entry, worker) = (entry.clone(), worker.clone());
    worker.load.moves::<T>();
    entry.read_by(worker.index, worker.load.clone());
    Box::pin(async move {
        // The inbox is taken when the worker starts: by then every sender has its lanes.
        match entry.take(worker.index) {
            Some(inbox) => receive_all(&worker, inbox, body).await,
            None => Err(Stop),
        }
    })
}

async fn receive_all<T: Send + 'static>(
    worker: &Worker,
    mut inbox: Inbox<T>,
    body: impl Step<T>,
) -> Flow {
    let mut stage = Resident::new(worker, body);
    let mut pace = Pace::new(worker);
    let mut batch = Vec::new();
    let mut flushed = false;
    stage.body.advance(Phase::Open).await?;
    worker.run.opened().await;
    loop {
        let most = pace.events().min(stage.body.room()).max(1);
        let there = if inbox.is_empty() {
            None
        } else {
            handing(Way::Up, || inbox.try_recv(most, &mut batch)).0
        };
        let received;
        (stage, received) = match there {
            Some(received) => (stage, received),
            None => wait(worker, &mut inbox, &mut batch, stage, &mut pace, flushed).await?,
        };
        flushed = false;
        let body = &mut stage.body;
        match received {
            Received::Events => {
                let events = batch.len();
                worker.meter.set_mark(inbox.mark());
                lap(body, &mut batch, events)?;
                body.publish(events as u64);
                flushed = after_lap(&mut pace, events, inbox.is_empty(), body).await?;
            }
            Received::Signal(signal) => body.advance(Phase::Signal(signal)).await?,
            // The lanes of workers that failed end, too: that completes nothing.
            Received::Ended if worker.run.is_ending() => return Err(Stop),
            Received::Ended => return body.advance(Phase::Close).await,
        }
    }
}

/// What every worker does between laps, whatever it gets its events from. `idle`: it is about to
/// wait for more. True when all that was gathered went on.
pub(crate) async fn after_lap<T>(
    pace: &mut Pace,
    events: usize,
    idle: bool,
    body: &mut impl Step<T>,
) -> Result<bool, Stop> {
    if idle && body.deadline().is_none() && pace.glance(events) {
        advance(body, Phase::Flush).await?;
        return Ok(true);
    }
    let lap = pace.lap(events);
    let phase = if idle || lap.flush || body.deadline().is_some_and(|at| at <= lap.now) {
        Some(Phase::Flush)
    } else if lap.pass {
        Some(Phase::Pass)
    } else if body.due() {
        Some(Phase::Settle)
    } else {
        None
    };
    let mut took = lap.took;
    let mut end = lap.now;
    if let Some(phase) = phase {
        let (done, after) = timed(lap.now, || body.try_advance(phase));
        match done {
            Some(flow) => {
                flow?;
                end = after;
            }
            // What was put off is carried out now, and is a part of what the batch took.
            None => {
                let apart = pace.meter.apart();
                body.advance(phase).await?;
                end = Instant::now();
                let apart = pace.meter.apart().saturating_sub(apart);
                took += end.duration_since(lap.now).saturating_sub(apart);
            }
        }
    }
    pace.meter.batch(events, took, end);
    if lap.give_way {
        tokio::task::yield_now().await;
        pace.restart();
    } else if phase.is_some() && !idle {
        // To be held back by others is not to be slow.
        pace.restart_at(end);
    }
    Ok(phase == Some(Phase::Flush))
}

/// `Settle`, `Pass` or `Flush`: mostly done without a future.
#[inline]
async fn advance<T>(body: &mut impl Step<T>, phase: Phase) -> Flow {
    match body.try_advance(phase) {
        Some(flow) => flow,
        None => body.advance(phase).await,
    }
}

/// Nothing is there: lets everything downstream go first, then waits. Meanwhile senders may hand
/// the stage their events; not one that is to wake up by itself, since what they bring changes
/// when.
async fn wait<T: Send + 'static, B: Step<T>>(
    worker: &Worker,
    inbox: &mut Inbox<T>,
    batch: &mut Vec<T>,
    mut stage: Box<Resident<T, B>>,
    pace: &mut Pace,
    mut flushed: bool,
) -> Result<(Box<Resident<T, B>>, Received), Stop> {
    loop {
        if stage.over {
            return Err(Stop);
        }
        if !flushed {
            advance(&mut stage.body, Phase::Flush).await?;
        }
        flushed = false;
        let mut waited = false;
        let received = {
            let _empty = worker.meter.waits(Waits::Idle);
            let deadline = stage.body.deadline();
            let mut seat = Seat { stage: Some(stage), leaves: deadline.is_none() };
            let received = poll_fn(|cx| {
                let received = poll_handing(Way::Up, || seat.poll(cx, inbox, batch, pace));
                waited |= received.is_pending();
                received
            });
            let received = until(received, deadline).await.flatten();
            stage = seat.stage.ok_or(Stop)?;
            received
        };
        if waited {
            pace.resume();
        } else {
            pace.restart();
        }
        if let Some(received) = received {
            return Ok((stage, received));
        }
    }
}

/// The worker's hold on its stage, while it waits.
struct Seat<T, B> {
    stage: Option<Box<Resident<T, B>>>,
    /// Senders may enter it.
    leaves: bool,
}

impl<T: Send + 'static, B: Step<T>> Seat<T, B> {
    /// Takes the stage back, and what has come. `None`: senders left something to go on with.
    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        inbox: &mut Inbox<T>,
        batch: &mut Vec<T>,
        pace: &Pace,
    ) -> Poll<Option<Received>> {
        if self.stage.is_none() {
            let (stage, again) = ready!(inbox.poll_back(cx));
            self.stage = stage.into_any().downcast().ok();
            if again {
                return Poll::Ready(None);
            }
        }
        let room = self.stage.as_ref().map_or(0, |stage| stage.body.room());
        let most = pace.events().min(room).max(1);
        if !self.leaves {
            return inbox.poll_recv(cx, most, batch).map(Some);
        }
        let mut left = self.stage.take().map(|stage| stage as Box<dyn Seated<T>>);
        let received = inbox.poll_recv_leaving(cx, most, batch, &mut left);
        self.stage = left.and_then(|stage| stage.into_any().downcast().ok());
        received.map(Some)
    }
}

/// The future's result, or `None` when `deadline` comes first.
pub(crate) async fn until<F: Future>(future: F, deadline: Option<Instant>) -> Option<F::Output> {
    match deadline {
        None => Some(future.await),
        Some(at) => tokio::time::timeout_at(at.into(), future).await.ok(),
    }
}
