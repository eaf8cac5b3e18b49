//! How a value becomes a node of a graph.

#[cfg(feature = "_file")]
use std::marker::PhantomData;

use crate::check::Port;
use crate::graph::Kind;
use crate::runtime::{Builder, NodeInfo, Place, Settings};
use crate::stage::{Func, Unplaced};

/// What can be put into a graph.
pub trait PlaceNode: Sized {
    /// It, as a part of the graph.
    type Placed: Tagged;
    /// Puts it there.
    fn place(self, graph: &mut Builder, name: &str, settings: Settings) -> (Self::Placed, Place);
}

/// What is part of a graph, and the type that stands for it in messages.
pub trait Tagged {
    /// That type.
    type Tag;
    /// Its token.
    fn port(&self) -> Port<Self::Tag> {
        Port::new()
    }
}

/// Whether a function is a source, a task or an output.
pub trait Kinded {
    /// Which.
    const KIND: Kind;
}

impl<Tag: Kinded, A> PlaceNode for Unplaced<Tag, A> {
    type Placed = Func<Tag, A>;
    fn place(self, graph: &mut Builder, name: &str, settings: Settings) -> (Func<Tag, A>, Place) {
        let info = NodeInfo::new(name, Tag::KIND, settings);
        let place = graph.add_node(info.clone());
        (Unplaced::place(self, info), place)
    }
}

/// With a type of no size, which is unknown where an event of the function is not `Send`.
impl<N: PlaceNode> PlaceNode for (N, [(); 0]) {
    type Placed = N::Placed;
    fn place(self, graph: &mut Builder, name: &str, settings: Settings) -> (N::Placed, Place) {
        self.0.place(graph, name, settings)
    }
}

impl<Tag, A> Tagged for Func<Tag, A> {
    type Tag = Tag;
}

/// What stands behind a `let` and is no node.
///
/// It is implemented for values of connectors only, which are nodes by themselves unless their functions
/// have refused their events.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no source, task or output",
    label = "cannot be a node of the graph",
    note = "a function under `#[source]`, `#[task]` or `#[output]` needs no `let`: write `name: function(…)` in a flow",
    note = "a type of your own is one once it has `goflow::Source`, `goflow::Task` or `goflow::Output`",
    note = "a graph owns its nodes: give it a value, not a reference to it"
)]
pub trait NoNode {
    /// What stands there.
    type Node: PlaceNode;
}

impl<Tag, A> Unplaced<Tag, A> {
    /// It is a node already: a graph asks twice, since the first answer may be [`ByReference`].
    #[doc(hidden)]
    pub fn __goflow_node(self) -> Self {
        self
    }
}

/// A reference to the value of a connector, which is no node.
#[cfg(feature = "_file")]
#[derive(Debug)]
pub struct ByReference<'a, C>(PhantomData<&'a C>);

#[cfg(feature = "_file")]
impl<'a, C> ByReference<'a, C> {
    pub(crate) fn to(_: &'a C) -> Self {
        Self(PhantomData)
    }
}

/// The last resort of the method that makes a `let` a node: it says that there is none.
pub trait IntoNode {
    /// Never succeeds.
    fn __goflow_node(&self) -> Self::Node
    where
        Self: NoNode,
    {
        unreachable_node()
    }
}
impl<T> IntoNode for T {}

fn unreachable_node<N>() -> N {
    // A program that calls this has been refused.
    std::process::abort()
}
