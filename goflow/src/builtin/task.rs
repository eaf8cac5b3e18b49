//! Values with `Task` by hand.

use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use super::place::Kinded;
use crate::Key;
use crate::check;
use crate::graph::Kind;
use crate::node::{Event, Out, Tap, Task, Transform};
use crate::runtime::Worker;
use crate::stage::{
    Accepts, Errors, Flow, Func, NoKey, Pending, Phase, Ports, Step, Stop, Tail, Taker, Unplaced,
    drive,
};

/// A value with `Task` by hand.
pub struct HandTask<T>(PhantomData<fn() -> T>);

/// Makes it a node.
pub trait IntoTask: Sized {
    /// The node.
    fn __goflow_node(self) -> Unplaced<HandTask<Self>, Self>;
}

impl<T: Task> IntoTask for T {
    fn __goflow_node(self) -> Unplaced<HandTask<T>, T> {
        Unplaced::new(self)
    }
}

impl<T> Kinded for HandTask<T> {
    const KIND: Kind = Kind::Task;
}
#[diagnostic::do_not_recommend]
impl<T: Task> check::Receives for HandTask<T> {
    type In<U: Event> = T::Event;
    type Role = Self;
    type Mode = Taker;
}
#[diagnostic::do_not_recommend]
impl<T: Task> check::Sends for HandTask<T> {
    type Gate = check::Sending;
}
#[diagnostic::do_not_recommend]
impl<T: Task> check::Fails for HandTask<T> {
    type Gate = check::Failing;
}
impl<T: Task> check::NamesError for HandTask<T> {
    type Error = T::Error;
}
#[diagnostic::do_not_recommend]
impl<T> check::Unkeyed for HandTask<T> {}

impl<T: Task> Accepts<T::Event> for HandTask<T> {
    type Value = Func<Self, T>;
    type Out = T::Out;
    type Error = T::Error;
    type Item = T::Event;
    type Key = NoKey;
    type Body<X: Step<T::Out>> = TaskStep<T, X>;
    fn body<X: Step<T::Out>>(
        value: &Self::Value,
        worker: &Worker,
        next: X,
        errors: Errors<T::Error>,
        _: Ports,
    ) -> Self::Body<X> {
        let (out, tap) = Out::shared(false);
        let tail = Tail::new(worker.site(&value.info), next, errors, ());
        TaskStep { task: value.args(), worker: None, pending: Pending::new(), out, tap, tail }
    }
    fn item<K: Key>(_: K, event: T::Event) -> T::Event {
        event
    }
}

/// One worker of a `Task`.
pub struct TaskStep<T: Task, X> {
    task: Arc<T>,
    worker: Option<T::Worker>,
    pending: Pending<T::Event>,
    out: Out<T::Out>,
    tap: Tap<T::Out>,
    tail: Tail<T::Error, (), X>,
}

impl<T: Task, X: Step<T::Out>> TaskStep<T, X> {
    async fn work(&mut self) -> Flow {
        let Self { worker, pending, out, tap, tail, .. } = self;
        while let Some(event) = pending.pop() {
            let Some(worker) = worker.as_mut() else {
                return Err(Stop);
            };
            let result = {
                let run = pin!(tail.site.call(|| worker.run(event, out)));
                drive(run, Some(&*tap), tail).await?
            };
            if let Err(error) = result {
                tail.errors.handle(&tail.site, error)?;
            }
            if tail.due::<T::Out>() {
                tail.advance::<T::Out>(Phase::Settle).await?;
            }
        }
        Ok(())
    }
}

impl<T: Task, X: Step<T::Out>> Step<T::Event> for TaskStep<T, X> {
    type Mode = Taker;
    fn room(&self) -> usize {
        self.pending.room()
    }
    fn look(&mut self, _: &T::Event) -> Flow {
        Ok(())
    }
    fn take(&mut self, event: T::Event) -> Flow {
        self.pending.push(event);
        Ok(())
    }
    fn due(&self) -> bool {
        !self.pending.is_empty() || self.tail.due::<T::Out>()
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        if phase == Phase::Open {
            let context = self.tail.site.context();
            let opened = self.tail.site.watch(self.task.open(&context)).await;
            self.worker = Some(opened.map_err(|error| self.tail.site.fail(error))?);
        }
        self.work().await?;
        if phase == Phase::Close
            && let Self { worker: Some(worker), out, tap, tail, .. } = self
        {
            let closed = {
                let close = pin!(tail.site.call(|| worker.close(out)));
                drive(close, Some(&*tap), tail).await?
            };
            closed.map_err(|error| tail.site.fail(error))?;
        }
        self.tail.publish::<T::Out>(0, 0);
        self.tail.advance::<T::Out>(phase).await
    }
    fn publish(&mut self, received: u64) {
        self.tail.publish::<T::Out>(received, 0);
    }
    fn deadline(&self) -> Option<Instant> {
        self.tail.deadline::<T::Out>()
    }
}
