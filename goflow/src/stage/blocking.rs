//! `#[task(blocking)]`: the function runs on tokio's pool for blocking work.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::runtime::Worker;

use super::errors::Errors;
use super::function::{Accepts, Call, Func, Function, prepare};
use super::pending::Pending;
use super::ports::Ports;
use super::step::{Flow, Mode, Phase, Step, Stop};
use super::tail::Tail;

/// Runs `job` on the pool; a panic of it goes on here.
pub async fn on_pool<R: Send + 'static>(job: impl FnOnce() -> R + Send + 'static) -> R {
    match tokio::task::spawn_blocking(job).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(payload) => std::panic::resume_unwind(payload),
            // The runtime shuts down: whoever waits is about to be dropped.
            Err(_) => std::future::pending().await,
        },
    }
}

/// How long the pool is kept busy before results go on.
const TURN: Duration = Duration::from_millis(1);

/// One worker of a blocking function.
pub struct Blocking<F: Function<In>, In, X> {
    args: Arc<F::Args>,
    /// Lent to the pool while it works.
    lent: Option<F::Lent>,
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
        Self { args, lent: Some(lent), pending: Pending::new(), tail }
    }

    /// Lends the pool what the function is lent, for one job.
    async fn on_pool<R: Send + 'static>(
        &mut self,
        job: impl FnOnce(&F::Args, &mut F::Lent) -> R + Send + 'static,
    ) -> Result<R, Stop> {
        let Some(mut lent) = self.lent.take() else {
            return Err(Stop);
        };
        let args = self.args.clone();
        let done = tokio::task::spawn_blocking(move || (job(&args, &mut lent), lent));
        match done.await {
            Ok((result, lent)) => {
                self.lent = Some(lent);
                Ok(result)
            }
            Err(panic) => match panic.try_into_panic() {
                Ok(payload) => self.tail.site.call(|| std::panic::resume_unwind(payload)),
                Err(_) => Err(Stop),
            },
        }
    }

    async fn work(&mut self) -> Flow {
        let mut items = self.pending.take();
        while !items.is_empty() {
            let replies;
            (items, replies) = self.on_pool(|args, lent| turn::<F, In>(items, args, lent)).await?;
            for reply in replies {
                self.tail.done(reply)?;
            }
            self.tail.ports.drain_taps()?;
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
        let (item, reply) = self.on_pool(job).await?;
        if let Some(reply) = reply {
            self.tail.done(reply)?;
        }
        self.tail.ports.drain_taps()?;
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

use super::ports::PortList;

impl<F: Call<In>, In: Send + 'static, X: Step<F::Out>> Step<<F as Accepts<In>>::Item>
    for Blocking<F, In, X>
where
    F::Reply: 'static,
{
    type Mode = F::StepMode;

    fn room(&self) -> usize {
        self.pending.room()
    }
    fn look(&mut self, _: &F::Item) -> Flow {
        Ok(())
    }
    fn take(&mut self, item: F::Item) -> Flow {
        if !F::StepMode::READS {
            self.pending.push(item);
        }
        Ok(())
    }
    fn give(&mut self, item: F::Item) -> Flow {
        self.pending.push(item);
        Ok(())
    }
    fn attends(&self) -> bool {
        F::StepMode::READS
    }
    async fn attend(&mut self, item: F::Item) -> Result<F::Item, Stop> {
        if F::StepMode::READS { self.read(item).await } else { Ok(item) }
    }
    fn due(&self) -> bool {
        !self.pending.is_empty() || self.tail.due::<F::Out>()
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        self.work().await?;
        self.tail.publish::<F::Out>(0, 0);
        self.tail.advance::<F::Out>(phase).await
    }
    fn publish(&mut self, received: u64) {
        self.tail.publish::<F::Out>(received, 0);
    }
    fn deadline(&self) -> Option<Instant> {
        self.tail.deadline::<F::Out>()
    }
}
