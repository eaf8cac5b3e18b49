//! An ordinary function in a stage: called as the event comes, nothing between.

use std::sync::Arc;
use std::time::Instant;

use crate::runtime::Worker;

use super::errors::Errors;
use super::function::{Accepts, Call, Func, Function, prepare};
use super::ports::{PortList, Ports};
use super::step::{Flow, Mode, Phase, Step};
use super::tail::Tail;

/// One worker of an ordinary function.
pub struct Sync<F: Function<In>, In, X> {
    args: Arc<F::Args>,
    lent: F::Lent,
    tail: Tail<F::Error, F::Ports, X>,
}

impl<F: Call<In>, In: Send + 'static, X: Step<F::Out>> Sync<F, In, X> {
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, lent, tail) = prepare(value, worker, next, errors, ports, false);
        Self { args, lent, tail }
    }

    #[inline(always)]
    fn run(&mut self, event: <F::Mode as Mode>::Given<'_, In>) -> Flow {
        let Self { args, lent, tail } = self;
        let reply = tail.site.call(|| F::call(event, args, lent));
        tail.reply(reply)?;
        F::drain(lent, &mut tail.ports)
    }
}

impl<F: Call<In>, In: Send + 'static, X: Step<F::Out>> Step<<F as Accepts<In>>::Item>
    for Sync<F, In, X>
{
    type Mode = F::StepMode;

    #[inline(always)]
    fn room(&self) -> usize {
        self.tail.room()
    }

    #[inline(always)]
    fn look(&mut self, item: &F::Item) -> Flow {
        match F::peek(item) {
            Some(event) => F::Mode::look(event, |event| self.run(event)).unwrap_or(Ok(())),
            None => Ok(()),
        }
    }

    #[inline(always)]
    fn take(&mut self, item: F::Item) -> Flow {
        if F::StepMode::READS {
            return Ok(());
        }
        let event = F::place(item, &mut self.lent);
        F::Mode::give(event, |event| self.run(event))
    }

    #[inline(always)]
    fn feed(&mut self, items: impl Iterator<Item = Option<F::Item>>) -> Flow {
        if !F::Ports::NONE {
            return items.flatten().try_for_each(|item| self.give(item));
        }
        let Self { args, lent, tail } = self;
        let mut items = items;
        tail.replies(|site| {
            let Some(item) = items.next()? else {
                return Some(None);
            };
            let event = F::place(item, lent);
            Some(Some(F::Mode::give(event, |event| site.call(|| F::call(event, args, lent)))))
        })
    }

    const EXPECTS: bool = F::EXPECTS;

    #[inline(always)]
    fn expect(&mut self, items: &[F::Item]) {
        F::expect(items, &mut self.lent);
    }

    #[inline(always)]
    fn due(&self) -> bool {
        self.tail.due()
    }

    #[inline]
    fn try_advance(&mut self, phase: Phase) -> Option<Flow> {
        self.tail.try_advance(phase)
    }

    async fn advance(&mut self, phase: Phase) -> Flow {
        self.tail.advance(phase).await
    }

    #[inline]
    fn publish(&mut self, received: u64) {
        self.tail.publish_calls::<F::Reply>(received);
    }

    fn deadline(&self) -> Option<Instant> {
        self.tail.deadline()
    }
}
