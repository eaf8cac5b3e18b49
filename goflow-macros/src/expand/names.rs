//! Names of generated locals, and spans of generated tokens.

use proc_macro2::{Ident, Span};

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

/// Locals of one node: `parse`, `parse__port`, `parse__in` and so on.
pub(crate) struct Names {
    base: String,
}

impl Names {
    pub(crate) fn of(graph: &Graph<'_>, node: NodeId) -> Self {
        let found = graph.model.nodes.get(node);
        let name = found.map_or_else(String::new, |node| crate::port::text(&node.name));
        let same = graph.model.nodes.iter().filter(|other| crate::port::text(&other.name) == name);
        let base = match found.map(|node| &node.value) {
            Some(Value::In) => "ends__in".into(),
            // A name may be a keyword, or stand for several nodes.
            _ if same.count() > 1 => format!("{name}__{node}"),
            _ if syn::parse_str::<Ident>(&name).is_err() => format!("r__{name}"),
            _ => name,
        };
        Self { base }
    }

    fn with(&self, suffix: &str, span: Span) -> Ident {
        Ident::new(&format!("{}__{suffix}", self.base), at(span))
    }

    /// The node's value.
    pub(crate) fn value(&self) -> Ident {
        var(&self.base)
    }
    /// Its place in the graph.
    pub(crate) fn place(&self) -> Ident {
        self.with("place", Span::mixed_site())
    }
    /// The node as a type.
    pub(crate) fn tag(&self) -> Ident {
        self.with("tag", Span::mixed_site())
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

/// The count of a `when` edge.
pub(crate) fn refused(edge: EdgeId) -> Ident {
    var(&format!("refused_{edge}"))
}
