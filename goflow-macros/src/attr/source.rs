//! `#[source]`: how the engine drives the function.

use proc_macro2::TokenStream;
use quote::quote;

use super::code;
use super::form::Form;
use super::options::Options;
use super::signature::Signature;

/// Which of the engine's ways to drive a source is its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Iter,
    Stream,
    Listen,
    ListenBlocking,
}

impl Way {
    fn of(signature: &Signature) -> Self {
        match &signature.form {
            Form::Iter { .. } => Self::Iter,
            Form::Stream { .. } => Self::Stream,
            _ if signature.is_async => Self::Listen,
            _ => Self::ListenBlocking,
        }
    }
}

pub(crate) fn expand(signature: &Signature, options: &Options) -> TokenStream {
    let rt = code::rt(options);
    let way = Way::of(signature);
    let impls = [
        node(signature, &rt, way),
        function(signature, options, &rt, way),
        call(signature, options, &rt, way),
        code::port_events(signature, &rt, &quote!(())),
    ];
    code::item(signature, options, &impls.into_iter().collect())
}

/// What leaves by the main port.
fn event(signature: &Signature, rt: &TokenStream) -> TokenStream {
    let pushed = signature.outs().next().map(|(_, _, event)| event);
    signature.form.event().or(pushed).cloned().unwrap_or_else(|| quote!(#rt::Infallible))
}

fn node(signature: &Signature, rt: &TokenStream, way: Way) -> TokenStream {
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.node_impl();
    let types = code::args_type(signature);
    let (event, error) = (event(signature, rt), code::error_type(&signature.form, rt));
    let drive = match way {
        Way::Iter => quote!(iterate),
        Way::Stream => quote!(consume),
        Way::Listen => quote!(listen),
        Way::ListenBlocking => quote!(listen_blocking),
    };
    quote! {
        impl #params #rt::SourceNode for #name #args #clause {
            type Value = #rt::Func<Self, #types>;
            type Event = #event;
            type Error = #error;
            fn drive<__X: #rt::Step<#event>>(
                value: &Self::Value,
                worker: &#rt::Worker,
                next: __X,
                errors: #rt::Errors<#error>,
                ports: #rt::Ports,
            ) -> #rt::Job {
                #rt::#drive::<Self, __X>(value, worker, next, errors, ports)
            }
        }
    }
}

fn function(signature: &Signature, options: &Options, rt: &TokenStream, way: Way) -> TokenStream {
    let krate = &options.krate;
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.node_impl();
    let (types, lent) = (code::args_type(signature), code::lent_type(signature, None));
    let (ports, make_ports, _) = code::port_list(signature, rt);
    let out = match way {
        Way::ListenBlocking => quote!(#rt::lend_out_blocking()),
        _ => quote!(#rt::lend_out(true)),
    };
    let lend = code::lend(signature, rt, &out, None);
    let (event, error) = (event(signature, rt), code::error_type(&signature.form, rt));
    let watches = signature.takes_context();
    quote! {
        impl #params #rt::SourceFunction for #name #args #clause {
            type Args = #types;
            type Lent = #lent;
            type Ports = #ports;
            type Pushed = #event;
            type Error = #error;
            const WATCHES: bool = #watches;
            fn lend(context: &#krate::Context) -> Self::Lent {
                #lend
            }
            fn ports(lent: &Self::Lent, ports: &mut #rt::Ports) -> Self::Ports {
                #make_ports
            }
        }
    }
}

fn call(signature: &Signature, options: &Options, rt: &TokenStream, way: Way) -> TokenStream {
    let krate = &options.krate;
    let (name, args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.node_impl();
    let (types, lent) = (code::args_type(signature), code::lent_type(signature, None));
    let reply = signature.form.reply(rt);
    let (call, event) = (code::given(signature, rt), event(signature, rt));
    let main = signature.outs().next().map(|(index, ..)| {
        let index = syn::Index::from(index);
        quote!(fn main(lent: &mut Self::Lent) -> &mut #krate::Out<#event> { &mut lent.#index })
    });
    let (of, method) = match way {
        Way::Iter => {
            let wrapper = signature.form.item_wrapper(rt);
            let items = quote! {
                fn call<'__a>(
                    __args: &'__a #types,
                    __lent: &'__a mut #lent,
                ) -> impl ::core::iter::Iterator<Item = Self::Reply> + ::core::marker::Send + '__a {
                    ::core::iter::Iterator::map(::core::iter::IntoIterator::into_iter(#call), #wrapper)
                }
            };
            (quote!(CallIter), items)
        }
        Way::Stream => {
            let wrapper = signature.form.item_wrapper(rt);
            let items = quote! {
                fn call<'__a>(
                    __args: &'__a #types,
                    __lent: &'__a mut #lent,
                ) -> impl #rt::Stream<Item = Self::Reply> + ::core::marker::Send + '__a {
                    #rt::StreamExt::map(#call, #wrapper)
                }
            };
            (quote!(CallStream), items)
        }
        Way::Listen => {
            let (body, ty) = code::future(signature, rt, &signature.form.wrap(rt, &call));
            let future = quote! {
                #main
                fn call<'__a>(
                    __args: &'__a #types,
                    __lent: &'__a mut #lent,
                ) -> #ty {
                    #body
                }
            };
            (quote!(CallListen), future)
        }
        Way::ListenBlocking => {
            let wrapped = signature.form.wrap(rt, &call);
            let plain = quote! {
                #main
                fn call(__args: &#types, __lent: &mut #lent) -> Self::Reply {
                    #wrapped
                }
            };
            (quote!(CallListenBlocking), plain)
        }
    };
    quote! {
        impl #params #rt::#of for #name #args #clause {
            type Reply = #reply;
            #method
        }
    }
}
