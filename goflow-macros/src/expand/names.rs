//! Names of generated locals, and spans of generated tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::{Exit, Graph};
use crate::graph::model::{EdgeId, NodeId, Value};

/// A span at the place of `user` whose names are not the user's.
pub(crate) fn at(user: Span) -> Span {
    Span::mixed_site().located_at(user)
}

/// A local of the generated code.
pub(crate) fn var(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// Whether generated locals have that name.
fn is_taken(name: &str) -> bool {
    matches!(name, "graph" | "pipe" | "worker" | "value")
        || ["function_", "edge_"].iter().any(|start| name.starts_with(start))
        || name.contains("__")
}

/// Locals of one node: `parse`, `parse__port`, `parse__in` and so on.
pub(crate) struct Names {
    base: String,
    /// Its type says nothing to the user: messages take its name from a type of that name.
    named: bool,
}

impl Names {
    pub(crate) fn of(graph: &Graph<'_>, node: NodeId) -> Self {
        let found = graph.model.nodes.get(node);
        let name = found.map_or_else(String::new, |node| crate::port::text(&node.name));
        let same = graph.model.nodes.iter().filter(|other| crate::port::text(&other.name) == name);
        let base = match found.map(|node| &node.value) {
            Some(Value::In) => "ends__in".into(),
            // A name may be a keyword, stand for several nodes, or be that of another local.
            _ if same.count() > 1 || is_taken(&name) => format!("{name}__{node}"),
            _ if syn::parse_str::<Ident>(&name).is_err() => format!("r__{name}"),
            _ => name,
        };
        let named = !matches!(found.map(|node| &node.value), Some(Value::Path(_)) | None);
        Self { base, named }
    }

    fn with(&self, suffix: &str, span: Span) -> Ident {
        Ident::new(&format!("{}__{suffix}", self.base), at(span))
    }

    /// The node's value.
    pub(crate) fn value(&self) -> Ident {
        // Never the name alone: as a pattern it would be a const or a unit struct of that name.
        self.with("node", Span::mixed_site())
    }
    /// Its place in the graph.
    pub(crate) fn place(&self) -> Ident {
        self.with("place", Span::mixed_site())
    }
    /// Its name as a type, where its own says nothing to the user.
    pub(crate) fn name(&self, span: Span) -> Option<Ident> {
        self.named.then(|| self.with("name", span))
    }
    /// One question about it: `__rt::Trait::function(…)`.
    pub(crate) fn ask(
        &self,
        span: Span,
        of: &str,
        function: &str,
        about: &TokenStream,
    ) -> TokenStream {
        let (of, function) = (Ident::new(of, at(span)), Ident::new(function, at(span)));
        let span = at(span);
        match self.name(span) {
            Some(name) => quote_spanned!(span=> __rt::named::#of::#function(#name, #about)),
            None => quote_spanned!(span=> __rt::#of::#function(#about)),
        }
    }
    /// Its token.
    pub(crate) fn port(&self, span: Span) -> Ident {
        self.with("port", span)
    }
    /// Its settled event type.
    pub(crate) fn input(&self, span: Span) -> Ident {
        self.with("in", span)
    }
    /// Its checked role.
    pub(crate) fn role(&self, span: Span) -> Ident {
        self.with("role", span)
    }
    /// Its `inflight` role.
    pub(crate) fn inflight(&self, span: Span) -> Ident {
        self.with("inflight", span)
    }
    /// What it does with errors that no edge takes.
    pub(crate) fn errors(&self, span: Span) -> Ident {
        self.with("errors", span)
    }
    /// The queue in front of it.
    pub(crate) fn queue(&self) -> Ident {
        self.with("queue", Span::mixed_site())
    }
    /// What leaves it by a port.
    pub(crate) fn events(&self, exit: &Exit, span: Span) -> Ident {
        match exit {
            Exit::Main => self.with("out", span),
            Exit::Err => self.with("failed", span),
            Exit::Port(name) => self.with(&format!("out_{name}"), span),
        }
    }
    /// The name of a further port, once it is known to exist.
    pub(crate) fn port_name(&self, name: &str, span: Span) -> Ident {
        self.with(&format!("name_{name}"), span)
    }
    /// How many take what leaves it by a port.
    pub(crate) fn shared(&self, exit: &Exit, span: Span) -> Ident {
        match exit {
            Exit::Main => self.with("shared", span),
            Exit::Err => self.with("shared_failed", span),
            Exit::Port(name) => self.with(&format!("shared_{name}"), span),
        }
    }
}

/// The function of a `key` or `when` edge.
pub(crate) fn function(edge: EdgeId) -> Ident {
    var(&format!("function_{edge}"))
}

/// What is counted on an edge with a `when` or a queue.
pub(crate) fn count(edge: EdgeId) -> Ident {
    var(&format!("edge_{edge}"))
}
