//! Does the right end of an edge take what the left end sends?

use std::sync::Arc;

use super::role::Receives;
use super::token::{Events, Link, Port, Role};
use crate::error::Failed;
use crate::node::Event;
use crate::stage::{Accepts, Count, Shared, Taker};

/// An edge without a key into `V`: one call for the whole check.
pub fn accepts<U: Event, V: Receives>(_: Events<U>, _: Port<V>)
where
    V::Role: Accepts<U>,
{
}

/// The event type of a node, settled by its first edge.
pub fn link<U: Event, V: Receives>(_: Events<U>, _: Port<V>) -> Link<V::Role, V::In<U>> {
    Link::new()
}

/// A further edge brings what the first one does.
#[diagnostic::on_unimplemented(
    message = "edge type mismatch: `{Tag}` does not take `{Self}` events",
    label = "does not take `{Self}`",
    note = "another edge brings `{In}` events to it"
)]
pub trait SameEvent<In, Tag> {}
impl<In, Tag> SameEvent<In, Tag> for In {}

/// A further edge into a node whose event type is settled.
pub fn join<U: Event, V: Receives, Tag, In>(_: Events<U>, _: Port<V>, _: Link<Tag, In>)
where
    V::In<U>: SameEvent<In, Tag>,
{
}

/// What leaves a task by its main port.
pub fn events<R, In>(_: Link<R, In>, _: Role<R>) -> Events<R::Out>
where
    R: Accepts<In>,
{
    Events::new()
}

/// What leaves a task by its `err` port.
pub fn err_events<R, In>(_: Link<R, In>, _: Role<R>) -> Events<Failed<R::Error>>
where
    R: Accepts<In>,
{
    Events::new()
}

/// What leaves a source by its `err` port.
pub fn source_err_events<R: crate::builtin::SourceNode>(_: Role<R>) -> Events<Failed<R::Error>> {
    Events::new()
}

/// One more receiver of a port, in the same stage.
pub fn count_taker<T, S, V: Receives>(_: Shared<T, S>, _: Port<V>) -> Shared<T, S::Counted>
where
    S: Count<T, V::Mode>,
{
    Shared::new()
}

/// One more receiver of a port, behind a queue: it takes its events.
pub fn count_queued<T, S, V>(_: Shared<T, S>, _: Port<V>) -> Shared<T, S::Counted>
where
    S: Count<T, Taker>,
{
    Shared::new()
}

/// The receivers of a port, none counted yet.
pub fn shared<T>(_: Events<T>) -> Shared<T, crate::stage::NoTaker> {
    Shared::new()
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

/// Nodes with further ports name them in an error of their own; all others have none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no port `{P}`; it has no further ports",
    label = "no such port"
)]
pub trait HasPort<P> {
    /// Its name.
    type Name;
}

/// Asks a node that has no further ports for one.
pub fn no_port<T: HasPort<P>, P>(_: Port<T>, _: P) -> Role<T::Name> {
    Role::new()
}

/// What leaves a source by a further port.
pub fn source_port_events<R, P: Named>(_: Role<R>, _: Role<P>) -> Events<R::Event>
where
    R: PortEvent<(), P::Id>,
{
    Events::new()
}

/// The function of a `when` edge.
pub fn when<T, F: Fn(&T) -> bool + Send + Sync + 'static>(_: Events<T>, f: F) -> Arc<F> {
    Arc::new(f)
}

/// What leaves a node by a further port.
pub fn port_events<R, In, P: Named>(_: Link<R, In>, _: Role<P>) -> Events<R::Event>
where
    R: PortEvent<In, P::Id>,
{
    Events::new()
}
