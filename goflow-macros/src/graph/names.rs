//! Which node a name means.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

use super::model::NodeId;
use crate::syntax::{Flow, Path, Target, Term, Tree, What};

/// The names given so far.
#[derive(Default)]
pub(super) struct Names {
    known: HashMap<String, Vec<Known>>,
}

/// One owner of a name. A second one is a mistake, and is kept so that it is reported once.
pub(super) struct Known {
    /// What it is called in a message: `tasks::parse`, `twice: parse`, `let store`.
    pub(super) shown: String,
    /// The path that means it, wherever it is said.
    pub(super) path: Option<String>,
    /// `None` for what was given a name and could not be read.
    pub(super) node: Option<NodeId>,
    pub(super) span: Span,
    pub(super) by_let: bool,
}

/// What a path stands for.
pub(super) enum Found<'a> {
    Nothing,
    Known(&'a Known),
    /// Another path has the name.
    Clash(&'a Known),
}

impl Names {
    pub(super) fn insert(&mut self, name: &Ident, known: Known) {
        self.known.entry(key(name)).or_default().push(known);
    }

    /// The first owner of a name.
    pub(super) fn get(&self, name: &Ident) -> Option<&Known> {
        self.known.get(&key(name))?.first()
    }

    /// A path means the node that has it; a bare name, whoever has the name.
    pub(super) fn find(&self, path: &Path, text: &str) -> Found<'_> {
        let owners = self.known.get(&key(&path.name)).map(Vec::as_slice).unwrap_or_default();
        let Some(first) = owners.first() else {
            return Found::Nothing;
        };
        match owners.iter().find(|known| known.path.as_deref() == Some(text)) {
            Some(known) => Found::Known(known),
            None if path.is_bare() => Found::Known(first),
            None => Found::Clash(first),
        }
    }
}

/// Names are compared as text; `r#type` and `type` are the same name.
pub(super) fn key(name: &Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// Every name that stands in the graph: a closure without one must not get any of them.
pub(super) fn all(tree: &Tree) -> HashSet<String> {
    let mut names: HashSet<String> = tree.lets.iter().map(|binding| key(&binding.name)).collect();
    for (_, flow) in &tree.flows {
        in_flow(flow, &mut names);
    }
    names
}

fn in_flow(flow: &Flow, names: &mut HashSet<String>) {
    in_terms(&flow.heads, names);
    for step in &flow.steps {
        match &step.to {
            Target::Terms(terms) => in_terms(terms, names),
            Target::Block(flows) => flows.iter().for_each(|flow| in_flow(flow, names)),
        }
    }
}

fn in_terms(terms: &[Term], names: &mut HashSet<String>) {
    for term in terms {
        names.extend(term.alias.as_ref().map(key));
        if let What::Path(path) = &term.what {
            names.insert(key(&path.name));
        }
    }
}
