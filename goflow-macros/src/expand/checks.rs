//! What types show: in the order in which events flow, each edge and each role once.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::names::{Names, at, function};
use super::{Exit, Graph};
use crate::graph::model::{Edge, EdgeId, Label, NodeId, Value};

pub(crate) fn expand(graph: &Graph<'_>) -> TokenStream {
    let mut checks = Checks { graph, known: HashSet::new(), code: TokenStream::new() };
    for node in &graph.stages.order {
        checks.node(*node);
    }
    checks.code
}

struct Checks<'a> {
    graph: &'a Graph<'a>,
    /// Nodes of which it is known what they send.
    known: HashSet<NodeId>,
    code: TokenStream,
}

impl Checks<'_> {
    fn node(&mut self, id: NodeId) {
        let graph = self.graph;
        let Some(node) = graph.model.nodes.get(id) else {
            return;
        };
        let names = Names::of(graph, id);
        let told = !graph.model.complete || node.excused;
        if matches!(node.value, Value::In) {
            self.known.insert(id);
            return self.exits(id, &names, false);
        }
        let feeds: Vec<_> = graph.inbound(id).collect();
        if feeds.is_empty() {
            // What leads here may be what could not be read.
            if !told {
                let span = at(node.name.span());
                let (port, role) = (names.port(span), names.role(span));
                self.code.extend(quote_spanned!(span=> let #role = __rt::starts(#port);));
                if !graph.outbound(id).any(|(_, edge)| Exit::of(&edge.label) == Exit::Main) {
                    self.code.extend(quote_spanned!(span=> __rt::source_ends(#port);));
                }
                self.known.insert(id);
                self.exits(id, &names, true);
            }
            return;
        }
        let mut settled = false;
        for (edge_id, edge) in &feeds {
            if self.known.contains(&edge.from) {
                self.feed(*edge_id, edge, &names, settled);
                settled = true;
            }
        }
        if !settled || matches!(node.value, Value::Out | Value::Err) {
            return;
        }
        if node.settings.inflight.is_some() {
            let span = at(node.name.span());
            let (input, role) = (names.input(span), names.inflight(span));
            self.code.extend(quote_spanned!(span=> let #role = __rt::inflight(#input);));
        }
        let ends = !graph.outbound(id).any(|(_, edge)| Exit::of(&edge.label) == Exit::Main);
        if ends && !told {
            let last = feeds.last().map_or_else(|| node.name.span(), |(_, edge)| edge.right);
            let span = at(last);
            let port = names.port(span);
            self.code.extend(quote_spanned!(span=> __rt::ends(#port);));
        }
        self.known.insert(id);
        self.exits(id, &names, false);
    }

    /// One edge into a node whose left end is known.
    fn feed(&mut self, id: EdgeId, edge: &Edge, names: &Names, settled: bool) {
        let graph = self.graph;
        let from = Names::of(graph, edge.from);
        let span = at(edge.right);
        let exit = Exit::of(&edge.label);
        let (events, port) = (from.events(&exit, span), names.port(span));
        self.code.extend(quote_spanned!(span=> __rt::accepts(#events, #port);));
        let input = names.input(span);
        self.code.extend(if settled {
            quote_spanned!(span=> __rt::join(#events, #port, #input);)
        } else {
            quote_spanned!(span=> let #input = __rt::link(#events, #port);)
        });
        match &edge.label {
            Label::Key(tokens) => {
                let span = at(first_span(tokens, edge.arrow));
                let (events, input) = (from.events(&exit, span), names.input(span));
                let function = function(id);
                self.code
                    .extend(quote_spanned!(span=> let #function = __rt::key(#events, #tokens);));
                // One expression whose tokens reach from the first to the last of the key's.
                let end = at(last_span(tokens, edge.arrow));
                let star = quote_spanned!(span=> *);
                let rest = {
                    let f = proc_macro2::Ident::new(&function.to_string(), end);
                    quote_spanned!(end=> &&#f)
                };
                self.code
                    .extend(quote_spanned!(span=> __rt::key_of(#events, #star #rest, #input);));
            }
            label => {
                if let Label::When(tokens) = label {
                    let span = at(first_span(tokens, edge.arrow));
                    let (events, function) = (from.events(&exit, span), function(id));
                    self.code.extend(
                        quote_spanned!(span=> let #function = __rt::when(#events, #tokens);),
                    );
                }
                // Tokens at both ends of the arrow: the caret covers all of it.
                let (start, end) = (at(edge.arrow), at(edge.arrow_end));
                let port = names.port(end);
                let star = quote_spanned!(start=> *);
                let rest = quote_spanned!(end=> &#port);
                self.code.extend(quote_spanned!(start=> __rt::unkeyed(#star #rest);));
            }
        }
    }

    /// What leaves a node, and who takes it.
    fn exits(&mut self, id: NodeId, names: &Names, source: bool) {
        let graph = self.graph;
        let Some(node) = graph.model.nodes.get(id) else {
            return;
        };
        let exits = graph.exits(id);
        for exit in &exits {
            let Some((_, first)) = graph.leaving(id, exit).next() else {
                continue;
            };
            if !matches!(node.value, Value::In) {
                self.events(names, exit, first, source);
            }
            self.sharing(id, names, exit);
        }
        let fatal = !exits.contains(&Exit::Err) && !matches!(node.value, Value::In);
        if fatal {
            let span = at(node.name.span());
            let (errors, role, input) = (names.errors(span), names.role(span), names.input(span));
            self.code.extend(if source {
                quote_spanned!(span=> let #errors = __rt::source_fatal(#role);)
            } else {
                quote_spanned!(span=> let #errors = __rt::fatal(#input);)
            });
        }
    }

    fn events(&mut self, names: &Names, exit: &Exit, first: &Edge, source: bool) {
        let span = at(first.left);
        let (port, input, role) = (names.port(span), names.input(span), names.role(span));
        let events = names.events(exit, span);
        self.code.extend(match (exit, source) {
            (Exit::Main, true) => {
                quote_spanned!(span=> let #events = __rt::source_events(#role);)
            }
            (Exit::Main, false) => quote_spanned! {span=>
                let #role = __rt::sends(#port);
                let #events = __rt::events(#input, #role);
            },
            (Exit::Err, true) => {
                quote_spanned!(span=> let #events = __rt::source_err_events(__rt::fails(#port));)
            }
            (Exit::Err, false) => {
                quote_spanned!(span=> let #events = __rt::err_events(#input, __rt::fails(#port));)
            }
            (Exit::Port(name), source) => {
                let label = match &first.label {
                    Label::Port(label) => label.span(),
                    _ => Span::mixed_site(),
                };
                let span = at(label);
                let (events, name) = (names.events(exit, span), names.port_name(name, span));
                let (role, input) = (names.role(span), names.input(span));
                if source {
                    quote_spanned!(span=> let #events = __rt::source_port_events(#role, #name);)
                } else {
                    quote_spanned!(span=> let #events = __rt::port_events(#input, #name);)
                }
            }
        });
    }

    /// Two that take the same event ask for `Clone`.
    fn sharing(&mut self, id: NodeId, names: &Names, exit: &Exit) {
        let graph = self.graph;
        if graph.leaving(id, exit).count() < 2 {
            return;
        }
        for (number, (edge_id, edge)) in graph.leaving(id, exit).enumerate() {
            let span = at(edge.right);
            let shared = names.shared(exit, span);
            if number == 0 {
                let events = names.events(exit, span);
                self.code.extend(quote_spanned!(span=> let #shared = __rt::shared(#events);));
            }
            let port = Names::of(graph, edge.to).port(span);
            let count = if graph.is_fused(edge_id) {
                quote_spanned!(span=> count_taker)
            } else {
                quote_spanned!(span=> count_queued)
            };
            self.code.extend(quote_spanned!(span=> let #shared = __rt::#count(#shared, #port);));
        }
    }
}

fn first_span(tokens: &TokenStream, fallback: Span) -> Span {
    tokens.clone().into_iter().next().map_or(fallback, |token| token.span())
}

fn last_span(tokens: &TokenStream, fallback: Span) -> Span {
    tokens.clone().into_iter().last().map_or(fallback, |token| token.span())
}
