//! Is a source where a source must be? Does every output end something?

use super::token::{Events, Link, Port, Role};
use crate::error::BoxError;
use crate::node::Event;
use crate::runtime::Concurrent;
use crate::stage::{Accepts, Errors};

/// Sources.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes events, but nothing is connected to it",
    label = "nothing leads here"
)]
pub trait Starts {
    /// The node itself.
    type Role: crate::builtin::SourceNode;
}

/// Tasks and outputs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes no events, so it cannot be on the right of `->`",
    label = "this is a source"
)]
pub trait Receives {
    /// The event type that is settled when `U` comes.
    type In<U: Event>: Event;
    /// The node itself.
    type Role;
    /// Whether it takes its event or reads it.
    type Mode;
}

/// Sources and tasks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no output, so it cannot be on the left of `->`",
    label = "this is an output"
)]
pub trait Sends {
    /// The node itself.
    type Role;
}

/// Outputs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has an output, but no edge leaves it",
    label = "its events go nowhere",
    note = "end with `-> discard`"
)]
pub trait Ends {}

/// Nodes whose functions return `Result`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot fail, so it has no `err` edge",
    label = "never gives an error"
)]
pub trait Fails {
    /// The node itself.
    type Role;
}

/// Errors that can end a pipeline.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error that can end a pipeline",
    label = "fails with `{Self}`",
    note = "give the node an `-[err]->` edge, or implement `std::error::Error` for `{Self}`"
)]
pub trait Fatal: Event {
    /// The error as the pipeline's cause.
    fn boxed(self) -> BoxError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError> + Event> Fatal for E {
    fn boxed(self) -> BoxError {
        self.into()
    }
}

/// A node that nothing leads to.
pub fn starts<T: Starts>(_: Port<T>) -> Role<T::Role> {
    Role::new()
}

/// A node on the right of an arrow.
pub fn receives<T: Receives>(_: Port<T>) -> Role<T::Role> {
    Role::new()
}

/// A node on the left of an arrow.
pub fn sends<T: Sends>(_: Port<T>) -> Role<T::Role> {
    Role::new()
}

/// A node that no arrow leaves.
pub fn ends<T: Receives>(_: Port<T>)
where
    T::Role: Ends,
{
}

/// A source that no arrow leaves.
pub fn source_ends<T: Starts>(_: Port<T>)
where
    T::Role: Ends,
{
}

/// A node on the left of an `err` edge.
pub fn fails<T: Fails>(_: Port<T>) -> Role<T::Role> {
    Role::new()
}

/// What a source sends.
pub fn source_events<R: crate::builtin::SourceNode>(_: Role<R>) -> Events<R::Event> {
    Events::new()
}

/// The errors of a node that has no `err` edge.
pub fn fatal<R: Accepts<In, Error: Fatal>, In>(_: Link<R, In>) -> fn() -> Errors<R::Error> {
    || Errors::fatal(Fatal::boxed)
}

/// The errors of a source that has no `err` edge.
pub fn source_fatal<R: crate::builtin::SourceNode<Error: Fatal>>(
    _: Role<R>,
) -> fn() -> Errors<R::Error> {
    || Errors::fatal(Fatal::boxed)
}

/// A node with `(inflight N)`.
pub fn inflight<R: Concurrent, In: Event>(_: Link<R, In>) -> Link<R::Role, In> {
    Link::new()
}
