//! Sources that return a stream.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Instant;

use futures::future::FutureExt;
use futures::stream::{Stream, StreamExt};

use crate::stage::{Errors, Flow, Func, Phase, PortList, Ports, Reply, Step, Stop, Tail};

use super::super::meter::Waits;
use super::super::pace::Pace;
use super::super::receive::{after_lap, until};
use super::super::worker::{Job, Worker};
use super::SourceStep;
use super::function::{CallStream, prepare};
use super::listen::stop;

/// Runs a stage on the items of a stream.
pub fn consume<F: CallStream, X: Step<F::Pushed>>(
    value: &Func<F, F::Args>,
    worker: &Worker,
    next: X,
    errors: Errors<F::Error>,
    ports: Ports,
) -> Job {
    let (mut lent, tail) = prepare::<F, X>(value, worker, next, errors, ports);
    let (args, worker) = (value.args(), worker.clone());
    Box::pin(async move {
        let items = tail.call(|| F::call(&args, &mut lent));
        all::<F::Reply, _, _>(&worker, items, tail, F::WATCHES).await
    })
}

/// The stream is dropped at a stop; one that `watches` has its time to end by itself.
async fn all<R, P, X>(
    worker: &Worker,
    items: impl Stream<Item = R> + Send,
    tail: Tail<R::Error, P, X>,
    watches: bool,
) -> Flow
where
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<R::Event>,
{
    let mut items = pin!(items);
    let mut over = pin!(stop(&worker.run, watches));
    let mut body = SourceStep(tail);
    let mut pace = Pace::new(worker);
    body.0.advance::<R::Event>(Phase::Open).await?;
    worker.run.opened().await;
    while !(worker.is_stopping() && over.as_mut().now_or_never().is_some()) {
        let most = pace.events().min(body.0.room::<R::Event>());
        pace.mark();
        let mut events = 0;
        let mut ended = false;
        while events < most {
            // Only what is there now: a stream that has nothing to give is waited for below.
            match body.0.call(|| items.next().now_or_never()) {
                Some(Some(item)) => body.0.reply(item)?,
                Some(None) => {
                    ended = true;
                    break;
                }
                None => break,
            }
            events += 1;
        }
        body.0.ports.drain_taps()?;
        body.publish_items::<R>(events);
        if ended {
            break;
        }
        if events > 0 {
            after_lap::<R::Event>(&mut pace, events, false, &mut body).await?;
            if events == most {
                continue;
            }
        }
        match next_item(worker, items.as_mut(), over.as_mut(), &mut body).await? {
            Some(item) => {
                pace.resume();
                pace.mark();
                body.0.reply(item)?;
            }
            None => break,
        }
        body.publish_items::<R>(1);
    }
    body.0.advance::<R::Event>(Phase::Close).await
}

/// The stream's next item; `None` at its end and when it is `over`.
async fn next_item<R, P, X>(
    worker: &Worker,
    mut items: Pin<&mut (impl Stream<Item = R> + Send)>,
    mut over: Pin<&mut (impl Future<Output = ()> + Send)>,
    body: &mut SourceStep<R::Error, P, X>,
) -> Result<Option<R>, Stop>
where
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<R::Event>,
{
    loop {
        body.0.advance::<R::Event>(Phase::Flush).await?;
        worker.meter.done(Instant::now);
        let deadline = body.0.deadline::<R::Event>();
        let site = body.0.site.clone();
        let next = std::future::poll_fn(|cx| site.call(|| items.as_mut().poll_next(cx)));
        let _nothing = worker.meter.waits(Waits::Idle);
        let wait = async {
            tokio::select! {
                biased;
                () = over.as_mut() => None,
                item = next => item,
            }
        };
        if let Some(item) = until(wait, deadline).await {
            return Ok(item);
        }
    }
}
