//! The nodes, in source order: arguments and `let`s are evaluated as they are written.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::caret::first_span;
use super::names::{Names, at, var};
use super::{Exit, Graph};
use crate::graph::model::{Node, NodeId, Value};
use crate::syntax::{Amount, Label, is_lone_setting};
use crate::words;
use crate::{by_let, messages};

pub(crate) fn expand(graph: &Graph<'_>) -> TokenStream {
    graph.model.nodes.iter().enumerate().map(|(id, node)| one(graph, id, node)).collect()
}

fn one(graph: &Graph<'_>, id: NodeId, node: &Node) -> TokenStream {
    let names = Names::of(graph, id);
    let (value, place) = (names.value(), names.place());
    let span = at(node.name.span());
    let port = names.port(span);
    let builder = var("graph");
    let pipe = var("pipe");
    let made = match &node.value {
        Value::In => {
            let out = names.events(&Exit::Main, span);
            return quote! {
                let #place = #pipe.in_place();
                let #out = #pipe.events();
            };
        }
        Value::Out => {
            let named = named(node, &names);
            return quote! {
                #named
                let #place = #pipe.out_place();
                let #port = #pipe.out_port();
            };
        }
        Value::Err => {
            let named = named(node, &names);
            return quote! {
                #named
                let #place = #pipe.err_place();
                let #port = #pipe.err_port();
            };
        }
        Value::Unused { tokens, named: false } => return quote!(let _ = #tokens;),
        Value::Unused { tokens, named: true } => {
            let name = &node.name;
            return quote!(let #name = #tokens;);
        }
        Value::Discard => quote_spanned!(span=> __rt::discard::node()),
        Value::Closure(closure) => {
            let make = if closure.reads { quote!(closure_ref) } else { quote!(closure) };
            let (event, tokens) = (&closure.event, &closure.tokens);
            let node = Ident::new("value", span);
            quote_spanned! {span=> {
                let #node = __rt::#make::<#event, _, _>(#tokens);
                __rt::Sharable::sharable(&#node);
                #node
            }}
        }
        Value::Let(tokens) => {
            let make = quote_spanned!(span=> .__goflow_node().__goflow_node());
            let value = var("value");
            quote! {{
                #[allow(unused_imports)]
                use __rt::{
                    IntoClosure as _, IntoNode as _, IntoOutput as _, IntoSource as _, IntoTask as _,
                };
                let #value = #tokens;
                #value #make
            }}
        }
        Value::Path(path) => {
            let args = node.args.as_deref().unwrap_or_default();
            let given = given(args, span);
            // Not `path {}`: the node's field keeps the type parameters of generic ones.
            let (asks, blank) = asks(node, path, span);
            let literal = quote_spanned!(span=> #path { ..#blank });
            let made = quote_spanned!(span=> #literal.in_a_graph(#given, (#(#args,)*)));
            if asks.is_empty() { made } else { quote!({ #asks #made }) }
        }
    };
    let name = crate::port::text(&node.name);
    let settings = settings(graph, node);
    let (named, ports) = (named(node, &names), port_names(graph, id, &names));
    quote! {
        #named
        let (#value, #place) = #builder.node(#name, #settings, #made);
        let #port = __rt::port(&#value);
        #ports
    }
}

/// How many arguments there are. A lone word may have been meant as a setting, `(c)`: if it names
/// nothing, rustc says so, and their number is no further mistake.
fn given(args: &[TokenStream], span: Span) -> TokenStream {
    let count = args.len();
    let lone = args.iter().find(|arg| {
        let tokens: Vec<_> = TokenStream::clone(arg).into_iter().collect();
        is_lone_setting(&tokens)
    });
    match lone {
        Some(word) => quote_spanned!(span=> __rt::args_with::<#count, _>(&#word)),
        None => quote_spanned!(span=> __rt::Args::<#count>),
    }
}

/// Whether the path is that of a node is asked by the value that it is made from. What looks like
/// the path of a value is asked in words of its own, which say the `let` to write.
fn asks(node: &Node, path: &TokenStream, span: Span) -> (TokenStream, TokenStream) {
    let tokens: Vec<_> = path.clone().into_iter().collect();
    if !by_let::may_be_value(&tokens) {
        return (TokenStream::new(), quote_spanned!(span=> __rt::Blank::blank()));
    }
    let note = messages::value_note(&by_let::name(&tokens), &written(node).unwrap_or_default());
    let (message, label) = (messages::VALUE_AS_NODE, messages::VALUE_LABEL);
    let asks = quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        trait Node: ::core::marker::Sized {
            fn blank() -> Self;
        }
        #[diagnostic::do_not_recommend]
        impl<T: __rt::Blank> Node for T {
            fn blank() -> Self {
                __rt::Blank::blank()
            }
        }
    };
    (asks, quote_spanned!(span=> Node::blank()))
}

/// A type of that name, so that a message can say it.
fn type_of(name: &str, span: Span) -> Ident {
    if syn::parse_str::<Ident>(name).is_ok() {
        Ident::new(name, span)
    } else {
        Ident::new_raw(name, span)
    }
}

/// The name of a node whose type says nothing to the user.
fn named(node: &Node, names: &Names) -> TokenStream {
    let span = at(node.name.span());
    let Some(local) = names.name(span) else { return TokenStream::new() };
    let ty = type_of(&crate::port::text(&node.name), span);
    quote_spanned! {span=>
        let #local = {
            #[allow(non_camel_case_types, dead_code)]
            struct #ty {}
            __rt::Name::<#ty>::new()
        };
    }
}

/// Asks the node for each port that an edge leaves by.
fn port_names(graph: &Graph<'_>, id: NodeId, names: &Names) -> TokenStream {
    let mut known = Vec::new();
    let mut asked = TokenStream::new();
    for (_, edge) in graph.outbound(id) {
        let Label::Port(label) = &edge.label else {
            continue;
        };
        let name = crate::port::text(label);
        if known.contains(&name) {
            continue;
        }
        let span = at(label.span());
        let (local, hash) = (names.port_name(&name, span), crate::port::hash(&name));
        let ty = type_of(&name, span);
        let port = names.port(span);
        let ask = match names.name(span) {
            Some(node) => quote_spanned!(span=> __rt::named::HasPort::port(#ty {}, #node, #port)),
            None => quote_spanned!(span=> __rt::HasPort::port(#ty {}, #port)),
        };
        asked.extend(quote_spanned! {span=>
            let #local = {
                #[allow(non_camel_case_types, dead_code)]
                struct #ty {}
                impl __rt::Named for #ty { type Id = __rt::NameId<#hash>; }
                #ask
            };
        });
        known.push(name);
    }
    asked
}

/// How many fields the settings of a node have.
const ALL: usize = 5;

fn settings(graph: &Graph<'_>, node: &Node) -> TokenStream {
    let settings = &node.settings;
    let mut fields = Vec::new();
    let says_more = node.args.is_some() || !matches!(node.value, Value::Path(_));
    if let Some(text) = written(node).filter(|_| says_more) {
        fields.push(quote!(text: ::core::option::Option::Some(#text)));
    }
    if let Some(workers) = &settings.workers {
        let workers = workers_of(graph, workers);
        fields.push(quote!(workers: #workers));
    }
    if let Some(buffer) = &settings.buffer {
        let buffer = counted(buffer);
        fields.push(quote!(buffer: ::core::option::Option::Some(#buffer)));
    }
    if let Some(inflight) = &settings.inflight {
        let (inflight, unordered) = (counted(inflight), settings.unordered);
        fields.push(quote!(inflight: ::core::option::Option::Some(#inflight)));
        fields.push(quote!(unordered: #unordered));
    }
    match fields.len() {
        0 => quote!(__rt::Settings::default()),
        // Nothing is left to be filled in, and clippy would say so.
        ALL => quote!(__rt::Settings { #(#fields,)* }),
        _ => quote!(__rt::Settings { #(#fields,)* ..__rt::Settings::default() }),
    }
}

/// The node as it stands in the program, where that says more than its name.
fn written(node: &Node) -> Option<String> {
    match &node.value {
        Value::Path(path) => {
            let path = words::written(path);
            let Some(args) = &node.args else { return Some(path) };
            let args: Vec<_> = args.iter().map(words::written).collect();
            Some(format!("{path}({})", args.join(", ")))
        }
        Value::Let(tokens) | Value::Unused { tokens, .. } => Some(words::written(tokens)),
        Value::Closure(closure) => Some(words::written(&closure.tokens)),
        Value::Discard | Value::In | Value::Out | Value::Err => None,
    }
}

fn amount(amount: &Amount) -> TokenStream {
    match amount {
        Amount::Literal(number, _) => {
            let number = proc_macro2::Literal::u64_unsuffixed(*number);
            quote!(#number)
        }
        Amount::Path(path) => path.clone(),
        Amount::Expr(tokens) => quote!({ #tokens }),
    }
}

/// The same inside of a call: what is no number is wrong there, and not the call.
fn counted(value: &Amount) -> TokenStream {
    let tokens = match value {
        Amount::Literal(..) => return amount(value),
        Amount::Path(tokens) | Amount::Expr(tokens) => tokens,
    };
    let span = at(first_span(tokens, proc_macro2::Span::mixed_site()));
    let (number, ty) = (Ident::new("number", span), quote_spanned!(span=> usize));
    let value = amount(value);
    quote!({ let #number: #ty = #value; #number })
}

/// A number of workers. A const one is compared with 0 at compile time.
fn workers_of(graph: &Graph<'_>, workers: &Amount) -> TokenStream {
    let Amount::Path(path) = workers else {
        return amount(workers);
    };
    let span =
        path.clone().into_iter().last().map_or_else(proc_macro2::Span::mixed_site, |t| t.span());
    let generics = graph.model.header.iter().flat_map(|header| &header.generics.params);
    let mut of_around = generics.filter_map(|param| match param {
        syn::GenericParam::Const(param) => Some(&param.ident),
        _ => None,
    });
    match path.clone().into_iter().next() {
        // An item knows nothing of what is around it. The other form shows in `cargo check`, too.
        Some(TokenTree::Ident(word)) if word == "Self" || of_around.any(|name| *name == word) => {
            let call = quote_spanned!(at(span)=> __rt::workers(#path));
            quote!(const { #call })
        }
        _ => {
            // Consts in types, not items: of a variable rustc then tells how to make it a const. What
            // is wrong with the path itself it says once, though it stands here twice.
            let enough = quote_spanned! {at(span)=>
                <__rt::Workers<{ [(); #path].len() > 0 }> as __rt::Enough>::enough();
            };
            quote!({ #enough __rt::fixed::<{ #path }>() })
        }
    }
}
