//! Sources that return an iterator.

use crate::stage::{Errors, Flow, Func, Phase, PortList, Ports, Reply, Step, Tail};

use super::super::pace::Pace;
use super::super::receive::after_lap;
use super::super::worker::{Job, Worker};
use super::SourceStep;
use super::function::{CallIter, prepare};

/// Runs a stage on the items of an iterator.
pub fn iterate<F: CallIter, X: Step<F::Out>>(
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
        all::<F::Reply, _, _>(&worker, items, tail).await
    })
}

/// The iterator is not asked again after a stop.
async fn all<R, P, X>(
    worker: &Worker,
    mut items: impl Iterator<Item = R> + Send,
    tail: Tail<R::Error, P, X>,
) -> Flow
where
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<R::Event>,
{
    let mut body = SourceStep(tail);
    let mut pace = Pace::new();
    body.0.advance::<R::Event>(Phase::Open).await?;
    while !worker.is_stopping() {
        let most = pace.events().min(body.0.room::<R::Event>());
        let mut events = 0;
        let mut more = true;
        while events < most {
            let Some(item) = body.0.call(|| items.next()) else {
                more = false;
                break;
            };
            body.0.reply(item)?;
            events += 1;
        }
        body.0.ports.drain_taps()?;
        body.publish_items::<R>(events);
        if !more {
            break;
        }
        after_lap::<R::Event>(&mut pace, events, &mut body).await?;
    }
    body.0.advance::<R::Event>(Phase::Close).await
}
