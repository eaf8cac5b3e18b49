//! What a `pipeline!` says once every name in it is resolved: the input of code generation.

use proc_macro2::{Ident, Span, TokenStream};

use crate::syntax::{Closure, Header, Label, Settings, Unread};

/// Index of a node in [`Model::nodes`].
pub(crate) type NodeId = usize;
/// Index of an edge in [`Model::edges`].
pub(crate) type EdgeId = usize;

/// A whole graph: nodes in the order of their first mention, edges in source order.
pub(crate) struct Model {
    /// The `fn` header of a sub-pipeline; `None` for a plain graph.
    pub(crate) header: Option<Header>,
    /// A sub-pipeline, though its header may be one that could not be read.
    pub(crate) is_item: bool,
    /// `let`s in source order. Each is a node of the graph as well (`Value::Let`).
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// False when some statement could not be read: then nothing may be said about what is missing.
    pub(crate) complete: bool,
    pub(crate) unread: Unread,
    pub(crate) told: Told,
}

/// What is already said of a whole sub-pipeline: that of a single node is only a consequence.
#[derive(Clone, Copy, Default)]
pub(crate) struct Told {
    /// It never uses `in`: so a task in it may have nothing that feeds it.
    pub(crate) in_unused: bool,
    /// It never reaches `out`: so a task in it may lead nowhere.
    pub(crate) out_unreached: bool,
}

impl Model {
    /// Whether something that could not be read may lead to the node.
    pub(crate) fn may_be_fed(&self, node: &Node) -> bool {
        node.may_be_fed(&self.unread)
    }
}

/// One instance of a task, source or output.
pub(crate) struct Node {
    /// The name it goes by (alias, last path segment, `let` name or `closure_N`), spanned at its first mention.
    pub(crate) name: Ident,
    pub(crate) value: Value,
    /// Arguments in parentheses, raw expressions; `None` when no parentheses were written.
    pub(crate) args: Option<Vec<TokenStream>>,
    pub(crate) settings: Settings,
    /// A mistake at one of its edges, or in its name, is already reported: what the node lacks
    /// (a feed, a way on) may only be a consequence and must not be said.
    pub(crate) excused: bool,
    /// The same of the left end of an edge that was left out: only a way on may be lacking.
    pub(crate) leads: bool,
    /// That nothing leads to it is told by what its settings say of events that come in.
    pub(crate) told_unfed: bool,
}

impl Node {
    /// Whether something that could not be read may lead to it.
    pub(crate) fn may_be_fed(&self, unread: &Unread) -> bool {
        self.excused || unread.any || unread.words.contains(&crate::port::text(&self.name))
    }

    /// Whether it may lack something because of a mistake that is reported.
    pub(crate) fn is_excused(&self) -> bool {
        self.excused || self.leads
    }
}

/// What a node is made from.
pub(crate) enum Value {
    /// A path to an annotated function or a sub-pipeline, turbofish included.
    Path(TokenStream),
    /// `let NAME = EXPR`, raw tokens of the expression.
    Let(TokenStream),
    /// The same where no edge leads to or from it, which is reported: whether it could be a node
    /// at all need not be asked. `named`: other expressions take it for a value.
    Unused {
        tokens: TokenStream,
        named: bool,
    },
    /// `let NAME = |x: T| …` or a closure that stands in the flow.
    Closure(Closure),
    /// The built-in that takes anything.
    Discard,
    /// The ends of a sub-pipeline.
    In,
    Out,
    Err,
}

/// One connection, from a port of one node to another node.
pub(crate) struct Edge {
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) label: Label,
    /// The arrow that draws it (`->` or `-[`).
    pub(crate) arrow: Span,
    /// Its last token, the `>`: on stable Rust `arrow` is only the `-`, and a caret over all of it
    /// needs a token at each end.
    pub(crate) arrow_end: Span,
    /// The mention of the left node this edge was drawn from.
    pub(crate) left: Span,
    /// The mention of the right node.
    pub(crate) right: Span,
}
