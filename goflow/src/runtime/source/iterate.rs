//! Sources that return an iterator.

use crate::stage::{Errors, Flow, Func, Phase, PortList, Ports, Reply, Step, Stop, Tail};

use super::super::pace::Pace;
use super::super::receive::after_lap;
use super::super::worker::{Job, Worker};
use super::SourceStep;
use super::function::{CallIter, prepare};

/// Runs a stage on the items of an iterator.
pub fn iterate<F: CallIter, X: Step<F::Pushed>>(
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
    let mut pace = Pace::of_iterator(worker);
    body.0.advance::<R::Event>(Phase::Open).await?;
    worker.run.opened().await;
    while !worker.is_stopping() {
        let most = pace.events().min(body.0.room::<R::Event>());
        pace.mark();
        let (events, end);
        (body, items, events, end) = lap(body, items, most);
        let more = end?;
        body.0.ports.drain_taps()?;
        body.publish_items::<R>(events);
        if !more {
            break;
        }
        after_lap::<R::Event>(&mut pace, events, false, &mut body).await?;
    }
    body.0.advance::<R::Event>(Phase::Close).await
}

/// Stage, iterator, how many items came, and whether more may come.
type Lap<B, I> = (B, I, usize, Result<bool, Stop>);

/// Pulls up to `most` items through the stage; tells how many came, and whether more may come.
///
/// Stage and iterator are moved onto the stack for it, and back: what lies there and is shared with
/// nobody, counters above all, is kept in registers while it runs.
#[inline(never)]
fn lap<R, I, P, X>(
    body: SourceStep<R::Error, P, X>,
    items: I,
    most: usize,
) -> Lap<SourceStep<R::Error, P, X>, I>
where
    R: Reply<Error: Send + 'static>,
    I: Iterator<Item = R>,
    P: PortList,
    X: Step<R::Event>,
{
    let (mut body, mut items) = (body, items);
    let (mut events, mut more) = (0, true);
    let end = body.0.replies(|site| {
        if events == most {
            return None;
        }
        let item = site.call(|| items.next());
        more = item.is_some();
        events += usize::from(more);
        item.map(Some)
    });
    let end = end.map(|()| more);
    (body, items, events, end)
}
