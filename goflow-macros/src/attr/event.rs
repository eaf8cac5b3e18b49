//! What a function's events and errors must be: `Send`, and without borrows.
//!
//! Each of its types is asked once, at the place where it is written. All that is generated for
//! the node takes the answer for granted, so that the compiler says it once.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::options::Options;
use super::signature::Signature;

/// Types of events and errors, as the function writes them.
fn types(signature: &Signature) -> Vec<TokenStream> {
    let event = signature.event.iter().map(|event| event.ty.to_token_stream());
    let result = signature.form.event().into_iter().chain(signature.form.error()).cloned();
    let outs = signature.outs().map(|(_, _, event)| event.clone());
    event.chain(result).chain(outs).collect()
}

/// Takes the answers for granted in every implementation of the node.
pub(crate) fn assume(signature: &mut Signature, options: &Options) {
    let krate = &options.krate;
    for ty in types(signature) {
        // Without the `for` a bound that does not hold would be an error where it stands.
        signature.parts.assume(&quote!(for<'__any> #ty: #krate::Event));
    }
}

/// The type `[(); 0]`, in whose length each type is asked. It is part of what a graph makes of the
/// node: where an answer is no it is unknown, and about that a graph is not told a second time.
///
/// Types that mention parameters are not asked: of these only a graph knows.
pub(crate) fn sound(signature: &Signature) -> TokenStream {
    let asked = types(signature).into_iter().filter(|ty| !signature.parts.mentions(ty)).map(|ty| {
        let tokens: Vec<_> = ty.clone().into_iter().collect();
        let at = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
        let (start, end) = (at(tokens.first()), at(tokens.last()));
        let bound = quote_spanned!(start=> ::core::marker::Send);
        let event = quote_spanned!(start=> event);
        let close = quote_spanned!(end=> >);
        quote! {{
            const fn #event<T: #bound + 'static>() {}
            let _ = #event::<#ty #close;
        }}
    });
    quote!([(); { #(#asked)* 0 }])
}
