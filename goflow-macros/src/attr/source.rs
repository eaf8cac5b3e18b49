//! `#[source]`: how the engine drives the function.

use proc_macro2::TokenStream;
use quote::quote;

use super::code;
use super::form::Form;
use super::options::Options;
use super::signature::Signature;

pub(crate) fn expand(signature: &Signature, options: &Options) -> TokenStream {
    let rt = code::rt(options);
    let krate = &options.krate;
    let (name, node_args) = (&signature.name, signature.parts.node_args());
    let (params, clause) = signature.parts.node_impl();
    let types = code::args_type(signature);
    let event = match (signature.form.event(), signature.outs().next()) {
        (Some(event), _) => event.clone(),
        (None, Some((_, _, event))) => event.clone(),
        (None, None) => quote!(#rt::Infallible),
    };
    let error = code::error_type(&signature.form, &rt);
    let drive = drive(signature, options);
    let ports = code::port_events(signature, &rt, &quote!(()));
    let impls = quote! {
        impl #params #rt::SourceNode for #name #node_args #clause {
            type Value = #rt::Func<Self, #types>;
            type Event = #event;
            type Error = #error;
            fn drive<__X: #rt::Step<#event>>(
                value: &Self::Value,
                worker: &#rt::Worker,
                next: __X,
                errors: #rt::Errors<#error>,
                mut ports: #rt::Ports,
            ) -> #rt::Job {
                let (value, worker) = (::core::clone::Clone::clone(value), worker.clone());
                let ports = &mut ports;
                #drive
            }
        }
        #ports
    };
    let _ = krate;
    code::item(signature, options, &impls)
}

fn drive(signature: &Signature, options: &Options) -> TokenStream {
    let rt = code::rt(options);
    let lent_type = code::lent_type(signature);
    let (ports_type, make_ports, _) = code::port_list(signature, &rt);
    let call = code::call(signature);
    let blocking = signature.pushes() && !signature.is_async;
    let out = if blocking { quote!(#rt::lend_out_blocking()) } else { quote!(#rt::lend_out(true)) };
    let lend = code::lend(signature, &rt, &out);
    let watches = signature.takes_context();
    let prepare = quote! {
        let context = &#rt::context(&worker, &value);
        let mut lent: #lent_type = #lend;
        let ports: #ports_type = { let lent = &lent; #make_ports };
        let tail = #rt::tail(&worker, &value, next, errors, ports);
    };
    let main = signature.outs().next().map(|(index, ..)| syn::Index::from(index));
    match &signature.form {
        Form::Iter { .. } | Form::Stream { .. } => {
            let wrapper = signature.form.item_wrapper(&rt);
            let run = match &signature.form {
                Form::Iter { .. } => quote! {
                    let items = ::core::iter::Iterator::map(
                        ::core::iter::IntoIterator::into_iter(tail.call(|| #call)), #wrapper);
                    #rt::iterate(worker, items, tail).await
                },
                _ => quote! {
                    let items = #rt::StreamExt::map(tail.call(|| #call), #wrapper);
                    #rt::consume(worker, items, tail).await
                },
            };
            quote! {
                #prepare
                ::std::boxed::Box::pin(async move {
                    let args = value.args();
                    let lent = &mut lent;
                    let args = &*args;
                    #run
                })
            }
        }
        form => {
            let wrapped = if signature.is_async { quote!(#call.await) } else { call };
            let wrapped = form.wrap(&rt, &wrapped);
            let run = if signature.is_async {
                quote! {
                    let function = async {
                        let args = &*args;
                        let lent = &mut lent;
                        #wrapped
                    };
                    #rt::listen(worker, #watches, function, main, tail).await
                }
            } else {
                quote! {
                    let function = move || {
                        let args = &*args;
                        let lent = &mut lent;
                        #wrapped
                    };
                    #rt::listen_blocking(worker, #watches, function, main, tail).await
                }
            };
            quote! {
                #prepare
                let main = #rt::tap(&lent.#main);
                ::std::boxed::Box::pin(async move {
                    let args = value.args();
                    #run
                })
            }
        }
    }
}
