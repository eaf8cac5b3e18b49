//! A blocking function that returns its event.

use std::collections::VecDeque;
use std::time::Instant;

use crate::runtime::Worker;
use crate::stage::deferred::deferred_step;
use crate::stage::errors::Errors;
use crate::stage::function::{Accepts, Call, Func, Function, prepare};
use crate::stage::pending::Pending;
use crate::stage::ports::Ports;
use crate::stage::step::{Flow, Mode, Phase, Step, Stop};
use crate::stage::tail::Tail;

use super::pool::{Pool, TURN};

/// One worker of a blocking function.
pub struct Blocking<F: Function<In>, In, X> {
    pool: Pool<F, In>,
    pending: Pending<F::Item>,
    tail: Tail<F::Error, F::Ports, X>,
}

impl<F: Call<In>, In: Send + 'static, X: Step<F::Out>> Blocking<F, In, X>
where
    F::Reply: 'static,
{
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, lent, tail) = prepare(value, worker, next, errors, ports, true);
        Self { pool: Pool::new(args, lent), pending: Pending::new(), tail }
    }

    async fn work(&mut self) -> Flow {
        let mut items = self.pending.take();
        while !items.is_empty() {
            let replies;
            let job = |args: &F::Args, lent: &mut F::Lent| turn::<F, In>(items, args, lent);
            (items, replies) = self.pool.run(None, &mut self.tail, job).await?;
            for reply in replies {
                self.tail.done(reply)?;
            }
            self.tail.advance::<F::Out>(Phase::Flush).await?;
        }
        Ok(())
    }

    /// An event that goes on to others after this.
    async fn read(&mut self, item: F::Item) -> Result<F::Item, Stop> {
        let job = move |args: &F::Args, lent: &mut F::Lent| {
            let reply = F::peek(&item)
                .and_then(|event| F::Mode::look(event, |event| F::call(event, args, lent)));
            (item, reply)
        };
        let (item, reply) = self.pool.run(None, &mut self.tail, job).await?;
        if let Some(reply) = reply {
            self.tail.done(reply)?;
        }
        if self.tail.due::<F::Out>() {
            self.tail.advance::<F::Out>(Phase::Settle).await?;
        }
        Ok(item)
    }
}

type Turn<F, In> = (VecDeque<<F as Accepts<In>>::Item>, Vec<<F as Call<In>>::Reply>);

/// Calls the function for as many events as fit into one turn, at least one.
fn turn<F: Call<In>, In>(
    mut items: VecDeque<F::Item>,
    args: &F::Args,
    lent: &mut F::Lent,
) -> Turn<F, In> {
    let end = Instant::now() + TURN;
    let mut replies = Vec::new();
    while let Some(item) = items.pop_front() {
        let event = F::place(item, lent);
        replies.push(F::Mode::give(event, |event| F::call(event, args, lent)));
        if Instant::now() >= end {
            break;
        }
    }
    (items, replies)
}

deferred_step!(Blocking: Call where F::Reply: 'static);
