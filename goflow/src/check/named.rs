//! The same questions about nodes whose types nobody wrote: closures, values behind a `let`, the
//! ends of a sub-pipeline. Their name in the graph goes with the question as a type, for the
//! message to show; rustc says no more of the type itself than it must.

use super::role;
use super::token::{Events, Link, Name, Never, No, Port, Role, Yes};
use crate::builtin::SourceNode;
use crate::node::Event;

/// See [`role::Starts`].
#[diagnostic::on_unimplemented(
    message = "`{N}` takes events, but nothing is connected to it",
    label = "nothing leads here",
    note = "begin the flow with a source: `source -> …`"
)]
pub trait Starts<N>: Sized {
    /// The node itself.
    type Role: SourceNode;
    /// A node that nothing leads to.
    fn starts(_: Name<N>, _: Port<Self>) -> Role<Self::Role> {
        Role::new()
    }
}
#[diagnostic::do_not_recommend]
impl<T: role::Starts, N> Starts<N> for T {
    type Role = T::Role;
}

/// See [`role::Receives`].
#[diagnostic::on_unimplemented(
    message = "`{N}` takes no events, so it cannot be on the right of `->`",
    label = "this is a source",
    note = "begin a flow with it"
)]
pub trait Receives<N>: Sized {
    /// The event type that is settled when `U` comes.
    type In<U: Event>: Event;
    /// The node itself.
    type Role;
    /// A node on the right of an arrow.
    fn receives<U: Event>(
        _: Name<N>,
        _: Events<U>,
        _: Port<Self>,
    ) -> Link<Self::Role, Self::In<U>> {
        Link::new()
    }
}
#[diagnostic::do_not_recommend]
impl<T: role::Receives, N> Receives<N> for T {
    type In<U: Event> = T::In<U>;
    type Role = T::Role;
}

/// See [`Accepts`](crate::stage::Accepts); `X` as in [`No`].
#[diagnostic::on_unimplemented(
    message = "edge type mismatch: `{N}` does not take `{In}` events",
    label = "takes `{Settled}`, not `{In}`"
)]
pub trait Accepts<In, N, Settled, X>: Sized {
    /// An edge that brings events `In`.
    fn accepts(_: Name<N>, _: Events<In>, _: Link<Self, Settled>) {}
}
#[diagnostic::do_not_recommend]
impl<T: crate::stage::Accepts<In>, In, N, Settled> Accepts<In, N, Settled, Yes> for T {}
#[diagnostic::do_not_recommend]
impl<T: Never, In, N, Settled> Accepts<In, N, Settled, No> for T {}

/// The same of the ends of a sub-pipeline.
#[diagnostic::on_unimplemented(
    message = "edge type mismatch: `{N}` does not take `{In}` events",
    label = "takes `{Settled}`, not `{In}`",
    note = "what leaves a sub-pipeline is said in its header: `Pipe<In, Out, Error>`"
)]
pub trait Leaves<In, N, Settled, X>: Sized {
    /// An edge that brings events `In`.
    fn leaves(_: Name<N>, _: Events<In>, _: Link<Self, Settled>) {}
}
#[diagnostic::do_not_recommend]
impl<T: crate::stage::Accepts<In>, In, N, Settled> Leaves<In, N, Settled, Yes> for T {}
#[diagnostic::do_not_recommend]
impl<T: Never, In, N, Settled> Leaves<In, N, Settled, No> for T {}

/// See [`role::Sends`].
#[diagnostic::on_unimplemented(
    message = "`{N}` has no output, so it cannot be on the left of `->`",
    label = "this is an output",
    note = "end the flow with it; a `#[task]` gives events"
)]
pub trait Sends<N>: Sized {
    /// [`Sending`](role::Sending)
    type Gate;
    /// A node on the left of an arrow.
    fn sends(_: Name<N>, _: Port<Self>) -> Role<Self::Gate> {
        Role::new()
    }
}
#[diagnostic::do_not_recommend]
impl<T: role::Sends, N> Sends<N> for T {
    type Gate = T::Gate;
}

/// See [`role::Ends`].
#[diagnostic::on_unimplemented(
    message = "`{N}` has an output, but no edge leaves it",
    label = "its events go nowhere",
    note = "end with `-> discard`"
)]
pub trait Ends<N>: Sized {
    /// A node that no arrow leaves.
    fn ends<In>(_: Name<N>, _: Link<Self, In>) {}
    /// A source that no arrow leaves.
    fn source_ends(_: Name<N>, _: Role<Self>) {}
}
#[diagnostic::do_not_recommend]
impl<T: role::Ends, N> Ends<N> for T {}

/// See [`role::Fails`].
#[diagnostic::on_unimplemented(
    message = "`{N}` cannot fail, so it has no `err` edge",
    label = "never gives an error",
    note = "a `#[task]` that returns a `Result` has one"
)]
pub trait Fails<N>: Sized {
    /// [`Failing`](role::Failing)
    type Gate;
    /// A node on the left of an `err` edge.
    fn fails(_: Name<N>, _: Port<Self>) -> Role<Self::Gate> {
        Role::new()
    }
}
#[diagnostic::do_not_recommend]
impl<T: role::Fails, N> Fails<N> for T {
    type Gate = T::Gate;
}

/// See [`HasPort`](super::HasPort).
#[diagnostic::on_unimplemented(
    message = "`{N}` has no port `{P}`; it has no further ports",
    label = "no such port",
    note = "a further port is a parameter `name: &mut Out<T>`; errors leave by `-[err]->`"
)]
pub trait HasPort<P, N>: Sized {
    /// The port's name.
    type Name;
    /// Asks a node for the port.
    fn port(_: P, _: Name<N>, _: Port<Self>) -> Role<Self::Name> {
        Role::new()
    }
}
#[diagnostic::do_not_recommend]
impl<T: super::HasPort<P>, P, N> HasPort<P, N> for T {
    type Name = T::Name;
}
