//! What the types in a function's signature must be: events and errors `Send`, arguments shared by
//! workers, keys fit for it, states with a beginning.
//!
//! Each of its types is asked once, at the place where it is written. All that is generated for
//! the node takes the answer for granted, so that the compiler says it once.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::code;
use super::known::{Known, ask};
use super::lent::What;
use super::options::Options;
use super::signature::Signature;

/// A type, as the function writes it, and what it must be.
struct Asked {
    ty: TokenStream,
    bound: TokenStream,
    /// How the question is called, where rustc shows it.
    name: &'static str,
}

fn asked(signature: &Signature, options: &Options) -> Vec<Asked> {
    let krate = &options.krate;
    let event = signature.event.iter().map(|event| event.ty.to_token_stream());
    let result = signature.form.event().into_iter().chain(signature.form.error()).cloned();
    let outs = signature.outs().map(|(_, _, event)| event.clone());
    let send = quote!(::core::marker::Send + 'static);
    let mut asked: Vec<_> = event
        .chain(result)
        .chain(outs)
        .map(|ty| Asked { ty, bound: send.clone(), name: "event" })
        .collect();
    let state = quote!(::core::default::Default + ::core::marker::Send + 'static);
    for lent in &signature.lent {
        match &lent.what {
            What::Keyed(key, kept) => {
                let (ty, bound) = (key.clone(), quote!(#krate::__rt::AsKey));
                asked.push(Asked { ty, bound, name: "key" });
                asked.push(Asked { ty: kept.clone(), bound: state.clone(), name: "state" });
            }
            What::Local(kept) => {
                asked.push(Asked { ty: kept.clone(), bound: state.clone(), name: "state" });
            }
            What::Out(_) | What::Context => {}
        }
    }
    let shared = quote!(::core::marker::Send + ::core::marker::Sync + 'static);
    asked.extend(signature.args.iter().map(|arg| {
        let ty = arg.ty.to_token_stream();
        Asked { ty, bound: shared.clone(), name: "argument" }
    }));
    asked
}

/// Takes the answers for granted in every implementation of the node.
pub(crate) fn assume(signature: &mut Signature, options: &Options) {
    for Asked { ty, bound, name } in asked(signature, options) {
        let krate = &options.krate;
        let bound = match name {
            "event" => quote!(#krate::Event),
            "key" => quote!(#krate::Key),
            _ => bound,
        };
        // Without the `for` a bound that does not hold would be an error where it stands.
        signature.parts.assume(&quote!(for<'__any> #ty: #bound));
    }
}

/// The type `[(); 0]`, in whose length each type is asked. It is part of what a graph makes of the
/// node: where an answer is no it is unknown, and about that a graph is not told a second time.
///
/// Types that mention parameters are not asked: of these only a graph knows.
pub(crate) fn sound(signature: &Signature, options: &Options) -> TokenStream {
    let asked = asked(signature, options);
    let asked = asked.iter().filter(|asked| !signature.parts.mentions(&asked.ty));
    let asked = asked.map(|Asked { ty, bound, name }| match *name {
        // One after the other: what is neither is one mistake.
        "argument" => {
            let shared = ask(ty, name, &quote!(::core::marker::Sync + 'static));
            let sent = Known::asked(ty, &shared).ty(&code::rt(options));
            ask(&sent, name, &quote!(::core::marker::Send))
        }
        _ => ask(ty, name, bound),
    });
    quote!([(); { #(#asked)* 0 }])
}
