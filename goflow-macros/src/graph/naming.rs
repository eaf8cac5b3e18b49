//! Which node a name means, and whether it is still free.

use proc_macro2::{Ident, Span};

use super::model::{NodeId, Value};
use super::names::{Found, Known};
use super::resolve::Resolver;
use crate::messages;
use crate::syntax::{Closure, Path};

impl Resolver<'_> {
    /// A path without an alias: its last segment is its name.
    pub(super) fn said(&mut self, path: Path) -> Option<NodeId> {
        let text = path.text();
        let name = path.name.clone();
        let clash = match self.names.find(&path, &text) {
            Found::Known(known) => return known.node,
            Found::Clash(first) => {
                let message = messages::two_paths(&first.shown, &text, &name);
                self.diag.error(path.at(), message);
                Some(first.node)
            }
            Found::Nothing => {
                if self.is_end(&name) {
                    let message = messages::path_reserved(&name, &text);
                    self.diag.error(path.at(), message);
                }
                None
            }
        };
        let node = Some(self.node(name.clone(), Value::Path(path.stream())));
        if let Some(first) = clash {
            self.excuse(first);
            self.excuse(node);
        }
        // The second owner too: what is said of it later is no new mistake.
        self.own(&name, text.clone(), Some(text), node);
        node
    }

    /// `NAME: PATH`
    pub(super) fn named(&mut self, alias: Ident, path: Path) -> NodeId {
        self.let_said(&alias);
        let text = path.text();
        let own_name = alias == path.name;
        let shown = if own_name { text.clone() } else { format!("{alias}: {text}") };
        let first = self.names.get(&alias).map(|first| (first.span, first.node, &first.shown));
        if let Some((span, other, first)) = first {
            // Said in the same words again, it is clear which node is meant.
            let same = other.filter(|_| *first == shown);
            let stream = path.stream();
            let node = same.unwrap_or_else(|| self.node(alias.clone(), Value::Path(stream)));
            self.name_taken(&alias, span, other, Some(node));
            return node;
        }
        let node = self.node(alias.clone(), Value::Path(path.stream()));
        self.own(&alias, shown, own_name.then_some(text), Some(node));
        node
    }

    pub(super) fn closure(
        &mut self,
        closure: Option<Closure>,
        span: Span,
        alias: Option<Ident>,
    ) -> Option<NodeId> {
        let Some(alias) = self.usable(alias) else {
            let name = self.next_closure(span);
            return closure.map(|closure| self.node(name, Value::Closure(closure)));
        };
        self.under_alias(alias, "|…|", closure.map(Value::Closure))
    }

    /// A node that has no path to be known by, under the name that it is given.
    pub(super) fn under_alias(
        &mut self,
        alias: Ident,
        what: &str,
        value: Option<Value>,
    ) -> Option<NodeId> {
        self.let_said(&alias);
        let first = self.names.get(&alias).map(|first| (first.span, first.node));
        let node = value.map(|value| self.node(alias.clone(), value));
        match first {
            Some((span, other)) => self.name_taken(&alias, span, other, node),
            None => self.own(&alias, format!("{alias}: {what}"), None, node),
        }
        node
    }

    /// `closure_1`, `closure_2`, …: without those that the graph already says.
    fn next_closure(&mut self, span: Span) -> Ident {
        loop {
            self.closures += 1;
            let name = format!("closure_{}", self.closures);
            if !self.taken.contains(&name) {
                return Ident::new(&name, span);
            }
        }
    }

    /// The alias, unless the word has another meaning.
    pub(super) fn usable(&mut self, alias: Option<Ident>) -> Option<Ident> {
        let alias = alias?;
        if alias == "discard" || self.is_end(&alias) {
            self.diag.error(alias.span(), messages::name_reserved(&alias));
            return None;
        }
        Some(alias)
    }

    /// `out` and `err` in a sub-pipeline; `in` is a keyword, and so never a name.
    pub(super) fn is_end(&self, name: &Ident) -> bool {
        self.sub && (name == "out" || name == "err")
    }

    pub(super) fn name_taken(
        &mut self,
        name: &Ident,
        first: Span,
        other: Option<NodeId>,
        node: Option<NodeId>,
    ) {
        let second = (first, messages::FIRST_GIVEN);
        self.diag.error_with(name.span(), messages::name_taken(name), second);
        self.excuse(other);
        self.excuse(node);
    }

    fn own(&mut self, name: &Ident, shown: String, path: Option<String>, node: Option<NodeId>) {
        let known = Known { shown, path, node, span: name.span(), by_let: false };
        self.names.insert(name, known);
    }
}
