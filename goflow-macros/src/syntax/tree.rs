//! A graph as it is written, before any name in it means something.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

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
    pub(crate) unread: Unread,
}

/// What may lead to a node and could not be read.
#[derive(Default)]
pub(crate) struct Unread {
    /// A node is missing, and that may be any.
    pub(crate) any: bool,
    /// Words among the tokens that were passed over.
    pub(crate) words: HashSet<String>,
}

impl Unread {
    /// Notes all words of these tokens.
    pub(crate) fn pass(&mut self, tokens: &[TokenTree]) {
        for token in tokens {
            match token {
                TokenTree::Ident(word) => {
                    self.words.insert(crate::port::text(word));
                }
                TokenTree::Group(group) => {
                    self.pass(&group.stream().into_iter().collect::<Vec<_>>());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
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
    /// An expression, which is no node, and the name of what it calls; that is reported.
    Value(TokenStream, Ident),
}

/// Something in parentheses behind a name.
pub(crate) struct Given<T> {
    pub(crate) value: T,
    pub(crate) at: At,
}
