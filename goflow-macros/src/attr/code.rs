//! What the node of any function has: its type, its arguments, its roles, what it is lent.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ItemFn;

use super::Kind;
use super::event;
use super::form::Form;
use super::generics::Parts;
use super::known::Known;
use super::lent::What;
use super::options::Options;
use super::signature::{Param, Signature};
use super::span::{spanned_body, spanned_impl};
use crate::messages;
use crate::words;
use crate::{port, visibility};

/// `::goflow::__rt`, or as the crate is called here.
pub(crate) fn rt(options: &Options) -> TokenStream {
    let krate = &options.krate;
    quote!(#krate::__rt)
}

/// Wraps the trait implementations of a node.
pub(crate) fn item(signature: &Signature, options: &Options, impls: &TokenStream) -> TokenStream {
    let Signature { name, vis, cfgs, .. } = signature;
    let vis = visibility::of_node(vis);
    let rt = rt(options);
    let (params, marker) = (signature.parts.node_params(), signature.parts.marker());
    let common = common(signature, options);
    let known = signature.known.as_ref().and_then(Known::alias);
    // Errors show the node where the function's name stands, not as the whole attribute.
    let word = quote_spanned!(name.span()=> struct);
    let body = spanned_body(
        &quote! {
            #[doc(hidden)]
            pub __: #rt::PhantomData<fn() -> #marker>,
        },
        name.span(),
    );
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis #word #name #params #body
        #(#cfgs)*
        #[allow(warnings, clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery)]
        const _: () = {
            #known
            #common
            #impls
        };
    }
}

/// A node of which only the name is known, for a function that is wrong. `error` stands in the
/// type of what a graph makes of it: about such a type rustc says nothing more.
pub(crate) fn stand_in(function: &ItemFn, krate: &TokenStream, error: &TokenStream) -> TokenStream {
    let (name, vis) = (&function.sig.ident, visibility::of_node(&function.vis));
    let event = function.sig.inputs.first().and_then(|param| match param {
        syn::FnArg::Typed(param) => Some(&*param.ty),
        syn::FnArg::Receiver(_) => None,
    });
    let parts = Parts::new(&function.sig.generics, event);
    let (params, args, marker) = (parts.node_params(), parts.node_args(), parts.marker());
    let cfgs: Vec<_> = function.attrs.iter().filter(|a| a.path().is_ident("cfg")).collect();
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis struct #name #params {
            #[doc(hidden)]
            pub __: #krate::__rt::PhantomData<fn() -> #marker>,
        }
        #(#cfgs)*
        #[allow(warnings, clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery)]
        const _: () = {
            impl #params #krate::__rt::Blank for #name #args {
                fn blank() -> Self {
                    #name { __: #krate::__rt::PhantomData }
                }
            }
            impl #params #name #args {
                #[doc(hidden)]
                pub fn in_a_graph<Given, Arguments>(self, _: Given, _: Arguments) -> [(); { #error }] {
                    ::core::unimplemented!()
                }
            }
        };
    }
}

fn common(signature: &Signature, options: &Options) -> TokenStream {
    let rt = rt(options);
    let name = &signature.name;
    let (args, (params, clause)) = (signature.parts.node_args(), signature.parts.node_head());
    let kind = match signature.kind {
        Kind::Source => quote!(Source),
        Kind::Task => quote!(Task),
        Kind::Output => quote!(Output),
    };
    let bare = signature.parts.node_params();
    let arguments = arguments(signature, options);
    let ports = ports(signature, &rt);
    let fails = signature.form.error().map(|_| {
        quote! {
            #[diagnostic::do_not_recommend]
            impl #params #rt::Fails for #name #args #clause { type Gate = #rt::Failing; }
        }
    });
    let (_, start) = signature.parts.node_impl();
    // Not recommended: an error about one node is not to list all others.
    let sends = quote! {
        #[diagnostic::do_not_recommend]
        impl #params #rt::Sends for #name #args #clause { type Gate = #rt::Sending; }
    };
    let role = match signature.kind {
        Kind::Source => quote! {
            #[diagnostic::do_not_recommend]
            impl #params #rt::Starts for #name #args #start { type Role = Self; }
            #sends
        },
        Kind::Task => sends,
        Kind::Output => quote! {
            #[diagnostic::do_not_recommend]
            impl #params #rt::Ends for #name #args #clause {}
        },
    };
    quote! {
        impl #bare #rt::Kinded for #name #args {
            const KIND: #rt::Kind = #rt::Kind::#kind;
        }
        #role
        #fails
        #arguments
        #ports
    }
}

/// `in_a_graph(args)`: compares the number of arguments, and has rustc compare their types.
fn arguments(signature: &Signature, options: &Options) -> TokenStream {
    let rt = &rt(options);
    let (name, count) = (&signature.name, signature.args.len());
    let texts: Vec<String> = signature
        .args
        .iter()
        .map(|arg| format!("{}: &{}", arg.name, words::written(&arg.ty)))
        .collect();
    let message = messages::arguments(name, &texts);
    let note = texts.is_empty().then(|| {
        let note = messages::NO_ARGUMENTS;
        quote!(, note = #note)
    });
    let types = args_type(signature);
    let args = signature.parts.node_args();
    let bare = signature.parts.node_params();
    let (params, clause, fixed) = signature.parts.impl_for(&types);
    // Spanned at the function's name: an error shows where the node comes from.
    let bound = quote_spanned!(name.span()=> __Arguments<Self, Fixed>);
    let node = quote_spanned!(name.span()=> in_a_graph);
    let sound = event::sound(signature, options);
    let arguments = spanned_impl(
        &name.to_token_stream(),
        &params,
        &quote!(__Arguments<#name #args, #fixed>),
        &quote!(#rt::Args<#count>),
        &clause,
        &quote!(type Types = #types;),
    );
    quote! {
        #[diagnostic::do_not_recommend]
        impl #bare #rt::Blank for #name #args {
            fn blank() -> Self {
                #name { __: #rt::PhantomData }
            }
        }
        #[diagnostic::on_unimplemented(message = #message, label = "wrong number of arguments" #note)]
        pub trait __Arguments<Node, Fixed> {
            type Types;
        }
        #arguments
        impl #bare #name #args {
            #[doc(hidden)]
            pub fn #node<Fixed, Given: #bound>(
                self,
                _: Given,
                arguments: Given::Types,
            ) -> (#rt::Unplaced<Self, Given::Types>, #sound) {
                (#rt::Unplaced::new(arguments), [])
            }
        }
    }
}

/// The tuple of a node's arguments.
pub(crate) fn args_type(signature: &Signature) -> TokenStream {
    let types = signature.args.iter().map(|arg| &arg.ty);
    quote!((#(#types,)*))
}

/// The further ports, for nodes that have any.
fn ports(signature: &Signature, rt: &TokenStream) -> TokenStream {
    let name = &signature.name;
    let args = signature.parts.node_args();
    let with_name = signature.parts.node_params_and(&quote!(P));
    let outs = signature.outs().skip(usize::from(signature.pushes()));
    let names: Vec<String> = outs.map(|(_, lent, _)| port::text(&lent.name)).collect();
    if names.is_empty() {
        return TokenStream::new();
    }
    let message = messages::unknown_port(name, &names);
    let main = signature.outs().next().filter(|_| signature.pushes());
    let note = main.map(|(_, lent, _)| {
        let note = messages::main_port(port::text(&lent.name));
        quote!(, note = #note)
    });
    let known = names.iter().map(|port| {
        let hash = port::hash(port);
        quote! {
            #[diagnostic::do_not_recommend]
            impl<P> __Port<#rt::NameId<#hash>> for P {
                type Name = P;
            }
        }
    });
    let asked = spanned_impl(
        &name.to_token_stream(),
        &with_name,
        &quote!(#rt::HasPort<P>),
        &quote!(#name #args),
        &quote!(where P: #rt::Named + __Port<P::Id>),
        &quote!(
            type Name = <P as __Port<P::Id>>::Name;
        ),
    );
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = "no such port" #note)]
        pub trait __Port<Id> {
            type Name;
        }
        #(#known)*
        #asked
    }
}

/// The tuple of what a function is lent, and of what the engine keeps behind it.
pub(crate) fn lent_type(signature: &Signature, more: Option<TokenStream>) -> TokenStream {
    let types = signature.lent.iter().map(|lent| &lent.ty);
    let more = more.into_iter();
    quote!((#(#types,)* #(#more,)*))
}

/// Makes that tuple from a `context` in scope; `out` makes each port.
pub(crate) fn lend(
    signature: &Signature,
    rt: &TokenStream,
    out: &TokenStream,
    more: Option<TokenStream>,
) -> TokenStream {
    let values = signature.lent.iter().map(|lent| match &lent.what {
        What::Out(_) => out.clone(),
        What::Keyed(..) => quote!(#rt::lend_keyed()),
        What::Local(_) => quote!(#rt::lend_local()),
        What::Context => quote!(::core::clone::Clone::clone(context)),
    });
    let more = more.into_iter();
    quote!((#(#values,)* #(#more,)*))
}

/// Calls the function with `__event`, `__args` and `__lent` in scope: names that do not hide it.
pub(crate) fn call(signature: &Signature) -> TokenStream {
    let (name, generics) = (&signature.name, &signature.call_generics);
    let event = signature.event.as_ref().map(|_| quote!(__event,));
    let params = signature.order.iter().map(|param| match param {
        Param::Arg(index) => {
            let index = syn::Index::from(*index);
            quote!(&__args.#index)
        }
        Param::Lent(index) => {
            let index = syn::Index::from(*index);
            quote!(&mut __lent.#index)
        }
    });
    quote!(#name #generics (#event #(#params),*))
}

/// The future of a call, and its type. What it must not hold across an `.await` is told at the
/// function's name.
pub(crate) fn future(
    signature: &Signature,
    rt: &TokenStream,
    call: &TokenStream,
) -> (TokenStream, TokenStream) {
    let span = signature.name.span();
    let body = spanned_body(call, span);
    let future = quote_spanned!(span=> async move #body);
    let ty = quote_spanned! {span=>
        impl #rt::Future<Output = Self::Reply> + ::core::marker::Send + '__a
    };
    (future, ty)
}

/// What the function gives, once it has given it.
pub(crate) fn given(signature: &Signature, rt: &TokenStream) -> TokenStream {
    let call = call(signature);
    let call = if signature.is_async { quote!(#call.await) } else { call };
    match &signature.known {
        Some(known) => known.value(rt, &call),
        None => call,
    }
}

/// The further ports: the type of their list, how it is made, and how it is drained.
pub(crate) fn port_list(
    signature: &Signature,
    rt: &TokenStream,
) -> (TokenStream, TokenStream, TokenStream) {
    let outs: Vec<_> = signature.outs().skip(usize::from(signature.pushes())).collect();
    let (mut ty, mut make) = (quote!(()), quote!(()));
    for (index, lent, event) in outs.iter().rev() {
        let (index, port) = (syn::Index::from(*index), port::text(&lent.name));
        ty = quote!((#rt::PortSink<#event>, #ty));
        make = quote!((ports.sink(#port, &lent.#index), #make));
    }
    let mut place = quote!(ports);
    let drains = outs.iter().map(|(index, ..)| {
        let index = syn::Index::from(*index);
        let drain = quote!(#place.0.drain(&mut lent.#index)?;);
        place = quote!(#place.1);
        drain
    });
    let drain = quote!(#(#drains)* ::core::result::Result::Ok(()));
    (ty, make, drain)
}

/// What a further port sends.
pub(crate) fn port_events(
    signature: &Signature,
    rt: &TokenStream,
    of: &TokenStream,
) -> TokenStream {
    let name = &signature.name;
    let args = signature.parts.node_args();
    let (params, clause) = signature.parts.full_impl();
    let outs = signature.outs().skip(usize::from(signature.pushes()));
    outs.map(|(_, lent, event)| {
        let hash = port::hash(&port::text(&lent.name));
        quote! {
            impl #params #rt::PortEvent<#of, #rt::NameId<#hash>> for #name #args #clause {
                type Event = #event;
            }
        }
    })
    .collect()
}

/// `Infallible`, or the error type of the form.
pub(crate) fn error_type(form: &Form, rt: &TokenStream) -> TokenStream {
    form.error().cloned().unwrap_or_else(|| quote!(#rt::Infallible))
}
