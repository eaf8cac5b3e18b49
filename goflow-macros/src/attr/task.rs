//! `#[task]` and `#[output]`: how the engine calls the function.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Kind;
use super::code;
use super::form::Form;
use super::options::Options;
use super::signature::{Event, Signature, What};

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
        call(signature, options, event, way),
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

fn call(signature: &Signature, options: &Options, event: &Event, way: Way) -> TokenStream {
    let rt = code::rt(options);
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.full_impl();
    let ty = &event.ty;
    let call = code::call(signature);
    let form = &signature.form;
    let reply = form.reply(&rt);
    let given = if event.reads { quote!(&#ty) } else { quote!(#ty) };
    let given_a = if event.reads { quote!(&'__a #ty) } else { quote!(#ty) };
    let types = code::args_type(signature);
    let krate = &options.krate;
    let pulled = pulled(signature, way);
    let lent = code::lent_type(signature, pulled.map(|event| quote!(#krate::Out<#event>)));
    let head = |of: TokenStream| quote!(impl #params #rt::#of<#ty> for #name #args #clause);
    let future = |call: &TokenStream| {
        quote! {
            fn call<'__a>(
                __event: #given_a,
                __args: &'__a #types,
                __lent: &'__a mut #lent,
            ) -> impl #rt::Future<Output = Self::Reply> + ::core::marker::Send + '__a {
                async move { #call }
            }
        }
    };
    let plain = |call: &TokenStream| {
        quote! {
            #[inline(always)]
            fn call(__event: #given, __args: &#types, __lent: &mut #lent) -> Self::Reply {
                #call
            }
        }
    };
    // The first `Out`, or behind all that is lent the one that an iterator is pulled into.
    let (main, pushed) = match (pulled, signature.outs().next()) {
        (None, Some((index, _, event))) => (syn::Index::from(index), event.clone()),
        _ => (syn::Index::from(signature.lent.len()), pulled.cloned().unwrap_or_default()),
    };
    let pushes = || {
        let head = head(quote!(Pushes));
        quote! {
            #head {
                fn main(lent: &mut Self::Lent) -> &mut #krate::Out<#pushed> { &mut lent.#main }
            }
        }
    };
    match way {
        Way::Call | Way::Blocking => {
            let (head, body) = (head(quote!(Call)), plain(&form.wrap(&rt, &call)));
            quote!(#head { type Reply = #reply; #body })
        }
        Way::Push | Way::BlockingPush => {
            let (reply, call) = if pulled.is_some() {
                let pull = quote! {
                    for event in #call { __lent.#main.push(event); }
                    #rt::Done
                };
                (quote!(#rt::Done), pull)
            } else {
                (reply, form.wrap(&rt, &call))
            };
            let (head, body) = (head(quote!(CallPush)), plain(&call));
            let pushes = pushes();
            quote!(#pushes #head { type Reply = #reply; #body })
        }
        Way::Flat => {
            let head = head(quote!(CallFlat));
            let out = form.event();
            quote! {
                #head {
                    fn call<'__a>(
                        __event: #given_a,
                        __args: &'__a #types,
                        __lent: &'__a mut #lent,
                    ) -> impl ::core::iter::Iterator<Item = #out> + ::core::marker::Send + '__a {
                        #call
                    }
                }
            }
        }
        Way::Async => {
            let (head, body) =
                (head(quote!(CallAsync)), future(&form.wrap(&rt, &quote!(#call.await))));
            quote!(#head { type Reply = #reply; #body })
        }
        Way::AsyncPush => {
            let head = head(quote!(CallAsyncPush));
            let body = future(&form.wrap(&rt, &quote!(#call.await)));
            let pushes = pushes();
            quote!(#pushes #head { type Reply = #reply; #body })
        }
        Way::Batch => {
            let head = head(quote!(CallBatch));
            let batch = options.batch.unwrap_or(1);
            let linger = match options.linger {
                Some(linger) => quote!(::core::option::Option::Some(#linger)),
                None => quote!(::core::option::Option::None),
            };
            let call = if signature.is_async { quote!(#call.await) } else { call };
            let call = form.wrap(&rt, &call);
            let call = quote! {
                let __args = &*__args;
                let reply = { let __lent = &mut __lent; #call };
                (reply, __lent)
            };
            let call = if options.blocking {
                quote!(#rt::on_pool(move || { let mut __lent = __lent; #call }))
            } else {
                quote!(async move { let mut __lent = __lent; #call })
            };
            quote! {
                #head {
                    type Reply = #reply;
                    const BATCH: usize = #batch;
                    const LINGER: ::core::option::Option<u64> = #linger;
                    fn call(
                        __event: ::std::vec::Vec<#ty>,
                        __args: #rt::Arc<#types>,
                        __lent: #lent,
                    ) -> impl #rt::Future<Output = (Self::Reply, #lent)> + ::core::marker::Send {
                        #call
                    }
                }
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
        signature.lent.iter().any(|lent| matches!(lent.what, What::Local | What::Keyed(_)));
    let way = Way::of(signature, options);
    let concurrent = (matches!(way, Way::Async | Way::AsyncPush) && !own_state).then(|| {
        let inflight = inflight(signature, options, way);
        quote! {
            #[diagnostic::do_not_recommend]
            impl #params #rt::Concurrent for #name #args #clause { type Role = Self; }
            #inflight
        }
    });
    quote!(#unkeyed #concurrent)
}

/// How several events are in progress at once.
fn inflight(signature: &Signature, options: &Options, way: Way) -> TokenStream {
    let Some(event) = &signature.event else { return TokenStream::new() };
    let rt = code::rt(options);
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.full_impl();
    let ty = &event.ty;
    let given = if event.reads { quote!(&'__a #ty) } else { quote!(#ty) };
    let (of, done) = match way {
        Way::AsyncPush => (
            quote!(CallAsyncPush),
            quote!(tail.done_pushing(reply, <Self as #rt::Pushes<#ty>>::main(lent))),
        ),
        _ => (quote!(CallAsync), quote!(tail.done(reply))),
    };
    let reply = signature.form.reply(&rt);
    quote! {
        impl #params #rt::CallInflight<#ty> for #name #args #clause {
            type Reply = #reply;
            fn call<'__a>(
                event: #given,
                args: &'__a Self::Args,
                lent: &'__a mut Self::Lent,
            ) -> impl #rt::Future<Output = Self::Reply> + ::core::marker::Send + '__a {
                <Self as #rt::#of<#ty>>::call(event, args, lent)
            }
            fn done<__X: #rt::Step<Self::Out>>(
                reply: Self::Reply,
                lent: &mut Self::Lent,
                tail: &mut #rt::Tail<Self::Error, Self::Ports, __X>,
            ) -> #rt::Flow {
                #done
            }
        }
    }
}
