//! A worker that reads from a `Source` written by hand.

use std::sync::Arc;
use std::time::Instant;

use crate::node::{Batch, Reader, Source};
use crate::stage::{Flow, Phase, Step, Tail};

use super::meter::Waits;
use super::receive::until;
use super::worker::Worker;

/// Most events that are asked for at once.
const ASKED: usize = 1024;

/// Runs a stage on what the source's reader brings.
pub(crate) async fn read_all<S: Source, X: Step<S::Event>>(
    worker: Worker,
    source: Arc<S>,
    mut tail: Tail<S::Error, (), X>,
) -> Flow {
    tail.advance::<S::Event>(Phase::Open).await?;
    let context = tail.site.context();
    let opened = tail.site.watch(source.open(&context)).await;
    let mut reader = opened.map_err(|error| tail.site.fail(error))?;
    worker.run.opened().await;
    worker.load.brings();
    let mut batch = Batch::new();
    let meter = &*worker.meter.clone();
    let mut more = true;
    while more && !worker.is_stopping() {
        batch.room = tail.room::<S::Event>().clamp(1, ASKED);
        more = read::<S, X>(&worker, &mut reader, &mut batch, &mut tail).await?;
        let (events, start) = (batch.events.len(), Instant::now());
        meter.mark_at(start);
        worker.load.handled(events as u64);
        for event in batch.events.drain(..) {
            tail.emit(event)?;
        }
        for error in batch.errors.drain(..) {
            tail.errors.handle(&tail.site, error)?;
        }
        tail.publish::<S::Event>(0, 0);
        let held = meter.held();
        if tail.due::<S::Event>() {
            tail.advance::<S::Event>(Phase::Settle).await?;
        }
        if events > 0 {
            let (held, end) = (meter.held().saturating_sub(held), Instant::now());
            meter.batch(events, end.duration_since(start).saturating_sub(held), end);
        }
        tokio::task::coop::consume_budget().await;
    }
    tail.advance::<S::Event>(Phase::Close).await
}

/// One read. While it waits, what was gathered goes on; a stop ends it.
async fn read<S: Source, X: Step<S::Event>>(
    worker: &Worker,
    reader: &mut S::Reader,
    batch: &mut Batch<S::Event, S::Error>,
    tail: &mut Tail<S::Error, (), X>,
) -> Result<bool, crate::stage::Stop> {
    let site = tail.site.clone();
    let mut reading = std::pin::pin!(reader.read(batch));
    let mut polled = std::pin::pin!(async {
        tokio::select! {
            biased;
            result = std::future::poll_fn(|cx| site.call(|| reading.as_mut().poll(cx))) => result,
            () = worker.run.stopping() => Ok(false),
        }
    });
    let first = std::future::poll_fn(|cx| std::task::Poll::Ready(polled.as_mut().poll(cx))).await;
    let result = match first {
        std::task::Poll::Ready(result) => result,
        std::task::Poll::Pending => loop {
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
