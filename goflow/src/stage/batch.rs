//! `#[output(batch = N)]`: events gather until there are N, or until nobody waits for more.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::runtime::Worker;

use super::errors::Errors;
use super::function::{CallBatch, Func, Function, prepare};
use super::ports::Ports;
use super::step::{Flow, Phase, Step, Stop, Taker};
use super::tail::Tail;

/// How many events may gather beyond a full batch before the output must run.
const AHEAD: usize = 256;

/// One worker of a batch output.
pub struct Batch<F: Function<In>, In, X> {
    args: Arc<F::Args>,
    /// Handed over to the function while it works.
    lent: Option<F::Lent>,
    /// Batches that are full; events are not moved once they are in one.
    full: VecDeque<Vec<In>>,
    gathered: Vec<In>,
    /// When the oldest gathered event has waited long enough.
    deadline: Option<Instant>,
    tail: Tail<F::Error, F::Ports, X>,
}

impl<F: CallBatch<In, Item = In>, In: Send + 'static, X: Step<F::Out>> Batch<F, In, X> {
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, lent, tail) = prepare(value, worker, next, errors, ports, true);
        let (full, gathered) = (VecDeque::new(), Vec::new());
        Self { args, lent: Some(lent), full, gathered, deadline: None, tail }
    }

    /// The next batch to write: a full one, or what is left of them when `all`.
    fn next(&mut self, all: bool) -> Option<Vec<In>> {
        let rest = all && !self.gathered.is_empty();
        self.full.pop_front().or_else(|| rest.then(|| mem::take(&mut self.gathered)))
    }

    /// Writes all full batches, and what is left of them when `all`.
    async fn write(&mut self, all: bool) -> Flow {
        while let Some(batch) = self.next(all) {
            let Self { args, lent, tail, .. } = self;
            let Some(handed) = lent.take() else {
                return Err(Stop);
            };
            let call = std::pin::pin!(tail.site.call(|| F::call(batch, args.clone(), handed)));
            let (reply, handed) =
                super::asynchronous::drive::<F::Out, _, _, _, _>(call, None, tail).await?;
            *lent = Some(handed);
            self.tail.reply(reply)?;
            self.deadline = None;
        }
        if self.deadline.is_none()
            && !self.gathered.is_empty()
            && let Some(linger) = F::LINGER
        {
            self.deadline = Instant::now().checked_add(Duration::from_nanos(linger));
        }
        Ok(())
    }
}

impl<F: CallBatch<In, Item = In>, In: Send + 'static, X: Step<F::Out>> Step<In>
    for Batch<F, In, X>
{
    type Mode = Taker;

    #[inline(always)]
    fn room(&self) -> usize {
        let waiting = self.full.len() * F::BATCH + self.gathered.len();
        (F::BATCH + AHEAD).saturating_sub(waiting)
    }

    #[inline(always)]
    fn look(&mut self, _: &In) -> Flow {
        Ok(())
    }

    #[inline(always)]
    fn take(&mut self, event: In) -> Flow {
        self.gathered.push(event);
        if self.gathered.len() >= F::BATCH {
            let next = Vec::with_capacity(F::BATCH.min(AHEAD));
            self.full.push_back(mem::replace(&mut self.gathered, next));
        }
        Ok(())
    }

    #[inline(always)]
    fn due(&self) -> bool {
        !self.full.is_empty()
    }

    async fn advance(&mut self, phase: Phase) -> Flow {
        let all = match phase {
            Phase::Open | Phase::Settle | Phase::Pass => false,
            Phase::Signal(_) | Phase::Close => true,
            // An event that lingers waits for its deadline, others leave at once.
            Phase::Flush => match self.deadline {
                None => F::LINGER.is_none(),
                Some(deadline) => deadline <= Instant::now(),
            },
        };
        self.write(all).await?;
        self.tail.advance::<F::Out>(phase).await
    }

    fn publish(&mut self, received: u64) {
        self.tail.publish::<F::Out>(received, 0);
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline.into_iter().chain(self.tail.deadline::<F::Out>()).min()
    }
}
