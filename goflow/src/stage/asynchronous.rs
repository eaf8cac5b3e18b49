//! `async` functions in a stage: one event after the other, and downstream is never kept waiting
//! for events that are already there.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use crate::node::Tap;
use crate::runtime::Worker;

use super::deferred::{deferred_step, send_all};
use super::errors::Errors;
use super::function::{Accepts, CallAsync, CallAsyncPush, Func, Function, prepare};
use super::pending::Pending;
use super::ports::{PortList, Ports};
use super::reply::Reply;
use super::step::{Flow, Mode, Phase, Step, Stop};
use super::tail::Tail;

/// One worker of an `async fn` that returns its event.
pub struct Async<F: Function<In>, In, X> {
    args: Arc<F::Args>,
    lent: F::Lent,
    pending: Pending<F::Item>,
    tail: Tail<F::Error, F::Ports, X>,
}

/// One worker of an `async fn` that pushes.
pub struct AsyncPush<F: Function<In>, In, X> {
    args: Arc<F::Args>,
    lent: F::Lent,
    main: Option<Tap<F::Out>>,
    pending: Pending<F::Item>,
    tail: Tail<F::Error, F::Ports, X>,
}

impl<F: CallAsync<In>, In: Send + 'static, X: Step<F::Out>> Async<F, In, X> {
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, lent, tail) = prepare(value, worker, next, errors, ports, true);
        Self { args, lent, pending: Pending::new(), tail }
    }

    /// An event that goes on to others after this.
    async fn read(&mut self, item: F::Item) -> Result<F::Item, Stop> {
        let Self { args, lent, tail, .. } = self;
        let reply = {
            let future = F::peek(&item).and_then(|event| {
                F::Mode::look(event, |event| tail.site.call(|| F::call(event, args, lent)))
            });
            match future {
                Some(future) => Some(drive::<F::Out, _, _, _, _>(pin!(future), None, tail).await?),
                None => None,
            }
        };
        if let Some(reply) = reply {
            tail.done(reply)?;
        }
        if tail.due::<F::Out>() {
            tail.advance::<F::Out>(Phase::Settle).await?;
        }
        Ok(item)
    }

    async fn work(&mut self) -> Flow {
        let Self { args, lent, pending, tail } = self;
        while let Some(item) = pending.pop() {
            let mut event = Some(F::place(item, lent));
            let Some(event) = F::Mode::lend(&mut event) else {
                continue;
            };
            let reply = {
                let future = pin!(tail.site.call(|| F::call(event, args, lent)));
                drive::<F::Out, _, _, _, _>(future, None, tail).await?
            };
            tail.done(reply)?;
            if tail.due::<F::Out>() {
                tail.advance::<F::Out>(Phase::Settle).await?;
            }
        }
        Ok(())
    }
}

impl<F: CallAsyncPush<In>, In: Send + 'static, X: Step<F::Out>> AsyncPush<F, In, X> {
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, mut lent, tail) = prepare(value, worker, next, errors, ports, true);
        let main = F::main(&mut lent).tap();
        Self { args, lent, main, pending: Pending::new(), tail }
    }

    /// An event that goes on to others after this.
    async fn read(&mut self, item: F::Item) -> Result<F::Item, Stop> {
        let Self { args, lent, tail, main, .. } = self;
        let reply = {
            let future = F::peek(&item).and_then(|event| {
                F::Mode::look(event, |event| tail.site.call(|| F::call(event, args, lent)))
            });
            match future {
                Some(future) => Some(drive(pin!(future), main.as_ref(), tail).await?),
                None => None,
            }
        };
        if let Some(reply) = reply
            && let Err(error) = reply.sort()
        {
            tail.errors.handle(&tail.site, error)?;
        }
        if tail.due::<F::Out>() {
            tail.advance::<F::Out>(Phase::Settle).await?;
        }
        Ok(item)
    }

    async fn work(&mut self) -> Flow {
        let Self { args, lent, main, pending, tail } = self;
        while let Some(item) = pending.pop() {
            let mut event = Some(F::place(item, lent));
            let Some(event) = F::Mode::lend(&mut event) else {
                continue;
            };
            let reply = {
                let future = pin!(tail.site.call(|| F::call(event, args, lent)));
                drive(future, main.as_ref(), tail).await?
            };
            if let Err(error) = reply.sort() {
                tail.errors.handle(&tail.site, error)?;
            }
            if tail.due::<F::Out>() {
                tail.advance::<F::Out>(Phase::Settle).await?;
            }
        }
        Ok(())
    }
}

/// Polls to its end a function's future, or one that waits for a function on the pool. Whenever it waits, what it pushed and what was gathered
/// downstream goes on first.
pub(crate) async fn drive<T, Fut, E, P, X>(
    mut future: Pin<&mut Fut>,
    main: Option<&Tap<T>>,
    tail: &mut Tail<E, P, X>,
) -> Result<Fut::Output, Stop>
where
    T: Send,
    Fut: Future + Send,
    Fut::Output: Send,
    E: Send + 'static,
    P: PortList,
    X: Step<T>,
{
    let mut flushed = false;
    let mut pushed = VecDeque::new();
    loop {
        if let Some(main) = main {
            main.allow(tail.room::<T>());
        }
        let deadline = if flushed { tail.deadline::<T>() } else { None };
        let step = poll_fn(|cx| match tail.site.call(|| future.as_mut().poll(cx)) {
            Poll::Ready(reply) => Poll::Ready(Some(reply)),
            Poll::Pending => {
                // Both are asked: a thread that pushes to either is to wake this worker.
                let main = main.is_some_and(|main| main.watch(cx));
                let pushed = tail.ports.tapped(cx) || main;
                if pushed || !flushed { Poll::Ready(None) } else { Poll::Pending }
            }
        });
        let polled = crate::runtime::until(step, deadline).await.flatten();
        if let Some(main) = main {
            main.swap(&mut pushed);
            send_all(pushed.drain(..), tail).await?;
        }
        tail.ports.drain_taps()?;
        match polled {
            Some(reply) => return Ok(reply),
            None => {
                if main.is_some() {
                    // So that what leaves now is known to be as old as the batch in hand.
                    tail.publish::<T>(0, 0);
                }
                tail.advance::<T>(Phase::Flush).await?;
                tail.publish::<T>(0, 0);
                tail.site.meter.done(Instant::now);
                flushed = true;
                tokio::task::coop::consume_budget().await;
            }
        }
    }
}

deferred_step!(Async: CallAsync);
deferred_step!(AsyncPush: CallAsyncPush);
