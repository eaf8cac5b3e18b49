//! What the node of any function has: its type, its arguments, its roles, what it is lent.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ItemFn;

use super::Kind;
use super::form::Form;
use super::options::Options;
use super::signature::{Param, Signature, What};
use crate::messages;
use crate::port;

/// `::goflow::__rt`, or as the crate is called here.
pub(crate) fn rt(options: &Options) -> TokenStream {
    let krate = &options.krate;
    quote!(#krate::__rt)
}

/// Wraps the trait implementations of a node.
pub(crate) fn item(signature: &Signature, options: &Options, impls: &TokenStream) -> TokenStream {
    let Signature { name, vis, cfgs, .. } = signature;
    let rt = rt(options);
    let (params, marker) = (signature.parts.node_params(), signature.parts.marker());
    let common = common(signature, options);
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis struct #name #params {
            #[doc(hidden)]
            pub __: #rt::PhantomData<fn() -> #marker>,
        }
        #(#cfgs)*
        #[allow(warnings, clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery)]
        const _: () = {
            #common
            #impls
        };
    }
}

/// A node without any trait, for a function that is wrong: its name is known.
pub(crate) fn stand_in(function: &ItemFn, kind: Kind, krate: &TokenStream) -> TokenStream {
    let _ = kind;
    let (name, vis) = (&function.sig.ident, &function.vis);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis struct #name {
            #[doc(hidden)]
            pub __: #krate::__rt::PhantomData<fn()>,
        }
    }
}

fn common(signature: &Signature, options: &Options) -> TokenStream {
    let rt = rt(options);
    let name = &signature.name;
    let (args, (params, clause)) = (signature.parts.node_args(), signature.parts.node_impl());
    let kind = match signature.kind {
        Kind::Source => quote!(Source),
        Kind::Task => quote!(Task),
        Kind::Output => quote!(Output),
    };
    let bare = signature.parts.node_params();
    let arguments = arguments(signature, &rt);
    let ports = ports(signature, &rt);
    let fails = signature
        .form
        .error()
        .map(|_| quote!(impl #params #rt::Fails for #name #args #clause { type Role = Self; }));
    let role = match signature.kind {
        Kind::Source => quote! {
            impl #params #rt::Starts for #name #args #clause { type Role = Self; }
            impl #params #rt::Sends for #name #args #clause { type Role = Self; }
        },
        Kind::Task => quote!(impl #params #rt::Sends for #name #args #clause { type Role = Self; }),
        Kind::Output => quote!(impl #params #rt::Ends for #name #args #clause {}),
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

/// `node(args)`: compares the number of arguments, and has rustc compare their types.
fn arguments(signature: &Signature, rt: &TokenStream) -> TokenStream {
    let (name, count) = (&signature.name, signature.args.len());
    let texts: Vec<String> = signature
        .args
        .iter()
        .map(|arg| format!("{}: &{}", arg.name, messages::type_text(&arg.ty.to_token_stream())))
        .collect();
    let message = messages::arguments(name, &texts);
    let types = args_type(signature);
    let args = signature.parts.node_args();
    let bare = signature.parts.node_params();
    let (params, clause, fixed) = signature.parts.impl_for(&types);
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = "wrong number of arguments")]
        pub trait __Arguments<Node, Fixed> {
            type Types;
        }
        impl #params __Arguments<#name #args, #fixed> for #rt::Args<#count> #clause {
            type Types = #types;
        }
        impl #bare #name #args {
            #[doc(hidden)]
            pub fn node<Fixed, Given: __Arguments<Self, Fixed>>(
                self,
                _: Given,
                arguments: Given::Types,
            ) -> #rt::Unplaced<Self, Given::Types> {
                #rt::Unplaced::new(arguments)
            }
        }
    }
}

/// The tuple of a node's arguments.
pub(crate) fn args_type(signature: &Signature) -> TokenStream {
    let types = signature.args.iter().map(|arg| &arg.ty);
    quote!((#(#types,)*))
}

/// `port(Name)`: is there a further port of that name?
fn ports(signature: &Signature, rt: &TokenStream) -> TokenStream {
    let name = &signature.name;
    let (args, bare) = (signature.parts.node_args(), signature.parts.node_params());
    let with_name = signature.parts.node_params_and(&quote!(P));
    let outs = signature.outs().skip(usize::from(signature.pushes()));
    let names: Vec<String> = outs.map(|(_, lent, _)| port::text(&lent.name)).collect();
    let message = messages::unknown_port(name, &names);
    let known = names.iter().map(|name| {
        let hash = port::hash(name);
        quote!(impl __Known for #rt::NameId<#hash> {})
    });
    quote! {
        pub trait __Known {}
        #(#known)*
        #[diagnostic::on_unimplemented(message = #message, label = "no such port")]
        pub trait __Port<P> {
            type Name;
        }
        #[diagnostic::do_not_recommend]
        impl #with_name __Port<P> for #name #args
        where
            P: #rt::Named,
            P::Id: __Known,
        {
            type Name = P;
        }
        impl #bare #name #args {
            #[doc(hidden)]
            pub fn port<P>(&self, _: P) -> #rt::Role<<Self as __Port<P>>::Name>
            where
                Self: __Port<P>,
            {
                #rt::Role::new()
            }
        }
    }
}

/// The tuple of what a function is lent.
pub(crate) fn lent_type(signature: &Signature) -> TokenStream {
    let types = signature.lent.iter().map(|lent| &lent.ty);
    quote!((#(#types,)*))
}

/// Makes that tuple from a `context` in scope; `outs` makes each port.
pub(crate) fn lend(signature: &Signature, rt: &TokenStream, out: &TokenStream) -> TokenStream {
    let values = signature.lent.iter().map(|lent| match &lent.what {
        What::Out(_) => out.clone(),
        What::Keyed(..) => quote!(#rt::lend_keyed()),
        What::Local => quote!(#rt::lend_local()),
        What::Context => quote!(::core::clone::Clone::clone(context)),
    });
    quote!((#(#values,)*))
}

/// Calls the function with `event`, `args` and `lent` in scope.
pub(crate) fn call(signature: &Signature) -> TokenStream {
    let (name, generics) = (&signature.name, &signature.call_generics);
    let event = signature.event.as_ref().map(|_| quote!(event,));
    let params = signature.order.iter().map(|param| match param {
        Param::Arg(index) => {
            let index = syn::Index::from(*index);
            quote!(&args.#index)
        }
        Param::Lent(index) => {
            let index = syn::Index::from(*index);
            quote!(&mut lent.#index)
        }
    });
    quote!(#name #generics (#event #(#params),*))
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

/// `impl Trait for name` as seen by rustc at the tokens of `ty`: a message that mentions the
/// implementation shows the parameter.
pub(crate) fn spanned_impl(
    ty: &TokenStream,
    params: &TokenStream,
    of: &TokenStream,
    node: &TokenStream,
    clause: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let tokens: Vec<_> = ty.clone().into_iter().collect();
    // One hygiene for all, or rustc falls back to the whole attribute.
    let at = |token: Option<&TokenTree>| {
        let span = token.map_or_else(Span::call_site, TokenTree::span);
        Span::call_site().located_at(span)
    };
    let (start, end) = (at(tokens.first()), at(tokens.last()));
    let head = quote_spanned!(start=> impl);
    let node = respan(node.clone(), end);
    let mut body = Group::new(Delimiter::Brace, body.clone());
    body.set_span(end);
    quote!(#head #params #of for #node #clause #body)
}

fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    respanned.collect()
}

/// `Infallible`, or the error type of the form.
pub(crate) fn error_type(form: &Form, rt: &TokenStream) -> TokenStream {
    form.error().cloned().unwrap_or_else(|| quote!(#rt::Infallible))
}
