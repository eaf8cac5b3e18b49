//! `#[task]` and `#[output]`: what the graph and a stage ask of the node; `call` is how the engine
//! calls the function.

mod call;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Kind;
use super::code;
use super::form::Form;
use super::lent::What;
use super::options::Options;
use super::signature::{Event, Signature};

/// Which of the engine's ways to drive a function is its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Call,
    Push,
    Flat,
    Async,
    AsyncPush,
    Batch,
    Blocking,
    BlockingPush,
}

impl Way {
    fn of(signature: &Signature, options: &Options) -> Self {
        match (signature.is_async, signature.pushes()) {
            _ if options.batch.is_some() => Self::Batch,
            (true, true) => Self::AsyncPush,
            (true, false) => Self::Async,
            (false, true) if options.blocking => Self::BlockingPush,
            (false, true) => Self::Push,
            (false, false) if matches!(signature.form, Form::Iter { .. }) => {
                if options.blocking {
                    Self::BlockingPush
                } else {
                    Self::Flat
                }
            }
            (false, false) if options.blocking => Self::Blocking,
            (false, false) => Self::Call,
        }
    }

    /// True when an event that is only lent can be handled before others take it. A batch is taken.
    fn can_look(self) -> bool {
        self != Self::Batch
    }

    fn body(self) -> TokenStream {
        match self {
            Self::Call => quote!(Sync),
            Self::Push => quote!(Push),
            Self::Flat => quote!(Flat),
            Self::Async => quote!(Async),
            Self::AsyncPush => quote!(AsyncPush),
            Self::Batch => quote!(Batch),
            Self::Blocking => quote!(Blocking),
            Self::BlockingPush => quote!(BlockingPush),
        }
    }
}

pub(crate) fn expand(signature: &Signature, options: &Options) -> TokenStream {
    let Some(event) = &signature.event else {
        return TokenStream::new();
    };
    let way = Way::of(signature, options);
    let impls = [
        receives(signature, options, event, way),
        accepts(signature, options, event, way),
        function(signature, options, event, way),
        call::expand(signature, options, event, way),
        markers(signature, options),
        code::port_events(signature, &code::rt(options), &event.ty.to_token_stream()),
    ];
    code::item(signature, options, &impls.into_iter().collect())
}

/// The events of an iterator that is pulled where it was made, on the pool.
fn pulled(signature: &Signature, way: Way) -> Option<&TokenStream> {
    (way == Way::BlockingPush && !signature.pushes()).then(|| signature.form.event()).flatten()
}

fn mode(reads: bool) -> TokenStream {
    if reads { quote!(Reader) } else { quote!(Taker) }
}

/// Whether a stage lends the event to this node.
fn is_lent(signature: &Signature, event: &Event, way: Way) -> bool {
    event.reads && way.can_look() && signature.keyed().is_none()
}

fn receives(signature: &Signature, options: &Options, event: &Event, way: Way) -> TokenStream {
    let rt = code::rt(options);
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.node_impl();
    let krate = &options.krate;
    let ty = &event.ty;
    let settled = if signature.parts.is_open() { quote!(__U) } else { ty.to_token_stream() };
    let mode = mode(is_lent(signature, event, way));
    quote! {
        #[diagnostic::do_not_recommend]
        impl #params #rt::Receives for #name #args #clause {
            type In<__U: #krate::Event> = #settled;
            type Role = Self;
            type Mode = #rt::#mode;
        }
    }
}

fn accepts(signature: &Signature, options: &Options, event: &Event, way: Way) -> TokenStream {
    let rt = code::rt(options);
    let krate = &options.krate;
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.full_impl();
    let ty = &event.ty;
    let out = match (signature.kind, signature.form.event(), signature.outs().next()) {
        (Kind::Output, ..) => quote!(#rt::Infallible),
        (_, Some(event), _) => event.clone(),
        (_, None, Some((_, _, event))) => event.clone(),
        (_, None, None) => quote!(#rt::Infallible),
    };
    let error = code::error_type(&signature.form, &rt);
    let types = code::args_type(signature);
    let body = way.body();
    let (item, key, queued) = match signature.keyed() {
        Some((_, key)) => (
            quote!(#rt::KeyedEvent<#key, #ty>),
            key.clone(),
            quote!(#rt::KeyedEvent::new(#rt::same::<__K, #key>(key), event)),
        ),
        None => (ty.to_token_stream(), quote!(#rt::NoKey), quote!(event)),
    };
    super::span::spanned_impl(
        &ty.to_token_stream(),
        &params,
        &quote!(#rt::Accepts<#ty>),
        &quote!(#name #args),
        &clause,
        &quote! {
            type Value = #rt::Func<Self, #types>;
            type Out = #out;
            type Error = #error;
            type Item = #item;
            type Key = #key;
            type Body<__X: #rt::Step<#out>> = #rt::#body<Self, #ty, __X>;
            fn body<__X: #rt::Step<#out>>(
                value: &Self::Value,
                worker: &#rt::Worker,
                next: __X,
                errors: #rt::Errors<#error>,
                ports: #rt::Ports,
            ) -> Self::Body<__X> {
                #rt::#body::new(value, worker, next, errors, ports)
            }
            fn item<__K: #krate::Key>(key: __K, event: #ty) -> Self::Item {
                #queued
            }
        },
    )
}

fn function(signature: &Signature, options: &Options, event: &Event, way: Way) -> TokenStream {
    let rt = code::rt(options);
    let krate = &options.krate;
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.full_impl();
    let ty = &event.ty;
    let types = code::args_type(signature);
    let pulled = pulled(signature, way);
    let lent = code::lent_type(signature, pulled.map(|event| quote!(#krate::Out<#event>)));
    let (call_mode, step_mode) =
        (mode(event.reads && way != Way::Batch), mode(is_lent(signature, event, way)));
    let (ports, make_ports, drain) = code::port_list(signature, &rt);
    let out = match way {
        Way::Blocking | Way::BlockingPush => quote!(#rt::lend_out_blocking()),
        _ => quote!(#rt::lend_out(live)),
    };
    let lend = code::lend(signature, &rt, &out, pulled.map(|_| out.clone()));
    let (place, peek, expect) = match signature.keyed() {
        Some((index, _)) => {
            let index = syn::Index::from(index);
            (
                quote!(item.open(&mut lent.#index)),
                quote!(::core::option::Option::None),
                quote! {
                    const EXPECTS: bool = true;
                    #[inline(always)]
                    fn expect(items: &[<Self as #rt::Accepts<#ty>>::Item], lent: &mut Self::Lent) {
                        #rt::KeyedEvent::expect(items, &mut lent.#index);
                    }
                },
            )
        }
        None => (quote!(item), quote!(::core::option::Option::Some(item)), TokenStream::new()),
    };
    quote! {
        impl #params #rt::Function<#ty> for #name #args #clause {
            type Args = #types;
            type Lent = #lent;
            type Mode = #rt::#call_mode;
            type StepMode = #rt::#step_mode;
            type Ports = #ports;
            fn lend(context: &#krate::Context, live: bool) -> Self::Lent {
                #lend
            }
            #expect
            #[inline(always)]
            fn place(item: <Self as #rt::Accepts<#ty>>::Item, lent: &mut Self::Lent) -> #ty {
                #place
            }
            #[inline(always)]
            fn peek<'__a>(
                item: &'__a <Self as #rt::Accepts<#ty>>::Item,
            ) -> ::core::option::Option<&'__a #ty> {
                #peek
            }
            fn ports(lent: &Self::Lent, ports: &mut #rt::Ports) -> Self::Ports {
                #make_ports
            }
            #[inline(always)]
            fn drain(lent: &mut Self::Lent, ports: &mut Self::Ports) -> #rt::Flow {
                #drain
            }
        }
    }
}

/// What the node may not be asked, said by leaving a trait out.
fn markers(signature: &Signature, options: &Options) -> TokenStream {
    let rt = code::rt(options);
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.node_head();
    let unkeyed = signature.keyed().is_none().then(|| {
        quote! {
            #[diagnostic::do_not_recommend]
            impl #params #rt::Unkeyed for #name #args #clause {}
        }
    });
    let own_state =
        signature.lent.iter().any(|lent| matches!(lent.what, What::Local(_) | What::Keyed(..)));
    let way = Way::of(signature, options);
    let concurrent = (matches!(way, Way::Async | Way::AsyncPush) && !own_state).then(|| {
        let inflight = call::inflight(signature, options, way);
        quote! {
            #[diagnostic::do_not_recommend]
            impl #params #rt::Concurrent for #name #args #clause { type Role = Self; }
            #inflight
        }
    });
    quote!(#unkeyed #concurrent)
}
