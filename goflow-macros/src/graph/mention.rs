//! What one mention of a node means: an old node or a new one.

use proc_macro2::{Ident, Span, TokenStream};

use super::model::{NodeId, Value};
use super::names;
use super::resolve::Resolver;
use super::values::lone_setting;
use crate::diag::At;
use crate::messages;
use crate::syntax::{Given, Path, Settings, Term, What};

/// A place where a node is said.
#[derive(Clone, Copy)]
pub(super) struct Mention {
    /// `None` when it is no node, which is reported.
    pub(super) node: Option<NodeId>,
    /// Counts the mentions.
    pub(super) number: usize,
    /// Its name.
    pub(super) span: Span,
    /// Its path, or its name.
    pub(super) at: At,
}

/// What stands around the path of a term.
struct Around {
    alias: Option<Ident>,
    args: Option<Given<Vec<TokenStream>>>,
    settings: Option<Given<Settings>>,
}

impl Around {
    /// A place to point at where nothing of this may stand.
    fn place(&self) -> Option<At> {
        let args = self.args.as_ref().map(|given| given.at);
        let settings = self.settings.as_ref().map(|given| given.at);
        self.alias.as_ref().map(|name| name.span().into()).or(args).or(settings)
    }
}

impl Resolver<'_> {
    pub(super) fn mention(&mut self, term: Term) -> Mention {
        let Term { alias, what, args, settings } = term;
        let around = Around { alias, args, settings };
        self.mentions += 1;
        let number = self.mentions;
        match what {
            What::In(word) => {
                let span = word.span();
                let node = if self.sub {
                    Some(self.end(word, Value::In, &around))
                } else {
                    self.diag.error(span, messages::IN_PLAIN_GRAPH);
                    self.meant_sub = true;
                    None
                };
                Mention { node, number, span, at: span.into() }
            }
            What::Closure(closure, span) => {
                let at = closure.as_ref().map_or(span, |closure| closure.span).into();
                Mention { node: self.closure(closure, span, around.alias), number, span, at }
            }
            What::Value(expr, name) => {
                let span = name.span();
                // It is made all the same: rustc may have more to say of it.
                let made = self.node(name, Value::Unused { tokens: expr, named: false });
                self.excuse(Some(made));
                Mention { node: None, number, span, at: span.into() }
            }
            What::Path(path) => {
                let (span, at) = (path.name.span(), path.at());
                Mention { node: self.path(path, around), number, span, at }
            }
        }
    }

    /// `in`, `out` or `err`, one node each.
    fn end(&mut self, word: Ident, value: Value, around: &Around) -> NodeId {
        if let Some(at) = around.place() {
            self.diag.error(at, messages::end_with_more(&word));
        }
        let same = |node: &super::model::Node| {
            std::mem::discriminant(&node.value) == std::mem::discriminant(&value)
        };
        match self.nodes.iter().position(same) {
            Some(node) => node,
            None => self.node(word, value),
        }
    }

    fn path(&mut self, path: Path, mut around: Around) -> Option<NodeId> {
        if path.is_bare() && self.is_end(&path.name) {
            let value = if path.name == "out" { Value::Out } else { Value::Err };
            return Some(self.end(path.name, value, &around));
        }
        if self.meant_sub && path.is_bare() && (path.name == "out" || path.name == "err") {
            return None;
        }
        self.let_said(&path.name);
        // The name of the built-in can only be had by a `let`.
        let by_let = path.is_bare() && self.names.get(&path.name).is_some_and(|name| name.by_let);
        if path.name_only() && !by_let && self.itself == Some(names::key(&path.name)) {
            self.diag.error(path.at(), messages::holds_itself(&path.name));
            return None;
        }
        if path.is_bare() && path.name == "discard" && !by_let {
            return self.discard(path.name, around);
        }
        let node = match self.usable(around.alias.take()) {
            Some(alias) if by_let => {
                self.diag.error(alias.span(), messages::let_under_alias(&path.name));
                self.said(path)
            }
            Some(alias) => Some(self.named(alias, path)),
            None => self.said(path),
        };
        if let Some(node) = node {
            self.give(node, around.args, around.settings);
        }
        node
    }

    /// Each mention is its own node, and may have a name and settings.
    fn discard(&mut self, name: Ident, around: Around) -> Option<NodeId> {
        let Around { alias, args, settings } = around;
        let node = match self.usable(alias) {
            Some(alias) => self.under_alias(alias, "discard", Some(Value::Discard)),
            None => Some(self.node(name, Value::Discard)),
        };
        if let Some(args) = args {
            let message = match lone_setting(&args.value) {
                Some(word) => messages::setting_value(word),
                None => messages::arguments("discard", &[]),
            };
            self.diag.error(args.at, message);
        }
        if let Some(node) = node {
            self.give(node, None, settings);
        }
        node
    }
}
