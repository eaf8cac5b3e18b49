//! What a node is made from: its `let`, its arguments and its settings.

use proc_macro2::{Ident, TokenStream};

use super::model::{NodeId, Value};
use super::names::{self, Known};
use super::resolve::Resolver;
use crate::diag::At;
use crate::messages;
use crate::syntax::{self, Bound, Given, Let, Settings};
use crate::words;

/// Where arguments and settings of a node were given.
#[derive(Default)]
pub(super) struct GivenAt {
    args: Option<At>,
    settings: Option<At>,
}

impl Resolver<'_> {
    /// Makes the `let` of this name a node if it is not one yet. Those before it come first:
    /// values are made in source order, so that each may move what the next one no longer needs.
    pub(super) fn let_said(&mut self, name: &Ident) {
        let name = names::key(name);
        while self.later.contains(&name) && self.next_let().is_some() {}
    }

    pub(super) fn next_let(&mut self) -> Option<()> {
        let Let { name, settings, value } = self.bindings.pop_front()?;
        self.said += 1;
        let key = names::key(&name);
        // A second `let` of the name is the next one with it, and reported when its turn comes.
        if !self.bindings.iter().any(|binding| names::key(&binding.name) == key) {
            self.later.remove(&key);
        }
        if let Some(first) = self.names.get(&name) {
            let (span, other) = (first.span, first.node);
            self.name_taken(&name, span, other, None);
            return Some(());
        }
        if self.is_end(&name) {
            self.diag.error(name.span(), messages::name_reserved(&name));
            return Some(());
        }
        let value = value.map(|value| match value {
            Bound::Expr(tokens) => Value::Let(tokens),
            Bound::Closure(closure) => Value::Closure(closure),
        });
        let node = value.map(|value| self.node(name.clone(), value));
        let shown = messages::by_let(&name);
        self.names
            .insert(&name, Known { shown, path: None, node, span: name.span(), by_let: true });
        if let Some(node) = node {
            self.lets.push(node);
            self.give(node, None, settings);
        }
        Some(())
    }

    /// Arguments and settings stand once per node, at whichever mention.
    pub(super) fn give(
        &mut self,
        id: NodeId,
        args: Option<Given<Vec<TokenStream>>>,
        settings: Option<Given<Settings>>,
    ) {
        let (Some(node), Some(given)) = (self.nodes.get_mut(id), self.given.get_mut(id)) else {
            return;
        };
        if let Some(args) = args {
            let word = lone_setting(&args.value).filter(|_| !matches!(node.value, Value::Path(_)));
            if let Some(word) = word {
                self.diag.error(args.at, messages::setting_value(word));
            } else if !matches!(node.value, Value::Path(_)) {
                self.diag.error(args.at, messages::args_for_let(&node.name));
            } else if let Some(first) = given.args {
                let again = messages::args_again(&node.name);
                self.diag.error_with(args.at, again, (first, messages::FIRST_GIVEN));
            } else {
                node.args = Some(args.value);
                given.args = Some(args.at);
            }
        }
        if let Some(settings) = settings {
            if let Some(first) = given.settings {
                let again = messages::settings_again(&node.name);
                self.diag.error_with(settings.at, again, (first, messages::FIRST_GIVEN));
            } else {
                node.settings = settings.value;
                given.settings = Some(settings.at);
            }
        }
    }
}

/// The `c` in `(c)` of a node that has no arguments.
pub(super) fn lone_setting(args: &[TokenStream]) -> Option<String> {
    let [arg] = args else { return None };
    let tokens: Vec<_> = arg.clone().into_iter().collect();
    syntax::is_lone_setting(&tokens).then(|| words::text(&tokens))
}
