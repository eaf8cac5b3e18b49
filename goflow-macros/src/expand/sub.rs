//! `pipeline! { fn … }`: a function that gives a sub-pipeline, and a node of that name.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::GenericParam;

use super::names::var;
use super::{Graph, checks, edges, nodes, stages};
use crate::syntax::Header;
use crate::words;
use crate::{messages, visibility};
use quote::ToTokens;

pub(crate) fn expand(
    graph: &Graph<'_>,
    header: &Header,
    errors: Option<TokenStream>,
) -> TokenStream {
    let (krate, import) = (&graph.krate, graph.import());
    let rt = quote!(#krate::__rt);
    let Header { attrs, vis, name, generics, params, output } = header;
    let (builder, pipe, node_vis) = (var("graph"), var("pipe"), visibility::of_node(vis));
    let (nodes, checks) = (nodes::expand(graph), checks::expand(graph));
    let rest = match &errors {
        None => {
            let (edges, stages, enter) =
                (edges::expand(graph), stages::expand(graph), stages::enter(graph));
            quote! {
                #edges
                #stages
                #rt::finish(#builder, #enter, #pipe)
            }
        }
        Some(_) => quote!(#rt::wrong_pipe()),
    };
    let (impl_generics, type_generics, clause) = generics.split_for_impl();
    let param_list = params.iter().map(|(name, ty)| quote!(#name: #ty));
    let bare = generics.params.iter().map(|param| match param {
        GenericParam::Type(ty) => ty.ident.to_token_stream(),
        GenericParam::Const(constant) => {
            let (name, ty) = (&constant.ident, &constant.ty);
            quote!(const #name: #ty)
        }
        GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_token_stream(),
    });
    let marker = generics.type_params().map(|ty| &ty.ident);
    let texts: Vec<String> =
        params.iter().map(|(name, ty)| format!("{name}: {}", words::written(ty))).collect();
    let message = messages::arguments(name, &texts);
    let count = params.len();
    let types: Vec<_> = params.iter().map(|(_, ty)| ty).collect();
    let indices = (0..count).map(syn::Index::from);
    let turbofish = type_generics.as_turbofish();
    // Spanned at the name: an error shows where the node comes from, not the whole macro.
    let at = name.span();
    let (word, node) = (quote_spanned!(at=> struct), quote_spanned!(at=> in_a_graph));
    let bound = quote_spanned!(at=> __Arguments<Self>);
    let body = crate::attr::spanned_body(
        &quote! {
            #[doc(hidden)]
            pub __: #rt::PhantomData<fn() -> (#(#marker,)*)>,
        },
        at,
    );
    let arguments = crate::attr::spanned_impl(
        &name.to_token_stream(),
        &impl_generics.to_token_stream(),
        &quote!(__Arguments<#name #type_generics>),
        &quote!(__rt::Args<#count>),
        &clause.to_token_stream(),
        &quote! {
            type Types = (#(#types,)*);
            type Pipe = #output;
            fn call(arguments: Self::Types) -> #output {
                #name #turbofish (#(arguments.#indices),*)
            }
        },
    );
    let roles = roles(header, &rt, krate);
    quote! {
        #(#attrs)*
        #vis fn #name #generics (#(#param_list),*) -> #output #clause {
            #import
            #errors
            #[allow(unused_variables)]
            let #pipe = #rt::PipeBuilder::<#output>::new();
            let mut #builder = #rt::Builder::new();
            #nodes
            #checks
            #rest
        }

        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #node_vis #word #name<#(#bare),*> #body

        #[allow(warnings, clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery)]
        const _: () = {
            #import
            #[diagnostic::on_unimplemented(message = #message, label = "wrong number of arguments")]
            pub trait __Arguments<Node> {
                type Types;
                type Pipe;
                fn call(arguments: Self::Types) -> Self::Pipe;
            }
            #arguments
            #[diagnostic::do_not_recommend]
            impl #impl_generics #rt::Blank for #name #type_generics #clause {
                fn blank() -> Self {
                    #name { __: #rt::PhantomData }
                }
            }
            impl #impl_generics #name #type_generics #clause {
                #[doc(hidden)]
                pub fn #node<Given: #bound>(
                    self,
                    _: Given,
                    arguments: Given::Types,
                ) -> #rt::Called<Self, Given::Pipe> {
                    #rt::Called::new(Given::call(arguments))
                }
            }
            #roles
        };
    }
}

/// The node in a graph: a task like any other, with a name of its own in messages.
fn roles(header: &Header, rt: &TokenStream, krate: &TokenStream) -> TokenStream {
    let Header { name, generics, output, .. } = header;
    let (impl_generics, type_generics, clause) = generics.split_for_impl();
    let node = quote!(#name #type_generics);
    let pipe = quote!(<#output as #rt::IsPipe>);
    let types = crate::attr::last_segment(output, "Pipe").unwrap_or_default();
    // Nothing leaves by `err` where the header does not say what.
    let fails = (types.len() != 2).then(|| {
        quote! {
            #[diagnostic::do_not_recommend]
            impl #impl_generics #rt::Fails for #node #clause { type Gate = #rt::Failing; }
        }
    });
    let event = types.first().map_or_else(|| quote!(#pipe::In), ToTokens::to_token_stream);
    let accepts = crate::attr::spanned_impl(
        &types.first().map_or_else(|| name.to_token_stream(), ToTokens::to_token_stream),
        &impl_generics.to_token_stream(),
        &quote!(#rt::Accepts<#event>),
        &node,
        &clause.to_token_stream(),
        &quote! {
            type Value = #rt::PlacedCall<Self, <#output as #rt::Accepts<#pipe::In>>::Value>;
            type Out = #pipe::Out;
            type Error = #pipe::Error;
            type Item = #pipe::In;
            type Key = #rt::NoKey;
            type Body<__X: #rt::Step<Self::Out>> = <#output as #rt::Accepts<#pipe::In>>::Body<__X>;
            fn body<__X: #rt::Step<Self::Out>>(
                value: &Self::Value,
                worker: &#rt::Worker,
                next: __X,
                errors: #rt::Errors<Self::Error>,
                ports: #rt::Ports,
            ) -> Self::Body<__X> {
                <#output as #rt::Accepts<#pipe::In>>::body(&value.value, worker, next, errors, ports)
            }
            fn item<__K: #krate::Key>(_: __K, event: #event) -> #event {
                event
            }
        },
    );
    quote! {
        #[diagnostic::do_not_recommend]
        impl #impl_generics #rt::Receives for #node #clause {
            type In<__U: #krate::Event> = #pipe::In;
            type Role = Self;
            type Mode = #rt::Taker;
        }
        #[diagnostic::do_not_recommend]
        impl #impl_generics #rt::Sends for #node #clause { type Gate = #rt::Sending; }
        #[diagnostic::do_not_recommend]
        impl #impl_generics #rt::Unkeyed for #node #clause {}
        #fails
        #accepts
    }
}
