//! Sub-pipelines: a graph that is a task from outside.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::Arc;

use super::place::{PlaceNode, Tagged};
use crate::Key;
use crate::check;
use crate::error::Failed;
use crate::node::Event;
use crate::runtime::{Builder, End, Place, Run, Settings, Worker, receive};
use crate::stage::{
    Accepts, AnyStep, Entry, Errors, Flow, NoKey, Phase, Ports, Segment, Senders, Step, Taker,
};

/// A sub-pipeline: from outside a task that takes `In`, sends `Out`, and fails with `E`.
///
/// It is what a `pipeline! { fn … }` returns, and a node of any graph.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn numbers() -> impl Iterator<Item = u64> { 0..5 }
/// #[task]
/// fn double(n: u64) -> u64 { n * 2 }
/// #[output]
/// fn check(text: String) { assert!(["1", "3", "5", "7", "9"].contains(&text.as_str())) }
///
/// pipeline! {
///     /// Doubles, adds one, and writes it down.
///     fn odd() -> Pipe<u64, String> {
///         in -> double -> |n: u64| (n + 1).to_string() -> out;
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let report = pipeline! { numbers -> odd -> check; }.run().await?;
/// assert_eq!(report.node("odd/double").map(|n| n.received), Some(5));
/// # Ok(())
/// # }
/// ```
pub struct Pipe<In, Out, E = Infallible> {
    inner: Builder,
    enter: Enter<In>,
    out: Entry<Out>,
    err: Entry<Failed<E>>,
}

impl<In, Out, E> std::fmt::Debug for Pipe<In, Out, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipe").finish_non_exhaustive()
    }
}

/// Makes what a worker outside sends its events to.
type Enter<In> = Box<dyn Fn(&Worker) -> AnyStep<In> + Send>;

/// The event types of a [`Pipe`].
#[diagnostic::on_unimplemented(
    message = "a sub-pipeline returns a `Pipe<In, Out>` or `Pipe<In, Out, E>`, not `{Self}`"
)]
pub trait IsPipe {
    /// What it takes.
    type In: Event;
    /// What it sends.
    type Out: Event;
    /// What it fails with.
    type Error: Event;
}

impl<In: Event, Out: Event, E: Event> IsPipe for Pipe<In, Out, E> {
    type In = In;
    type Out = Out;
    type Error = E;
}

/// The ends of a sub-pipeline while it is built.
pub struct PipeBuilder<P: IsPipe> {
    /// Queue in front of whatever follows the sub-pipeline.
    pub out: Entry<P::Out>,
    /// Queue in front of whatever takes its errors.
    pub err: Entry<Failed<P::Error>>,
}

impl<P: IsPipe> PipeBuilder<P> {
    /// Ends that nobody reads yet.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { out: Entry::new(), err: Entry::new() }
    }

    /// `in` as the left end of an edge.
    pub fn in_place(&self) -> Place {
        Place::end(End::In)
    }
    /// `out` as the right end of an edge.
    pub fn out_place(&self) -> Place {
        Place::end(End::Out)
    }
    /// `err` as the right end of an edge.
    pub fn err_place(&self) -> Place {
        Place::end(End::Err)
    }
    /// What `in` sends.
    pub fn events(&self) -> check::Events<P::In> {
        check::Events::new()
    }
    /// `out` as a node.
    pub fn out_port(&self) -> check::Port<Outlet<P::Out>> {
        check::Port::new()
    }
    /// `err` as a node.
    pub fn err_port(&self) -> check::Port<Outlet<Failed<P::Error>>> {
        check::Port::new()
    }
}

/// The finished sub-pipeline; `enter` makes what a worker outside sends its events to.
pub fn finish<In: Event, Out: Event, E: Event>(
    inner: Builder,
    enter: impl Fn(&Worker) -> AnyStep<In> + Send + 'static,
    ends: PipeBuilder<Pipe<In, Out, E>>,
) -> Pipe<In, Out, E> {
    Pipe { inner, enter: Box::new(enter), out: ends.out, err: ends.err }
}

/// `out` or `err` of a sub-pipeline, as the right end of an edge.
pub struct Outlet<T>(PhantomData<fn() -> T>);

#[diagnostic::do_not_recommend]
impl<T: Event> check::Receives for Outlet<T> {
    type In<U: Event> = T;
    type Role = Self;
    type Mode = Taker;
}
#[diagnostic::do_not_recommend]
impl<T> check::Unkeyed for Outlet<T> {}

impl<T: Event> Accepts<T> for Outlet<T> {
    type Value = ();
    type Out = Infallible;
    type Error = Infallible;
    type Item = T;
    type Key = NoKey;
    type Body<X: Step<Infallible>> = crate::stage::Nothing;
    fn body<X: Step<Infallible>>(
        (): &(),
        _: &Worker,
        _: X,
        _: Errors<Infallible>,
        _: Ports,
    ) -> Self::Body<X> {
        crate::stage::Nothing
    }
    fn item<K: Key>(_: K, event: T) -> T {
        event
    }
}

impl<In: Event, Out: Event, E: Event> Pipe<In, Out, E> {
    #[doc(hidden)]
    pub fn __goflow_node(self) -> Self {
        self
    }
}

/// A sub-pipeline in a graph.
pub struct Placed<In, Out, E> {
    enter: Enter<In>,
    out: Entry<Out>,
    err: Entry<Failed<E>>,
}

impl<In: Event, Out: Event, E: Event> PlaceNode for Pipe<In, Out, E> {
    type Placed = Placed<In, Out, E>;
    fn place(self, graph: &mut Builder, name: &str, settings: Settings) -> (Self::Placed, Place) {
        let Pipe { inner, enter, out, err } = self;
        out.set(&settings);
        err.set(&settings);
        for (_, index) in &inner.ends.outs {
            out.add(inner.nodes.get(*index).map_or(1, |node| node.settings.workers));
        }
        for (_, index) in &inner.ends.errs {
            err.add(inner.nodes.get(*index).map_or(1, |node| node.settings.workers));
        }
        let place = graph.absorb(name, inner, settings);
        (Placed { enter, out, err }, place)
    }
}

impl<In, Out, E> Tagged for Placed<In, Out, E> {
    type Tag = Pipe<In, Out, E>;
}

#[diagnostic::do_not_recommend]
impl<In: Event, Out: Event, E: Event> check::Receives for Pipe<In, Out, E> {
    type In<U: Event> = In;
    type Role = Self;
    type Mode = Taker;
}
#[diagnostic::do_not_recommend]
impl<In, Out, E> check::Sends for Pipe<In, Out, E> {
    type Gate = check::Sending;
}
#[diagnostic::do_not_recommend]
impl<In, Out, E> check::Fails for Pipe<In, Out, E> {
    type Gate = check::Failing;
}
impl<In, Out, E> check::NamesError for Pipe<In, Out, E> {
    type Error = E;
}
#[diagnostic::do_not_recommend]
impl<In, Out, E> check::Unkeyed for Pipe<In, Out, E> {}

impl<In: Event, Out: Event, E: Event> Accepts<In> for Pipe<In, Out, E> {
    type Value = Placed<In, Out, E>;
    type Out = Out;
    type Error = E;
    type Item = In;
    type Key = NoKey;
    type Body<X: Step<Out>> = Segment<In>;
    fn body<X: Step<Out>>(
        value: &Self::Value,
        worker: &Worker,
        next: X,
        errors: Errors<E>,
        _: Ports,
    ) -> Segment<In> {
        // What follows has workers of its own, as many as the node outside has.
        worker.also(|worker| receive(&worker, &value.out, next));
        worker.also(|worker| {
            let errors = ErrStep { errors, run: worker.run.clone() };
            receive(&worker, &value.err, errors)
        });
        Segment::boxed((value.enter)(worker))
    }
    fn item<K: Key>(_: K, event: In) -> In {
        event
    }
}

/// Errors that leave a sub-pipeline: they already say where they arose.
struct ErrStep<E> {
    errors: Errors<E>,
    run: Arc<Run>,
}

impl<E: Event> Step<Failed<E>> for ErrStep<E> {
    type Mode = Taker;
    fn room(&self) -> usize {
        self.errors.room()
    }
    fn look(&mut self, _: &Failed<E>) -> Flow {
        Ok(())
    }
    fn take(&mut self, failed: Failed<E>) -> Flow {
        match self.errors.boxed() {
            None => self.errors.pass(failed),
            Some(boxed) => {
                self.run.fail(&failed.node, failed.worker, boxed(failed.error));
                Err(crate::stage::Stop)
            }
        }
    }
    fn due(&self) -> bool {
        self.errors.due()
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        self.errors.advance(phase).await
    }
    fn publish(&mut self, _: u64) {
        self.errors.publish();
    }
}
