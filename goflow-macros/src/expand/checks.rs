//! What types show: in the order in which events flow, each edge and each role once.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::caret::{call, first_span, last_span, path, place};
use super::names::{Names, at, function};
use super::{Exit, Graph};
use crate::graph::model::{Edge, EdgeId, NodeId, Value};
use crate::syntax::Label;

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
        let told = !graph.model.complete || node.is_excused() || graph.model.told.out_unreached;
        if matches!(node.value, Value::In) {
            self.known.insert(id);
            return self.exits(id, &names, false);
        }
        let feeds: Vec<_> = graph.inbound(id).collect();
        if feeds.is_empty() {
            // What leads here may be what could not be read.
            if !graph.model.may_be_fed(node) {
                let span = at(node.name.span());
                let (port, role) = (names.port(span), names.role(span));
                let starts = if graph.model.told.in_unused || node.told_unfed {
                    quote_spanned!(span=> #port.settle())
                } else {
                    names.ask(span, "Starts", "starts", &quote!(#port))
                };
                self.code.extend(quote_spanned!(span=> let #role = #starts;));
                let leads = graph.outbound(id).any(|(_, edge)| Exit::of(&edge.label) == Exit::Main);
                if !leads && !told {
                    let role = self.having(id, &names, &role, "source_having");
                    let ends = names.ask(span, "Ends", "source_ends", &role);
                    self.code.extend(quote_spanned!(span=> #ends;));
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
            self.code
                .extend(quote_spanned!(span=> let #role = __rt::Concurrent::inflight(#input);));
        }
        let ends = !graph.outbound(id).any(|(_, edge)| Exit::of(&edge.label) == Exit::Main);
        if ends && !told {
            let last = feeds.last().map_or_else(|| node.name.span(), |(_, edge)| edge.right);
            let span = at(last);
            let input = names.input(span);
            let input = self.having(id, &names, &input, "having");
            let ends = names.ask(span, "Ends", "ends", &input);
            self.code.extend(quote_spanned!(span=> #ends;));
        }
        self.known.insert(id);
        self.exits(id, &names, false);
    }

    /// A node, if it has the further ports that edges leave by.
    fn having(&self, id: NodeId, names: &Names, node: &Ident, function: &str) -> TokenStream {
        let span = node.span();
        let function = Ident::new(function, span);
        let ports = self.graph.exits(id).into_iter().filter_map(|exit| match exit {
            Exit::Port(name) => Some(names.port_name(&name, span)),
            Exit::Main | Exit::Err => None,
        });
        ports.fold(quote!(#node), |node, port| quote_spanned!(span=> __rt::#function(#node, #port)))
    }

    /// One edge into a node whose left end is known.
    fn feed(&mut self, id: EdgeId, edge: &Edge, names: &Names, settled: bool) {
        let graph = self.graph;
        let from = Names::of(graph, edge.from);
        let span = at(edge.right);
        let exit = Exit::of(&edge.label);
        let (events, port) = (from.events(&exit, span), names.port(span));
        let (fed, input) = (fed(id, span), names.input(span));
        let comma = quote_spanned!(span=> ,);
        let receives = names.ask(span, "Receives", "receives", &quote!(#events #comma #port));
        let leaves = matches!(
            graph.model.nodes.get(edge.to).map(|node| &node.value),
            Some(Value::Out | Value::Err)
        );
        let (of, asks) = if leaves { ("Leaves", "leaves") } else { ("Accepts", "accepts") };
        let accepts = names.ask(span, of, asks, &quote!(#events #comma #fed));
        self.code.extend(quote_spanned!(span=> let #fed = #receives; #accepts;));
        self.code.extend(if settled {
            quote_spanned!(span=> __rt::SameEvent::same(__rt::pair(#fed, #input));)
        } else {
            quote_spanned!(span=> let #input = __rt::settling(#fed).settle();)
        });
        if let Label::Key(tokens) = &edge.label {
            return self.key(id, tokens, edge, &from.events(&exit, span), names);
        }
        if let Label::When(tokens) = &edge.label {
            let span = at(first_span(tokens, edge.arrow));
            let (events, function) = (from.events(&exit, span), function(id));
            let asked = Ident::new(&function.to_string(), span);
            self.code.extend(quote_spanned! {span=>
                let #function = __rt::when(#events, #tokens);
                __rt::Sharable::sharable(&#asked);
                let #function = #function.settle();
            });
        }
        let (start, end) = (edge.arrow, edge.arrow_end);
        let (call, fed) = (call(start, end, "Unkeyed", "unkeyed"), place(start, end, &fed));
        self.code.extend(quote!(#call(#fed);));
    }

    /// The function of a `key` edge, and its key.
    fn key(
        &mut self,
        id: EdgeId,
        tokens: &TokenStream,
        edge: &Edge,
        events: &Ident,
        names: &Names,
    ) {
        let (start, end) = (first_span(tokens, edge.arrow), last_span(tokens, edge.arrow));
        let span = at(start);
        let (function, input) = (function(id), names.input(span));
        let role = Ident::new(&format!("role_{id}"), span);
        let key = Ident::new(&format!("key_{id}"), span);
        let (keyable, agrees) =
            (call(start, end, "Keyable", "keyable"), call(start, end, "Agrees", "agrees"));
        let (make, answer, asking) =
            (path(start, end, "key"), place(start, end, &key), place(start, end, &role));
        // The same local, where the user's function stands.
        let asked = Ident::new(&function.to_string(), span);
        self.code.extend(quote_spanned! {span=>
            let (#function, #key) = __rt::key_of(#events, #tokens);
            let #role = #keyable(#answer);
            #agrees(#asking, #input);
            let #function = #make(#events, #function, #key, #role);
            __rt::Sharable::sharable(&#asked);
            let #function = #function.settle();
        });
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
                quote_spanned!(span=> let #errors = __rt::Fatal::source_fatal(#role);)
            } else {
                quote_spanned!(span=> let #errors = __rt::Fatal::fatal(#input);)
            });
        }
    }

    fn events(&mut self, names: &Names, exit: &Exit, first: &Edge, source: bool) {
        let span = at(first.left);
        let (port, input, role) = (names.port(span), names.input(span), names.role(span));
        let events = names.events(exit, span);
        // A function's result shows whether it fails; a value's type must be asked.
        let failing = match names.name(span) {
            Some(_) => quote_spanned!(span=> #port.failing()),
            None => quote!(#port),
        };
        let fails = names.ask(span, "Fails", "fails", &failing);
        self.code.extend(match (exit, source) {
            (Exit::Main, true) => {
                quote_spanned!(span=> let #events = __rt::source_events(#role);)
            }
            (Exit::Main, false) => {
                let sends = names.ask(span, "Sends", "sends", &quote!(#port));
                quote_spanned! {span=>
                    let #role = #sends;
                    let #events = __rt::events(#input, #role);
                }
            }
            (Exit::Err, true) => {
                quote_spanned!(span=> let #events = __rt::source_err_events(#role, #fails);)
            }
            (Exit::Err, false) => {
                quote_spanned!(span=> let #events = __rt::err_events(#input, #fails);)
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
            let mode = if graph.is_fused(edge_id) {
                quote_spanned!(span=> __rt::Receives::mode(#port))
            } else {
                quote_spanned!(span=> __rt::taker())
            };
            self.code.extend(quote_spanned! {span=>
                let #shared = __rt::Affords::afford(__rt::count(#shared, #mode));
            });
        }
    }
}

/// What comes by an edge, as its right node sees it.
fn fed(edge: EdgeId, span: Span) -> Ident {
    Ident::new(&format!("fed_{edge}"), span)
}
