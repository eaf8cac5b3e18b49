//! From a graph to the code that checks, builds and runs it.
//!
//! The code has four parts, each in a file: `nodes` makes the values, `checks` compares types in
//! the order in which events flow, `edges` draws the graph, `stages` puts together what runs in
//! one worker. All names that it introduces are hygienic; all spans are those of the token that a
//! mistake would be about.

mod caret;
mod checks;
mod edges;
mod names;
mod nodes;
mod stages;
mod sub;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::diag::Diag;
use crate::graph::model::{Edge, EdgeId, NodeId};
use crate::graph::{Model, Stages, read};
use crate::syntax::Label;

/// Expands a whole `pipeline!`, given as `(crate path) graph`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    let krate = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => quote!(::goflow),
    };
    let mut diag = Diag::new();
    let model = read(tokens.collect(), &mut diag);
    let graph = Graph::new(&model, krate);
    let errors = (!diag.is_empty()).then(|| diag.into_compile_errors());
    match &model.header {
        Some(header) => sub::expand(&graph, header, errors),
        // Where an item stands there is no place for an expression.
        None if model.is_item => errors.unwrap_or_default(),
        None => plain(&graph, errors),
    }
}

fn plain(graph: &Graph<'_>, errors: Option<TokenStream>) -> TokenStream {
    let var = names::var("graph");
    let (nodes, checks) = (nodes::expand(graph), checks::expand(graph));
    let rest = match &errors {
        None => {
            let (edges, stages) = (edges::expand(graph), stages::expand(graph));
            quote! { #edges #stages __rt::pipeline(#var) }
        }
        Some(_) => quote!(__rt::wrong()),
    };
    let import = graph.import();
    quote! {{
        #import
        #errors
        let mut #var = __rt::Builder::new();
        #nodes
        #checks
        #rest
    }}
}

/// A model with all that expansion asks of it often.
pub(crate) struct Graph<'a> {
    pub(crate) model: &'a Model,
    pub(crate) krate: TokenStream,
    pub(crate) stages: Stages,
    inbound: Vec<Vec<EdgeId>>,
    outbound: Vec<Vec<EdgeId>>,
}

impl<'a> Graph<'a> {
    fn new(model: &'a Model, krate: TokenStream) -> Self {
        let (mut inbound, mut outbound) =
            (vec![Vec::new(); model.nodes.len()], vec![Vec::new(); model.nodes.len()]);
        for (id, edge) in model.edges.iter().enumerate() {
            if let Some(list) = inbound.get_mut(edge.to) {
                list.push(id);
            }
            if let Some(list) = outbound.get_mut(edge.from) {
                list.push(id);
            }
        }
        Self { model, krate, stages: crate::graph::stages(model), inbound, outbound }
    }

    /// Brings `__rt` into scope. The crate's path comes with spans of its own, which would stand in
    /// every call; a plain name is spanned where the call is.
    pub(crate) fn import(&self) -> TokenStream {
        let krate = &self.krate;
        quote! {
            #[allow(unused_imports)]
            use #krate::__rt::{self, MayFail as _, NotANode as _, Unsettled as _};
        }
    }

    /// Edges into a node, in source order.
    pub(crate) fn inbound(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, &'a Edge)> + '_ {
        let ids = self.inbound.get(node).into_iter().flatten();
        ids.filter_map(|id| self.model.edges.get(*id).map(|edge| (*id, edge)))
    }

    /// Edges out of a node, in source order.
    pub(crate) fn outbound(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, &'a Edge)> + '_ {
        let ids = self.outbound.get(node).into_iter().flatten();
        ids.filter_map(|id| self.model.edges.get(*id).map(|edge| (*id, edge)))
    }

    /// Edges that leave a node by one of its ports.
    pub(crate) fn leaving(
        &self,
        node: NodeId,
        port: &'a Exit,
    ) -> impl Iterator<Item = (EdgeId, &'a Edge)> + '_ {
        self.outbound(node).filter(move |(_, edge)| Exit::of(&edge.label) == *port)
    }

    /// The ports of a node that edges leave by, the main one first.
    pub(crate) fn exits(&self, node: NodeId) -> Vec<Exit> {
        let mut exits = Vec::new();
        for (_, edge) in self.outbound(node) {
            let exit = Exit::of(&edge.label);
            if !exits.contains(&exit) {
                exits.push(exit);
            }
        }
        exits
    }

    /// Whether a queue stands in front of a node.
    pub(crate) fn is_queued(&self, node: NodeId) -> bool {
        self.inbound(node).any(|(id, _)| !self.is_fused(id))
    }

    /// Whether several take what leaves a node by one port.
    pub(crate) fn fans_out(&self, node: NodeId) -> bool {
        self.exits(node).iter().any(|exit| self.leaving(node, exit).count() > 1)
    }

    /// Whether others take what a node takes.
    pub(crate) fn is_shared(&self, node: NodeId) -> bool {
        self.inbound(node)
            .any(|(_, edge)| self.leaving(edge.from, &Exit::of(&edge.label)).count() > 1)
    }

    pub(crate) fn is_fused(&self, edge: EdgeId) -> bool {
        self.stages.fused.get(edge).copied().unwrap_or(false)
    }
}

/// Where an edge leaves its node.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Exit {
    Main,
    Err,
    Port(String),
}

impl Exit {
    pub(crate) fn of(label: &Label) -> Self {
        match label {
            Label::Main | Label::Key(_) | Label::When(_) => Self::Main,
            Label::Err(_) => Self::Err,
            Label::Port(name) => Self::Port(crate::port::text(name)),
        }
    }
}
