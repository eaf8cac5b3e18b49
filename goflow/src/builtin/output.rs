//! Values with `Output` by hand.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Instant;

use super::place::Kinded;
use crate::Key;
use crate::check;
use crate::graph::Kind;
use crate::node::{Event, Output, Writer};
use crate::runtime::Worker;
use crate::stage::{
    Accepts, Errors, Flow, Func, NoKey, Nothing, Phase, Ports, Step, Stop, Tail, Taker, Unplaced,
};
use std::convert::Infallible;

/// Most events that gather before they are written.
const GATHERED: usize = 1024;

/// A value with `Output` by hand.
pub struct HandOutput<O>(PhantomData<fn() -> O>);

/// Makes it a node.
pub trait IntoOutput: Sized {
    /// The node.
    fn __goflow_node(self) -> Unplaced<HandOutput<Self>, Self>;
}

impl<O: Output> IntoOutput for O {
    fn __goflow_node(self) -> Unplaced<HandOutput<O>, O> {
        Unplaced::new(self)
    }
}

impl<O> Kinded for HandOutput<O> {
    const KIND: Kind = Kind::Output;
}
#[diagnostic::do_not_recommend]
impl<O: Output> check::Receives for HandOutput<O> {
    type In<U: Event> = O::Event;
    type Role = Self;
    type Mode = Taker;
}
#[diagnostic::do_not_recommend]
impl<O: Output> check::Ends for HandOutput<O> {}
#[diagnostic::do_not_recommend]
impl<O: Output> check::Fails for HandOutput<O> {
    type Gate = check::Failing;
}
impl<O: Output> check::NamesError for HandOutput<O> {
    type Error = O::Error;
}
#[diagnostic::do_not_recommend]
impl<O> check::Unkeyed for HandOutput<O> {}

impl<O: Output> Accepts<O::Event> for HandOutput<O> {
    type Value = Func<Self, O>;
    type Out = Infallible;
    type Error = O::Error;
    type Item = O::Event;
    type Key = NoKey;
    type Body<X: Step<Infallible>> = OutputStep<O>;
    fn body<X: Step<Infallible>>(
        value: &Self::Value,
        worker: &Worker,
        _: X,
        errors: Errors<O::Error>,
        _: Ports,
    ) -> OutputStep<O> {
        let tail = Tail::new(worker.site(&value.info), Nothing, errors, ());
        let output = value.args();
        worker.run.outputs.add(&value.info, &output);
        OutputStep { output, writer: None, gathered: Vec::new(), failed: Vec::new(), tail }
    }
    fn item<K: Key>(_: K, event: O::Event) -> O::Event {
        event
    }
}

/// One worker of an `Output`.
pub struct OutputStep<O: Output> {
    output: Arc<O>,
    writer: Option<O::Writer>,
    /// Events that could not be written at once.
    gathered: Vec<O::Event>,
    failed: Vec<O::Error>,
    tail: Tail<O::Error, (), Nothing>,
}

impl<O: Output> OutputStep<O> {
    async fn write(&mut self, phase: Phase) -> Result<(), crate::BoxError> {
        if phase == Phase::Open {
            let context = self.tail.site.context();
            self.writer = Some(self.output.open(&context).await?);
        }
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let mut failed = std::mem::take(&mut self.failed);
        if !self.gathered.is_empty() {
            writer.write(std::mem::take(&mut self.gathered), &mut failed).await?;
            self.gathered = writer.emptied().unwrap_or_default();
        }
        for error in failed {
            if self.tail.errors.handle(&self.tail.site, error) == Err(Stop) {
                return Ok(());
            }
        }
        match phase {
            Phase::Flush => writer.flush().await,
            Phase::Close => {
                let parts = writer.prepare().await?;
                self.tail.site.run.outputs.prepared(&self.tail.site.info, parts);
                writer.close().await
            }
            _ => Ok(()),
        }
    }
}

impl<O: Output> Step<O::Event> for OutputStep<O> {
    type Mode = Taker;
    fn room(&self) -> usize {
        GATHERED.saturating_sub(self.gathered.len())
    }
    fn look(&mut self, _: &O::Event) -> Flow {
        Ok(())
    }
    #[inline]
    fn take(&mut self, event: O::Event) -> Flow {
        let Self { writer, gathered, failed, tail, .. } = self;
        let event = match writer {
            Some(writer) if gathered.is_empty() && failed.is_empty() => {
                let written = tail.site.call(|| writer.try_write(event, failed));
                written.map_err(|error| tail.site.fail(error))?
            }
            _ => Some(event),
        };
        gathered.extend(event);
        Ok(())
    }
    #[inline]
    fn due(&self) -> bool {
        !(self.gathered.is_empty() && self.failed.is_empty())
    }
    #[inline]
    fn try_advance(&mut self, phase: Phase) -> Option<Flow> {
        match phase {
            Phase::Settle | Phase::Pass if !self.due() => {
                if self.tail.site.run.is_ending() {
                    return Some(Err(Stop));
                }
                self.tail.try_advance::<Infallible>(phase)
            }
            _ => None,
        }
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        let site = self.tail.site.clone();
        {
            let mut writing = std::pin::pin!(self.write(phase));
            let written = std::future::poll_fn(|cx| site.call(|| writing.as_mut().poll(cx))).await;
            written.map_err(|error| site.fail(error))?;
        }
        if site.run.is_ending() {
            return Err(Stop);
        }
        self.tail.advance::<Infallible>(phase).await
    }
    fn publish(&mut self, received: u64) {
        self.tail.publish::<Infallible>(received, 0);
    }
    fn deadline(&self) -> Option<Instant> {
        self.tail.deadline::<Infallible>()
    }
}
