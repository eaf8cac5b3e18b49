//! Sources that are written by hand.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use crate::node::{Batch, Reader, Source};
use crate::stage::{Flow, Phase, Step, Stop, Tail};

use super::super::meter::Waits;
use super::super::pace::Pace;
use super::super::receive::{after_lap, until};
use super::super::worker::Worker;
use super::SourceStep;

/// Most events that are asked for at once.
const ASKED: usize = 1024;

/// Runs a stage on what the source's reader brings.
pub(crate) async fn read_all<S: Source, X: Step<S::Event>>(
    worker: Worker,
    source: Arc<S>,
    tail: Tail<S::Error, (), X>,
) -> Flow {
    let mut body = SourceStep(tail);
    body.0.advance::<S::Event>(Phase::Open).await?;
    let context = body.0.site.context();
    let opened = tokio::select! {
        biased;
        opened = body.0.site.watch(source.open(&context)) => opened,
        // Nothing was read of it.
        () = worker.run.stopping() => {
            worker.run.has_opened();
            return body.0.advance::<S::Event>(Phase::Close).await;
        }
    };
    let mut reader = opened.map_err(|error| body.0.site.fail(error))?;
    worker.run.opened().await;
    worker.load.brings();
    let mut pace = Pace::new(&worker);
    let mut batch = Batch::new();
    let mut most_asked = ASKED;
    let mut more = true;
    while more && !worker.is_stopping() {
        let room = body.0.room::<S::Event>().max(1);
        let most = pace.events().min(room);
        pace.mark();
        let events = lap::<S, X>(&mut reader, &mut body.0, most)?;
        if events > 0 {
            // What it makes of what it reads comes by laps.
            most_asked = 1;
            body.0.publish::<S::Event>(0, 0);
            after_lap::<S::Event>(&mut pace, events, false, &mut body).await?;
            continue;
        }
        batch.room = room.min(most_asked);
        more = read::<S, X>(&worker, &mut reader, &mut batch, &mut body.0).await?;
        pace.restart();
        pace.mark();
        let events = batch.events.len();
        for event in batch.events.drain(..) {
            body.0.emit(event)?;
        }
        for error in batch.errors.drain(..) {
            body.0.errors.handle(&body.0.site, error)?;
        }
        body.0.publish::<S::Event>(0, 0);
        after_lap::<S::Event>(&mut pace, events, false, &mut body).await?;
    }
    body.0.advance::<S::Event>(Phase::Close).await
}

/// Up to `most` events that are there already; tells how many came.
fn lap<S: Source, X: Step<S::Event>>(
    reader: &mut S::Reader,
    tail: &mut Tail<S::Error, (), X>,
    most: usize,
) -> Result<usize, Stop> {
    let (mut events, mut flow) = (0, Ok(()));
    let site = tail.site.clone();
    let read = site.call(|| {
        reader.try_read(&mut |event| {
            if flow.is_ok() {
                events += 1;
                flow = tail.emit(event);
            }
            flow.is_ok() && events < most
        })
    });
    flow?;
    read.map_err(|error| site.fail(error))?;
    Ok(events)
}

/// One read. While it waits, what was gathered goes on; a stop ends it.
async fn read<S: Source, X: Step<S::Event>>(
    worker: &Worker,
    reader: &mut S::Reader,
    batch: &mut Batch<S::Event, S::Error>,
    tail: &mut Tail<S::Error, (), X>,
) -> Result<bool, Stop> {
    let site = tail.site.clone();
    let mut reading = pin!(reader.read(batch));
    let mut polled = pin!(async {
        tokio::select! {
            biased;
            result = std::future::poll_fn(|cx| site.call(|| reading.as_mut().poll(cx))) => result,
            () = worker.run.stopping() => Ok(false),
        }
    });
    let first = std::future::poll_fn(|cx| Poll::Ready(polled.as_mut().poll(cx))).await;
    let result = match first {
        Poll::Ready(result) => result,
        Poll::Pending => loop {
            tail.advance::<S::Event>(Phase::Flush).await?;
            worker.meter.done(Instant::now);
            let _nothing = worker.meter.waits(Waits::Idle);
            if let Some(result) = until(polled.as_mut(), tail.deadline::<S::Event>()).await {
                break result;
            }
        },
    };
    result.map_err(|error| tail.site.fail(error))
}
