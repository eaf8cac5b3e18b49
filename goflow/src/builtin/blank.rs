//! A node's value before it has its arguments, and what a path gives that is no node.

/// The type of a function under an attribute, or of a sub-pipeline.
///
/// A graph makes each node as `path { ..Blank::blank() }`: that keeps the type parameters of generic
/// nodes open, and holds for every struct, so that one which is no node is told so here.
#[diagnostic::on_unimplemented(
    message = "a value enters a graph by a `let`",
    label = "not a `#[source]`, `#[task]` or `#[output]`",
    note = "write `let name = …;` with this value before the flow, and `name` here"
)]
pub trait Blank: Sized {
    /// It.
    fn blank() -> Self;
}

/// What is found of a type that has no `in_a_graph` of its own, which is an error already: of what such a
/// node would be nothing is known, and so nothing is said.
pub trait NotANode: Sized {
    /// Never called.
    fn in_a_graph<Given, Arguments, Unknown>(self, _: Given, _: Arguments) -> Unknown {
        std::process::abort()
    }
}
impl<T> NotANode for T {}
