//! The graph as data: queues, and every edge in source order.

use proc_macro2::TokenStream;
use quote::quote;

use super::Graph;
use super::names::{Names, count, var};
use crate::graph::model::Value;
use crate::syntax::Label;

pub(crate) fn expand(graph: &Graph<'_>) -> TokenStream {
    let builder = var("graph");
    let queues = graph.model.nodes.iter().enumerate().filter_map(|(id, node)| {
        if !graph.is_queued(id) || matches!(node.value, Value::Out | Value::Err) {
            return None;
        }
        let names = Names::of(graph, id);
        let (queue, place) = (names.queue(), names.place());
        let input = names.input(queue.span());
        Some(quote!(let #queue = #builder.queue(#input, &#place);))
    });
    let edges = graph.model.edges.iter().enumerate().map(|(id, edge)| {
        let (from, to) = (Names::of(graph, edge.from), Names::of(graph, edge.to));
        let (from, to_place) = (from.place(), to.place());
        let label = match &edge.label {
            Label::Main => quote!(Main),
            Label::Err(_) => quote!(Err),
            Label::Key(_) => quote!(Key),
            Label::When(_) => quote!(When),
            Label::Port(name) => {
                let name = crate::port::text(name);
                quote!(Port(::std::string::String::from(#name)))
            }
        };
        let end = matches!(
            graph.model.nodes.get(edge.to).map(|node| &node.value),
            Some(Value::Out | Value::Err)
        );
        let queued = !graph.is_fused(id) && !end;
        let draw = if !queued {
            quote!(#builder.edge(&#from, &#to_place, __rt::Label::#label))
        } else {
            let queue = to.queue();
            quote!(#builder.queue_edge(&#from, &#to_place, __rt::Label::#label, &#queue))
        };
        if queued || matches!(edge.label, Label::When(_)) {
            let count = count(id);
            quote!(let #count = #draw;)
        } else {
            quote!(#draw;)
        }
    });
    quote!(#(#queues)* #(#edges)*)
}
