//! The call of the function, in the way that it is driven.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Way, pulled};
use crate::attr::code;
use crate::attr::options::Options;
use crate::attr::signature::{Event, Signature};

pub(super) fn expand(
    signature: &Signature,
    options: &Options,
    event: &Event,
    way: Way,
) -> TokenStream {
    let rt = code::rt(options);
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.full_impl();
    let ty = &event.ty;
    let call = code::given(signature, &rt);
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
        let (body, ty) = code::future(signature, &rt, call);
        quote! {
            fn call<'__a>(
                __event: #given_a,
                __args: &'__a #types,
                __lent: &'__a mut #lent,
            ) -> #ty {
                #body
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
            let (head, body) = (head(quote!(CallAsync)), future(&form.wrap(&rt, &call)));
            quote!(#head { type Reply = #reply; #body })
        }
        Way::AsyncPush => {
            let head = head(quote!(CallAsyncPush));
            let body = future(&form.wrap(&rt, &call));
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

/// How several events are in progress at once.
pub(super) fn inflight(signature: &Signature, options: &Options, way: Way) -> TokenStream {
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
