//! A worker that takes its events from a queue.

use std::future::{Future, poll_fn};
use std::time::Instant;

use crate::channel::{Inbox, Received};
use crate::stage::{Entry, Flow, Phase, Step, Stop};

use super::handoff::{Way, handing, poll_handing};
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
    mut body: impl Step<T>,
) -> Flow {
    let mut pace = Pace::new(worker);
    let mut batch = Vec::new();
    let mut flushed = false;
    body.advance(Phase::Open).await?;
    worker.run.opened().await;
    loop {
        let most = pace.events().min(body.room()).max(1);
        let there = if inbox.is_empty() {
            None
        } else {
            handing(Way::Up, || inbox.try_recv(most, &mut batch)).0
        };
        let received = match there {
            Some(received) => received,
            None => wait(worker, &mut inbox, &mut batch, &mut body, &mut pace, flushed).await?,
        };
        flushed = false;
        match received {
            Received::Events => {
                let events = batch.len();
                worker.meter.set_mark(inbox.mark());
                lap(&mut body, &mut batch)?;
                body.publish(events as u64);
                flushed = after_lap(&mut pace, events, inbox.is_empty(), &mut body).await?;
            }
            Received::Signal(signal) => body.advance(Phase::Signal(signal)).await?,
            // The lanes of workers that failed end, too: that completes nothing.
            Received::Ended if worker.run.is_ending() => return Err(Stop),
            Received::Ended => return body.advance(Phase::Close).await,
        }
    }
}

/// Hands a batch to the stage. Not a part of the loop around it: it has all registers for itself.
#[inline(never)]
fn lap<T>(body: &mut impl Step<T>, batch: &mut Vec<T>) -> Flow {
    body.feed(batch.drain(..).map(Some))
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
        match body.try_advance(phase) {
            Some(flow) => flow?,
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
    }
    if lap.give_way || (phase.is_some() && !idle) {
        // To be held back by others is not to be slow.
        pace.restart();
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

/// Nothing is there: lets everything downstream go first, then waits.
async fn wait<T: Send>(
    worker: &Worker,
    inbox: &mut Inbox<T>,
    batch: &mut Vec<T>,
    body: &mut impl Step<T>,
    pace: &mut Pace,
    mut flushed: bool,
) -> Result<Received, Stop> {
    loop {
        if !flushed {
            advance(body, Phase::Flush).await?;
        }
        flushed = false;
        let most = pace.events().min(body.room()).max(1);
        let mut waited = false;
        let received = poll_fn(|cx| {
            let received = poll_handing(Way::Up, || inbox.poll_recv(cx, most, batch));
            waited |= received.is_pending();
            received
        });
        let received = {
            let _empty = worker.meter.waits(Waits::Idle);
            until(received, body.deadline()).await
        };
        if waited {
            pace.resume();
        } else {
            pace.restart();
        }
        if let Some(received) = received {
            return Ok(received);
        }
    }
}

/// The future's result, or `None` when `deadline` comes first.
pub(crate) async fn until<F: Future>(future: F, deadline: Option<Instant>) -> Option<F::Output> {
    match deadline {
        None => Some(future.await),
        Some(at) => tokio::time::timeout_at(at.into(), future).await.ok(),
    }
}
