//! Does the right end of an edge take what the left end sends?

use std::marker::PhantomData;
use std::sync::Arc;

use super::role::{FailsFrom, SendsFrom, Sharable, SourceFails, Unsettled};
use super::token::{Events, Link, Pair, Port, Role};
use crate::builtin::SourceNode;
use crate::node::Event;
use crate::stage::{Count, NoTaker, Shared, Taker, Test};

/// A further edge brings what the first one does.
#[diagnostic::on_unimplemented(
    message = "edge type mismatch: `{Tag}` does not take `{Self}` events",
    label = "does not take `{Self}`",
    note = "another edge brings `{In}` events to it"
)]
pub trait SameEvent<In, Tag>: Sized {
    /// A further edge into a node whose event type is settled.
    fn same(_: Pair<Tag, In, Self>) {}
}
#[diagnostic::do_not_recommend]
impl<In, Tag> SameEvent<In, Tag> for In {}

/// Both at once: rustc asks when it knows both, and so has nothing to guess.
pub fn pair<R, Tag, In, Other>(_: Link<R, Other>, _: Link<Tag, In>) -> Pair<Tag, In, Other> {
    Pair::new()
}

/// What leaves a task by its main port.
pub fn events<R, In, G: SendsFrom<R, In>>(_: Link<R, In>, _: Role<G>) -> Events<G::Out> {
    Events::new()
}

/// What leaves a task by its `err` port.
pub fn err_events<R, In, G: FailsFrom<R, In>>(_: Link<R, In>, _: Role<G>) -> Events<G::Failed> {
    Events::new()
}

/// What a source sends.
pub fn source_events<R: SourceNode>(_: Role<R>) -> Events<R::Event> {
    Events::new()
}

/// What leaves a source by its `err` port.
pub fn source_err_events<R, G: SourceFails<R>>(_: Role<R>, _: Role<G>) -> Events<G::Failed> {
    Events::new()
}

/// The receivers of a port, none counted yet.
pub fn shared<T>(_: Events<T>) -> Shared<T, NoTaker> {
    Shared::new()
}

/// One more receiver of a port.
pub fn count<T, S: Count<M>, M>(_: Shared<T, S>, _: Role<M>) -> Shared<T, S::Next> {
    Shared::new()
}

/// The mode of a receiver behind a queue.
pub fn taker() -> Role<Taker> {
    Role::new()
}

/// The name of a port as a type, so that a message can show it.
pub trait Named {
    /// Identifies the name: see `hash` in the macros.
    type Id;
}

/// The identity of a port's name.
pub struct NameId<const HASH: u64>;

/// What a node sends by a further port.
pub trait PortEvent<In, Id> {
    /// The events.
    type Event: Event;
}

/// What a node sends by the port of this name, once it is known to have it.
pub trait PortOf<R, In> {
    /// The events.
    type Event: Event;
    /// The node itself.
    type Node;
}
impl<R: PortEvent<In, P::Id>, In, P: Named> PortOf<R, In> for P {
    type Event = R::Event;
    type Node = R;
}

/// A node whose further port is known to exist: whoever asked for another one may have meant the main
/// output, and is not told of that as well.
pub fn having<R, In, P: PortOf<R, In>>(_: Link<R, In>, _: Role<P>) -> Link<P::Node, In> {
    Link::new()
}

/// The same of a source.
pub fn source_having<R, P: PortOf<R, ()>>(_: Role<R>, _: Role<P>) -> Role<P::Node> {
    Role::new()
}

/// Nodes with further ports name them in an error of their own; all others have none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no port `{P}`; it has no further ports",
    label = "no such port",
    note = "a further port is a parameter `name: &mut Out<T>`; errors leave by `-[err]->`"
)]
pub trait HasPort<P>: Sized {
    /// The port's name.
    type Name;
    /// Asks a node for the port. The name comes first: rustc then knows it when it asks.
    fn port(_: P, _: Port<Self>) -> Role<Self::Name> {
        Role::new()
    }
}

/// What leaves a node by a further port.
pub fn port_events<R, In, P: PortOf<R, In>>(_: Link<R, In>, _: Role<P>) -> Events<P::Event> {
    Events::new()
}

/// What leaves a source by a further port.
pub fn source_port_events<R, P: PortOf<R, ()>>(_: Role<R>, _: Role<P>) -> Events<P::Event> {
    Events::new()
}

/// The function of a `when` edge, to be settled: where something is wrong with it, that is an
/// error here, and not once more where it is used.
pub struct Passing<T, F>(Arc<F>, PhantomData<fn(T)>);

/// Asks about it.
pub fn when<T, F>(_: Events<T>, f: F) -> Passing<T, F>
where
    F: Fn(&T) -> bool + 'static,
{
    Passing(Arc::new(f), PhantomData)
}

impl<T, F: Test<T>> Passing<T, F> {
    /// The function.
    pub fn settle(self) -> Arc<F> {
        self.0
    }
}
impl<T, F> Unsettled for Passing<T, F> {}
#[diagnostic::do_not_recommend]
impl<T, F: Send + Sync> Sharable for Passing<T, F> {}
