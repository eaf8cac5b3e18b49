//! A graph as it is written, before any name in it means something.

use proc_macro2::{Ident, Span, TokenStream};

use super::parts::{Closure, Header, Label, Settings};
use super::path::Path;
use crate::diag::At;

/// A whole `pipeline!` body.
pub(crate) struct Tree {
    pub(crate) kind: Kind,
    pub(crate) lets: Vec<Let>,
    /// Each with the number of `let`s that stand before it.
    pub(crate) flows: Vec<(usize, Flow)>,
    /// False when some tokens could not be read.
    pub(crate) complete: bool,
}

/// A graph that runs, or one to be used in others.
pub(crate) enum Kind {
    Plain,
    /// `None` for a header that could not be read: `in`, `out` and `err` still mean the ends.
    Sub(Option<Box<Header>>),
}

/// `let NAME settings? = EXPR;`
pub(crate) struct Let {
    pub(crate) name: Ident,
    pub(crate) settings: Option<Given<Settings>>,
    /// `None` when it is missing or wrong, which is reported.
    pub(crate) value: Option<Bound>,
}

/// The right side of a `let`.
pub(crate) enum Bound {
    Expr(TokenStream),
    Closure(Closure),
}

/// `heads (arrow (term | block))*`
pub(crate) struct Flow {
    pub(crate) heads: Vec<Term>,
    pub(crate) steps: Vec<Step>,
}

/// One arrow and what it leads to.
pub(crate) struct Step {
    pub(crate) arrow: Arrow,
    pub(crate) to: Target,
}

pub(crate) enum Target {
    /// One term; none or several after a mistake that was reported.
    Terms(Vec<Term>),
    Block(Vec<Flow>),
}

pub(crate) struct Arrow {
    pub(crate) at: At,
    /// Counts the arrows: two edges with the same number are drawn by one arrow.
    pub(crate) number: usize,
    /// `None` for a label that is wrong, which is reported.
    pub(crate) label: Option<Label>,
}

/// A mention of a node.
pub(crate) struct Term {
    pub(crate) alias: Option<Ident>,
    pub(crate) what: What,
    pub(crate) args: Option<Given<Vec<TokenStream>>>,
    pub(crate) settings: Option<Given<Settings>>,
}

pub(crate) enum What {
    Path(Path),
    /// The keyword; `out` and `err` are read as paths.
    In(Ident),
    /// `None` for a closure that is wrong, which is reported.
    Closure(Option<Closure>, Span),
}

/// Something in parentheses behind a name.
pub(crate) struct Given<T> {
    pub(crate) value: T,
    pub(crate) at: At,
}
