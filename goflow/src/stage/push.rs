//! A function that pushes to an `Out`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use crate::runtime::Worker;

use super::deferred::{deferred_step, send_all, send_backlog};
use super::errors::Errors;
use super::function::{Accepts, CallPush, Func, Function, prepare};
use super::pending::Pending;
use super::ports::Ports;
use super::reply::Reply;
use super::step::{Flow, Mode, Phase, Step};
use super::tail::Tail;

/// One worker of a function that pushes.
pub struct Push<F: Function<In>, In, X> {
    args: Arc<F::Args>,
    lent: F::Lent,
    pending: Pending<F::Item>,
    /// What came of an event that was only lent, and has no room yet.
    backlog: VecDeque<F::Out>,
    tail: Tail<F::Error, F::Ports, X>,
}

impl<F: CallPush<In>, In: Send + 'static, X: Step<F::Out>> Push<F, In, X> {
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, lent, tail) = prepare(value, worker, next, errors, ports, false);
        Self { args, lent, pending: Pending::new(), backlog: VecDeque::new(), tail }
    }

    /// An event that others take after this.
    fn run_lent(&mut self, event: <F::Mode as Mode>::Given<'_, In>) -> Flow {
        let Self { args, lent, backlog, tail, .. } = self;
        let reply = tail.site.call(|| F::call(event, args, lent));
        backlog.extend(F::main(lent).pushed().into_iter().flatten());
        if let Err(error) = reply.sort() {
            tail.errors.handle(&tail.site, error)?;
        }
        F::drain(lent, &mut tail.ports)
    }

    async fn work(&mut self) -> Flow {
        send_backlog(&mut self.backlog, &mut self.tail).await?;
        let Self { args, lent, pending, tail, .. } = self;
        while let Some(item) = pending.pop() {
            let event = F::place(item, lent);
            let reply = F::Mode::give(event, |event| tail.site.call(|| F::call(event, args, lent)));
            let failed = reply.sort().err();
            if let Some(events) = F::main(lent).pushed() {
                send_all(events, tail).await?;
            }
            if let Some(error) = failed {
                tail.errors.handle(&tail.site, error)?;
            }
            F::drain(lent, &mut tail.ports)?;
            if tail.due::<F::Out>() {
                tail.advance::<F::Out>(Phase::Settle).await?;
            }
        }
        Ok(())
    }
}

deferred_step!(Push: CallPush, lent);
