//! What runs in one worker: for each stage a function that makes one, from its last node to its
//! first.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names::{Names, count, function, var};
use super::{Exit, Graph};
use crate::graph::model::{Edge, EdgeId, NodeId, Value};
use crate::syntax::Label;

/// How many nodes follow each other before types are cut: they would grow without end.
const SEGMENT: usize = 12;

pub(crate) fn expand(graph: &Graph<'_>) -> TokenStream {
    let builder = var("graph");
    let roots = graph.stages.order.iter().filter(|id| is_root(graph, **id));
    let stages = roots.map(|root| {
        let mut stage = Stage::new(graph);
        let job = stage.root(*root);
        let (code, clones) = (&stage.code, stage.clones());
        let (place, worker) = (Names::of(graph, *root).place(), var("worker"));
        quote! {
            #builder.stage(&#place, {
                #clones
                move |#worker| { #code #job }
            });
        }
    });
    let told = told(graph);
    quote!(#told #(#stages)*)
}

/// A value may have methods of its own of these names, for events that can do more than it asks of
/// them. They are called where the events' types are known by the edges, not yet by the `let`.
fn told(graph: &Graph<'_>) -> TokenStream {
    let takes = |id: &NodeId| graph.inbound(*id).next().is_some();
    let lets = graph.model.nodes.iter().enumerate();
    let lets = lets.filter(|(_, node)| matches!(node.value, Value::Let(_)));
    let values: Vec<_> =
        lets.map(|(id, _)| id).filter(takes).map(|id| Names::of(graph, id).value()).collect();
    if values.is_empty() {
        return TokenStream::new();
    }
    quote! {{
        #[allow(unused_imports)]
        use __rt::TypeKnown as _;
        #(#values.__goflow_deserialize(); #values.__goflow_record();)*
    }}
}

/// What a worker outside of a sub-pipeline sends its events to.
pub(crate) fn enter(graph: &Graph<'_>) -> TokenStream {
    let worker = var("worker");
    let ends = graph.model.nodes.iter().position(|node| matches!(node.value, Value::In));
    let Some(id) = ends else {
        return quote!(|_| ::core::unreachable!());
    };
    let mut stage = Stage::new(graph);
    let next = stage.exit(id, &Exit::Main, 0);
    let (code, clones) = (&stage.code, stage.clones());
    let events = Names::of(graph, id).events(&Exit::Main, worker.span());
    quote!({ #clones move |#worker| { #code __rt::boxed(#events, #next) } })
}

fn is_root(graph: &Graph<'_>, id: NodeId) -> bool {
    let ends = graph.model.nodes.get(id).map(|node| &node.value);
    if matches!(ends, Some(Value::In | Value::Out | Value::Err) | None) {
        return false;
    }
    graph.is_queued(id) || graph.inbound(id).next().is_none()
}

struct Stage<'a> {
    graph: &'a Graph<'a>,
    /// Nodes made so far, from the last to the first.
    code: TokenStream,
    /// Queues that this stage sends to, or reads from.
    queues: BTreeSet<String>,
    /// The far ends of a sub-pipeline that this stage sends to.
    ends: BTreeSet<&'static str>,
}

impl<'a> Stage<'a> {
    fn new(graph: &'a Graph<'a>) -> Self {
        Self { graph, code: TokenStream::new(), queues: BTreeSet::new(), ends: BTreeSet::new() }
    }

    fn clones(&self) -> TokenStream {
        let queues = self.queues.iter().map(|name| var(name));
        let ends = self.ends.iter().map(|name| {
            let (local, pipe, field) = (var(&format!("ends__{name}")), var("pipe"), var(name));
            quote!(let #local = #pipe.#field.clone();)
        });
        quote!(#(let #queues = #queues.clone();)* #(#ends)*)
    }

    /// The first node of the stage, as a job.
    fn root(&mut self, id: NodeId) -> TokenStream {
        let graph = self.graph;
        let names = Names::of(graph, id);
        let worker = var("worker");
        let span = worker.span();
        let value = names.value();
        let inflight = graph.model.nodes.get(id).is_some_and(|n| n.settings.inflight.is_some());
        if graph.inbound(id).next().is_none() {
            let (next, errors, ports) = self.results(id, 1, true);
            let role = names.role(span);
            return quote!(__rt::source(#worker, &#value, #role, #next, #errors, #ports));
        }
        let queue = self.queue(&names);
        if inflight {
            let (next, errors, ports) = self.results(id, 1, false);
            let input = names.inflight(span);
            return quote! {
                __rt::inflight_stage(#worker, &#queue, &#value, #input, #next, #errors, #ports)
            };
        }
        self.node(id, 0);
        quote!(__rt::receive(#worker, &#queue, #value))
    }

    fn queue(&mut self, names: &Names) -> Ident {
        let queue = names.queue();
        self.queues.insert(queue.to_string());
        queue
    }

    /// Makes a node and all that follows it in the stage.
    fn node(&mut self, id: NodeId, depth: usize) {
        let graph = self.graph;
        // Behind a segment an event is no longer lent, so none stands right behind a fan-out.
        let room = if graph.fans_out(id) { SEGMENT / 2 } else { SEGMENT };
        let cut = depth + 1 >= room && !graph.is_shared(id);
        let (next, errors, ports) = self.results(id, if cut { 0 } else { depth + 1 }, false);
        let names = Names::of(graph, id);
        let worker = var("worker");
        let (value, input) = (names.value(), names.input(worker.span()));
        self.code.extend(quote! {
            let #value = __rt::node(#worker, &#value, #input, #next, #errors, #ports);
        });
        if cut {
            self.code.extend(quote!(let #value = __rt::segment(#input, #value);));
        }
    }

    /// What follows a node: by its main port, its `err` port, and its further ports.
    fn results(
        &mut self,
        id: NodeId,
        depth: usize,
        source: bool,
    ) -> (TokenStream, TokenStream, TokenStream) {
        let graph = self.graph;
        let names = Names::of(graph, id);
        let span = var("worker").span();
        let _ = source;
        let exits = graph.exits(id);
        let main = if exits.contains(&Exit::Main) {
            self.exit(id, &Exit::Main, depth)
        } else {
            quote!(__rt::Nothing)
        };
        let errors = if exits.contains(&Exit::Err) {
            let to = self.exit(id, &Exit::Err, 0);
            quote!(__rt::Errors::edge(#to))
        } else {
            let errors = names.errors(span);
            quote!(#errors())
        };
        let mut ports = quote!(__rt::Ports::default());
        for exit in &exits {
            if let Exit::Port(name) = exit {
                let (events, to) = (names.events(exit, span), self.exit(id, exit, 0));
                ports = quote!(#ports.with(#name, #events, #to));
            }
        }
        (main, errors, ports)
    }

    /// All that takes what leaves by one port.
    fn exit(&mut self, id: NodeId, exit: &Exit, depth: usize) -> TokenStream {
        let graph = self.graph;
        let edges: Vec<_> =
            graph.outbound(id).filter(|(_, edge)| Exit::of(&edge.label) == *exit).collect();
        let steps: Vec<_> = edges.iter().map(|(id, edge)| self.edge(*id, edge, depth)).collect();
        let (names, span) = (Names::of(graph, id), var("worker").span());
        let (shared, events) = (names.shared(exit, span), names.events(exit, span));
        // A single edge without a function is a wire, which asks nothing of its left end.
        let is_wire = matches!(edges[..], [(_, edge)]
            if !matches!(edge.label, Label::Key(_) | Label::When(_)));
        let mut steps = steps.into_iter().rev();
        let last = steps.next().unwrap_or_else(|| quote!(__rt::Nothing));
        let all = steps.fold(last, |rest, step| quote!(__rt::Fan::new(#shared, #step, #rest)));
        if is_wire { all } else { quote!(__rt::leaving(#events, #all)) }
    }

    /// The right end of one edge.
    fn edge(&mut self, id: EdgeId, edge: &Edge, depth: usize) -> TokenStream {
        let graph = self.graph;
        let to = Names::of(graph, edge.to);
        let worker = var("worker");
        let input = to.input(worker.span());
        let end = match graph.model.nodes.get(edge.to).map(|node| &node.value) {
            Some(Value::Out) => Some("out"),
            Some(Value::Err) => Some("err"),
            _ => None,
        };
        let step = if let Some(end) = end {
            self.ends.insert(end);
            let queue = var(&format!("ends__{end}"));
            quote!(__rt::wire(#input, __rt::Queue::new(&#queue, #worker)))
        } else if graph.is_fused(id) {
            self.node(edge.to, depth);
            let value = to.value();
            quote!(__rt::wire(#input, #value))
        } else if let Label::Key(_) = &edge.label {
            let (queue, key, count) = (self.queue(&to), function(id), count(id));
            let events = Names::of(graph, edge.from).events(&Exit::Main, worker.span());
            quote!(__rt::keyed(#worker, &#queue, &#count, #events, #input, &#key))
        } else {
            let (queue, count) = (self.queue(&to), count(id));
            quote!(__rt::wire(#input, __rt::Queue::new(&#queue, #worker).of(&#count)))
        };
        match &edge.label {
            Label::When(_) => {
                let (passes, count) = (function(id), count(id));
                quote!(__rt::When::new(#passes.clone(), #step, #count.clone()))
            }
            _ => step,
        }
    }
}
