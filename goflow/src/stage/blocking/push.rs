//! A blocking function that gives many events.

use std::collections::VecDeque;
use std::time::Instant;

use crate::node::Tap;
use crate::runtime::Worker;
use crate::stage::deferred::deferred_step;
use crate::stage::errors::Errors;
use crate::stage::function::{Accepts, CallPush, Func, Function, prepare};
use crate::stage::pending::Pending;
use crate::stage::ports::Ports;
use crate::stage::reply::Reply;
use crate::stage::step::{Flow, Mode, Phase, Step, Stop};
use crate::stage::tail::Tail;

use super::pool::{Pool, TURN};

/// One worker of a blocking function that gives many events.
pub struct BlockingPush<F: Function<In>, In, X> {
    pool: Pool<F, In>,
    main: Main<F::Out>,
    pending: Pending<F::Item>,
    tail: Tail<F::Error, F::Ports, X>,
}

/// Where its events are seen. When the worker is gone, however that came, the thread's next `push`
/// unwinds.
struct Main<T>(Option<Tap<T>>);

impl<T> Drop for Main<T> {
    fn drop(&mut self) {
        if let Some(tap) = &self.0 {
            tap.close();
        }
    }
}

impl<F: CallPush<In>, In: Send + 'static, X: Step<F::Out>> BlockingPush<F, In, X> {
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, mut lent, tail) = prepare(value, worker, next, errors, ports, true);
        let main = Main(F::main(&mut lent).tap());
        Self { pool: Pool::new(args, lent), main, pending: Pending::new(), tail }
    }

    async fn work(&mut self) -> Flow {
        let Self { pool, main, pending, tail } = self;
        let mut items = pending.take();
        while !items.is_empty() {
            let failed;
            let job = |args: &F::Args, lent: &mut F::Lent| turn::<F, In>(items, args, lent);
            (items, failed) = pool.run(main.0.as_ref(), tail, job).await?;
            if let Some(error) = failed {
                tail.errors.handle(&tail.site, error)?;
            }
            tail.advance::<F::Out>(Phase::Flush).await?;
        }
        Ok(())
    }

    /// An event that goes on to others after this.
    async fn read(&mut self, item: F::Item) -> Result<F::Item, Stop> {
        let Self { pool, main, tail, .. } = self;
        let job = move |args: &F::Args, lent: &mut F::Lent| {
            let reply = F::peek(&item)
                .and_then(|event| F::Mode::look(event, |event| F::call(event, args, lent)));
            (item, reply.and_then(|reply| reply.sort().err()))
        };
        let (item, failed) = pool.run(main.0.as_ref(), tail, job).await?;
        if let Some(error) = failed {
            tail.errors.handle(&tail.site, error)?;
        }
        if tail.due::<F::Out>() {
            tail.advance::<F::Out>(Phase::Settle).await?;
        }
        Ok(item)
    }
}

type Turn<F, In> = (VecDeque<<F as Accepts<In>>::Item>, Option<<F as Accepts<In>>::Error>);

/// Calls the function for as many events as fit into one turn, at least one, up to its first error:
/// that stands behind what was pushed before it, and before what comes after.
fn turn<F: CallPush<In>, In>(
    mut items: VecDeque<F::Item>,
    args: &F::Args,
    lent: &mut F::Lent,
) -> Turn<F, In> {
    let end = Instant::now() + TURN;
    while let Some(item) = items.pop_front() {
        let event = F::place(item, lent);
        let reply = F::Mode::give(event, |event| F::call(event, args, lent));
        if let Err(error) = reply.sort() {
            return (items, Some(error));
        }
        if Instant::now() >= end {
            break;
        }
    }
    (items, None)
}

deferred_step!(BlockingPush: CallPush);
