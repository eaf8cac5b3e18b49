//! A worker that takes its events from a queue.

use std::future::{Future, poll_fn};
use std::time::Instant;

use crate::channel::{Inbox, Received};
use crate::stage::{Entry, Flow, Phase, Step, Stop};

use super::meter::Waits;
use super::pace::Pace;
use super::worker::{Job, Worker};

/// Runs a stage on the events that come to `entry`.
pub fn receive<T: Send + 'static>(worker: &Worker, entry: &Entry<T>, body: impl Step<T>) -> Job {
    let (entry, worker) = (entry.clone(), worker.clone());
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
    body.advance(Phase::Open).await?;
    worker.run.opened().await;
    loop {
        let most = pace.events().min(body.room());
        let received = match inbox.try_recv(most.max(1), &mut batch) {
            Some(received) => received,
            None => {
                let received =
                    wait(worker, &mut inbox, &mut batch, &mut body, pace.events()).await?;
                pace.resume();
                received
            }
        };
        match received {
            Received::Events => {
                let events = batch.len();
                worker.meter.set_mark(inbox.mark());
                let end;
                (body, end) = lap(body, &mut batch);
                end?;
                body.publish(events as u64);
                after_lap(&mut pace, events, &mut body).await?;
            }
            Received::Signal(signal) => body.advance(Phase::Signal(signal)).await?,
            // The lanes of workers that failed end, too: that completes nothing.
            Received::Ended if worker.run.is_ending() => return Err(Stop),
            Received::Ended => return body.advance(Phase::Close).await,
        }
    }
}

/// Hands a batch to the stage, which is moved onto the stack for it and back: what lies there and is
/// shared with nobody, counters above all, is kept in registers while it runs.
#[inline(never)]
fn lap<T, B: Step<T>>(body: B, batch: &mut Vec<T>) -> (B, Flow) {
    let mut body = body;
    for event in batch.drain(..) {
        if let Err(stop) = body.give(event) {
            return (body, Err(stop));
        }
    }
    (body, Ok(()))
}

/// What every worker does between laps, whatever it gets its events from.
pub(crate) async fn after_lap<T>(pace: &mut Pace, events: usize, body: &mut impl Step<T>) -> Flow {
    let lap = pace.lap(events);
    let phase = if lap.flush || body.deadline().is_some_and(|at| at <= lap.now) {
        Some(Phase::Flush)
    } else if body.due() {
        Some(Phase::Settle)
    } else {
        None
    };
    let mut took = lap.took;
    let mut end = lap.now;
    if let Some(phase) = phase {
        let held = pace.meter.shares().backpressured;
        body.advance(phase).await?;
        end = Instant::now();
        let held = pace.meter.shares().backpressured.saturating_sub(held);
        took += end.duration_since(lap.now).saturating_sub(held);
    }
    pace.meter.batch(events, took, end);
    if lap.give_way {
        tokio::task::yield_now().await;
    }
    if phase.is_some() || lap.give_way {
        // To be held back by others is not to be slow.
        pace.restart();
    }
    Ok(())
}

/// Nothing is there: lets everything downstream go first, then waits.
async fn wait<T: Send>(
    worker: &Worker,
    inbox: &mut Inbox<T>,
    batch: &mut Vec<T>,
    body: &mut impl Step<T>,
    most: usize,
) -> Result<Received, Stop> {
    loop {
        body.advance(Phase::Flush).await?;
        let most = most.min(body.room()).max(1);
        let _empty = worker.meter.waits(Waits::Idle);
        let received = poll_fn(|cx| inbox.poll_recv(cx, most, batch));
        if let Some(received) = until(received, body.deadline()).await {
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
