//! `pipeline! { fn … }`: a function that gives a sub-pipeline, and a node of that name.

use proc_macro2::TokenStream;
use quote::quote;
use syn::GenericParam;

use super::names::var;
use super::{Graph, checks, edges, nodes, stages};
use crate::messages;
use crate::syntax::Header;
use quote::ToTokens;

pub(crate) fn expand(
    graph: &Graph<'_>,
    header: &Header,
    errors: Option<TokenStream>,
) -> TokenStream {
    let (krate, import) = (&graph.krate, graph.import());
    let rt = quote!(#krate::__rt);
    let Header { attrs, vis, name, generics, params, output } = header;
    let (builder, pipe) = (var("graph"), var("pipe"));
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
    let texts: Vec<String> = params
        .iter()
        .map(|(name, ty)| format!("{name}: {}", messages::type_text(&ty.to_token_stream())))
        .collect();
    let message = messages::arguments(name, &texts);
    let count = params.len();
    let types: Vec<_> = params.iter().map(|(_, ty)| ty).collect();
    let indices = (0..count).map(syn::Index::from);
    let turbofish = type_generics.as_turbofish();
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
        #vis struct #name<#(#bare),*> {
            #[doc(hidden)]
            pub __: #rt::PhantomData<fn() -> (#(#marker,)*)>,
        }

        #[allow(warnings, clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery)]
        const _: () = {
            #[diagnostic::on_unimplemented(message = #message, label = "wrong number of arguments")]
            pub trait __Arguments<Node> {
                type Types;
            }
            impl #impl_generics __Arguments<#name #type_generics> for #rt::Args<#count> #clause {
                type Types = (#(#types,)*);
            }
            impl #impl_generics #name #type_generics #clause {
                #[doc(hidden)]
                pub fn node<Given: __Arguments<Self, Types = (#(#types,)*)>>(
                    self,
                    _: Given,
                    arguments: (#(#types,)*),
                ) -> #output {
                    #name #turbofish (#(arguments.#indices),*)
                }
            }
        };
    }
}
