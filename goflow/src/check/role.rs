//! Is a source where a source must be? Does every output end something?
//!
//! Each question is a trait with one function, called through the trait: rustc then names the
//! node in an error, and no bound of ours.

use super::token::{Events, Link, Port, Role};
use crate::builtin::SourceNode;
use crate::error::{BoxError, Failed};
use crate::node::Event;
use crate::stage::{Accepts, Errors, Unplaced};

/// Sources.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes events, but nothing is connected to it",
    label = "nothing leads here",
    note = "begin the flow with a source: `source -> …`"
)]
pub trait Starts: Sized {
    /// The node itself.
    type Role: SourceNode;
    /// A node that nothing leads to.
    fn starts(_: Port<Self>) -> Role<Self::Role> {
        Role::new()
    }
}

/// Tasks and outputs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes no events, so it cannot be on the right of `->`",
    label = "this is a source",
    note = "begin a flow with it"
)]
pub trait Receives: Sized {
    /// The event type that is settled when `U` comes.
    type In<U: Event>: Event;
    /// The node itself.
    type Role;
    /// Whether it takes its event or reads it.
    type Mode;
    /// How it takes its event, for the count of those that do.
    fn mode(_: Port<Self>) -> Role<Self::Mode> {
        Role::new()
    }
    /// A node on the right of an arrow.
    fn receives<U: Event>(_: Events<U>, _: Port<Self>) -> Link<Self::Role, Self::In<U>> {
        Link::new()
    }
}

/// A node that may or may not take what its first edge brings.
pub struct Settling<R, In>(Link<R, In>);

/// See [`Settling`].
pub fn settling<R, In>(node: Link<R, In>) -> Settling<R, In> {
    Settling(node)
}

impl<R: Accepts<In>, In> Settling<R, In> {
    /// The node with its settled event type.
    pub fn settle(self) -> Link<R, In> {
        self.0
    }
}

/// What rustc finds instead where the node does not take it, which is an error already: of what
/// comes after such a node nothing is known, and so nothing is said.
pub trait Unsettled: Sized {
    /// Never called.
    fn settle<Unknown>(self) -> Unknown {
        std::process::abort()
    }
}
impl<R, In> Unsettled for Settling<R, In> {}

impl<V: Starts> Port<V> {
    /// A node that nothing leads to, in a sub-pipeline that never uses `in`: if it is no source, that
    /// is why.
    pub fn settle(self) -> Role<V::Role> {
        Role::new()
    }
}
impl<V> Unsettled for Port<V> {}

/// Sources and tasks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no output, so it cannot be on the left of `->`",
    label = "this is an output",
    note = "end the flow with it; a `#[task]` gives events"
)]
pub trait Sends: Sized {
    /// [`Sending`]: what follows from it must not be asked where this trait is missing.
    type Gate;
    /// A node on the left of an arrow.
    fn sends(_: Port<Self>) -> Role<Self::Gate> {
        Role::new()
    }
}

/// The answer of every node that [`Sends`].
pub struct Sending;

/// What leaves a task, if it may be asked.
pub trait SendsFrom<R, In> {
    /// Its events.
    type Out: Event;
}
impl<R: Accepts<In>, In> SendsFrom<R, In> for Sending {
    type Out = R::Out;
}

/// Outputs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has an output, but no edge leaves it",
    label = "its events go nowhere",
    note = "end with `-> discard`"
)]
pub trait Ends: Sized {
    /// A node that no arrow leaves.
    fn ends<In>(_: Link<Self, In>) {}
    /// A source that no arrow leaves.
    fn source_ends(_: Role<Self>) {}
}

/// Nodes whose functions return `Result`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot fail, so it has no `err` edge",
    label = "never gives an error",
    note = "return a `Result` from it, or leave out this edge"
)]
pub trait Fails: Sized {
    /// [`Failing`]: what follows from it must not be asked where this trait is missing.
    type Gate;
    /// A node on the left of an `err` edge.
    fn fails(_: Port<Self>) -> Role<Self::Gate> {
        Role::new()
    }
}

/// The answer of every node that [`Fails`].
pub struct Failing;

/// What leaves a task by its `err` port, if it may be asked.
pub trait FailsFrom<R, In> {
    /// Its errors, each with its place.
    type Failed: Event;
}
impl<R: Accepts<In>, In> FailsFrom<R, In> for Failing {
    type Failed = Failed<R::Error>;
}

/// What leaves a source by its `err` port, if it may be asked.
pub trait SourceFails<R> {
    /// Its errors, each with its place.
    type Failed: Event;
}
impl<R: SourceNode> SourceFails<R> for Failing {
    type Failed = Failed<R::Error>;
}

/// Errors that can end a pipeline.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error that can end a pipeline",
    label = "fails with `{Self}`",
    note = "give the node an `-[err]->` edge, or implement `std::error::Error` for `{Self}`"
)]
pub trait Fatal: Event + Sized {
    /// The error as the pipeline's cause.
    fn boxed(self) -> BoxError;
    /// The errors of a node that has no `err` edge.
    fn fatal<R: Accepts<In, Error = Self>, In>(_: Link<R, In>) -> fn() -> Errors<Self> {
        || Errors::fatal(Self::boxed)
    }
    /// The errors of a source that has no `err` edge.
    fn source_fatal<R: SourceNode<Error = Self>>(_: Role<R>) -> fn() -> Errors<Self> {
        || Errors::fatal(Self::boxed)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<BoxError> + Event> Fatal for E {
    fn boxed(self) -> BoxError {
        self.into()
    }
}

/// Functions that all workers of a node call.
#[diagnostic::on_unimplemented(
    message = "workers share this function, and what it captures cannot be shared",
    label = "captures what is not `Send + Sync`",
    note = "take an `Arc` instead of an `Rc`, and a `Mutex` or an atomic instead of a `Cell`"
)]
pub trait Sharable {
    /// Asks.
    fn sharable(&self) {}
}
#[diagnostic::do_not_recommend]
impl<Tag, F: Send + Sync> Sharable for Unplaced<Tag, F> {}
