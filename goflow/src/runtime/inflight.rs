//! `(inflight N)`: an async task with several events in progress in one worker.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use futures::stream::{FuturesOrdered, FuturesUnordered, Stream, StreamExt};

use crate::channel::{Inbox, Received};
use crate::check::Link;
use crate::node::Context;
use crate::stage::{
    Accepts, CallInflight, Entry, Errors, Flow, Func, Function, Mode, Phase, Ports, Step, Stop,
    Tail,
};

use super::handoff::{Load, Way, poll_handing};
use super::meter::Waits;
use super::receive::until;
use super::worker::{Job, Worker};

/// A task whose events do not touch each other: it is lent no `Local` and no `Keyed`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot have several events in progress",
    label = "`(inflight N)` is for an `async` task that is lent neither `Local` nor `Keyed`",
    note = "for several events at once with state of a worker, say `(c N)`"
)]
pub trait Concurrent: Sized {
    /// The node itself.
    type Role;
    /// A node with `(inflight N)`.
    fn inflight<In>(_: Link<Self, In>) -> Link<Self::Role, In> {
        Link::new()
    }
}

/// Runs a stage whose first node keeps several events in progress.
pub fn inflight<F, In, X>(
    worker: &Worker,
    entry: &Entry<<F as Accepts<In>>::Item>,
    // By its role alone is it known which node this is: without one nothing is said here.
    value: &<F as Accepts<In>>::Value,
    _: Link<F, In>,
    next: X,
    errors: Errors<F::Error>,
    mut ports: Ports,
) -> Job
where
    F: CallInflight<In> + Accepts<In, Value = Func<F, <F as Function<In>>::Args>>,
    In: Send + 'static,
    X: Step<F::Out>,
{
    let settings = value.info.settings;
    let limit = settings.inflight.unwrap_or(1);
    let site = worker.site(&value.info);
    let context = site.context();
    ports.count_for(&value.info);
    let ports = F::ports(&F::lend(&context, false), &mut ports);
    let tail = Tail::new(site, next, errors, ports);
    let args = value.args();
    let (entry, index, load) = (entry.clone(), worker.index, worker.load.clone());
    load.moves::<F::Item>();
    entry.read_by(index, load.clone());
    let start = move |item| one::<F, In>(item, args.clone(), context.clone());
    Box::pin(async move {
        let Some(inbox) = entry.take(index) else {
            return Err(Stop);
        };
        let stage = Stage::<F, In, X> { inbox, tail, limit, load, marked: None };
        if settings.unordered {
            stage.run(FuturesUnordered::new(), |all, item| all.push(start(item))).await
        } else {
            let push = |all: &mut FuturesOrdered<_>, item| all.push_back(start(item));
            stage.run(FuturesOrdered::new(), push).await
        }
    })
}

/// One event in progress, with all that is lent for it alone.
async fn one<F: CallInflight<In>, In: Send + 'static>(
    item: F::Item,
    args: Arc<F::Args>,
    context: Context,
) -> Option<(F::Reply, F::Lent)> {
    let mut lent = F::lend(&context, false);
    let mut event = Some(F::place(item, &mut lent));
    let event = F::Mode::lend(&mut event)?;
    let reply = F::call(event, &args, &mut lent).await;
    Some((reply, lent))
}

struct Stage<F: Function<In>, In, X> {
    inbox: Inbox<<F as Accepts<In>>::Item>,
    tail: Tail<F::Error, F::Ports, X>,
    limit: usize,
    load: Arc<Load>,
    /// The marked event: how many are to be done before it, and its mark.
    marked: Option<(usize, u64)>,
}

enum Next<D> {
    Done(D),
    Received(Received),
    /// Nothing is ready: what was gathered is to go on before the wait.
    Flush,
    Finished,
}

impl<F: CallInflight<In>, In: Send + 'static, X: Step<F::Out>> Stage<F, In, X> {
    async fn run<All>(mut self, mut all: All, push: impl Fn(&mut All, F::Item)) -> Flow
    where
        All: Stream<Item = Option<(F::Reply, F::Lent)>> + Unpin + Send,
    {
        let (mut batch, mut running) = (Vec::new(), 0);
        let (mut ended, mut flushed) = (false, false);
        let meter = self.tail.site.meter.clone();
        self.tail.advance::<F::Out>(Phase::Open).await?;
        self.tail.site.run.opened().await;
        loop {
            let Self { inbox, tail, limit, .. } = &mut self;
            let next = poll_fn(|cx| {
                if running > 0
                    && let Poll::Ready(done) = tail.site.call(|| all.poll_next_unpin(cx))
                {
                    return Poll::Ready(Next::Done(done.flatten()));
                }
                let places = *limit - running;
                if !ended
                    && places > 0
                    && let Poll::Ready(received) =
                        poll_handing(Way::Up, || inbox.poll_recv(cx, places, &mut batch))
                {
                    return Poll::Ready(Next::Received(received));
                }
                match (ended && running == 0, flushed) {
                    (true, _) => Poll::Ready(Next::Finished),
                    (false, false) => Poll::Ready(Next::Flush),
                    (false, true) => Poll::Pending,
                }
            });
            let deadline = if flushed { tail.deadline::<F::Out>() } else { None };
            let next = {
                let waits = if running == 0 { Waits::Idle } else { Waits::Working };
                let _nothing = meter.waits(waits);
                until(next, deadline).await.unwrap_or(Next::Flush)
            };
            match next {
                Next::Done(done) => {
                    running -= 1;
                    self.done(done)?;
                }
                Next::Received(Received::Events) => {
                    if self.marked.is_none() && self.inbox.mark() > 0 {
                        self.marked = Some((running, self.inbox.mark()));
                    }
                    running += batch.len();
                    self.load.handled(batch.len() as u64);
                    self.tail.publish::<F::Out>(batch.len() as u64, 0);
                    batch.drain(..).for_each(|item| push(&mut all, item));
                }
                // The lanes of workers that failed end, too: that completes nothing.
                Next::Received(Received::Ended) if self.tail.site.run.is_ending() => {
                    return Err(Stop);
                }
                Next::Received(Received::Ended) => ended = true,
                Next::Received(Received::Signal(signal)) => {
                    // What came before the signal leaves before it.
                    while let Some(done) = all.next().await {
                        self.done(done)?;
                    }
                    running = 0;
                    self.tail.advance::<F::Out>(Phase::Signal(signal)).await?;
                }
                Next::Flush => {
                    self.tail.publish::<F::Out>(0, 0);
                    self.tail.advance::<F::Out>(Phase::Flush).await?;
                    meter.done(Instant::now);
                    meter.set_mark(0);
                    flushed = true;
                    tokio::task::coop::consume_budget().await;
                    continue;
                }
                Next::Finished => {
                    self.tail.publish::<F::Out>(0, 0);
                    return self.tail.advance::<F::Out>(Phase::Close).await;
                }
            }
            flushed = false;
            if self.tail.due::<F::Out>() {
                self.tail.advance::<F::Out>(Phase::Settle).await?;
            }
        }
    }

    fn done(&mut self, done: Option<(F::Reply, F::Lent)>) -> Flow {
        let Some((reply, mut lent)) = done else {
            return Ok(());
        };
        match self.marked {
            Some((0, mark)) => {
                self.tail.site.meter.set_mark(mark);
                self.marked = None;
            }
            Some((before, mark)) => self.marked = Some((before - 1, mark)),
            None => {}
        }
        F::done(reply, &mut lent, &mut self.tail)?;
        F::drain(&mut lent, &mut self.tail.ports)
    }
}
