//! Results of which only the compiler knows what they are: behind an alias, or of another crate.
//!
//! Such a type is asked once, where it is written. Everything else is made of a projection that is
//! unknown where the answer is no, and about that rustc says nothing further.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, Type};

use super::borrow;
use super::generics::Parts;

/// A result's type that is asked for something.
pub(crate) struct Known {
    /// The type beside the answer.
    pair: TokenStream,
    /// What `pair` is a name of, if it is one.
    alias: Option<TokenStream>,
    /// It borrows: then `pair` is what it would be if that lived for ever.
    borrows: bool,
}

impl Known {
    /// `bound`: what the type is to be. One that mentions a parameter is not asked: of it only a
    /// graph knows.
    pub(crate) fn new(ty: &Type, generics: &Generics, bound: TokenStream) -> Self {
        let tokens = ty.to_token_stream();
        if borrow::of(ty).is_some() {
            let ty = borrow::forever(ty);
            return Self { pair: quote!((#ty, [(); 0])), alias: None, borrows: true };
        }
        if Parts::new(generics, None).mentions(&tokens) {
            return Self { pair: quote!((#tokens, [(); 0])), alias: None, borrows: false };
        }
        let asked = ask(&tokens, "result", &bound);
        let alias = quote!(type __Result = (#tokens, [(); { #asked 0 }]););
        Self { pair: quote!(__Result), alias: Some(alias), borrows: false }
    }

    /// The type of a question that stands in a larger one.
    pub(super) fn asked(ty: &TokenStream, asked: &TokenStream) -> Self {
        Self { pair: quote!((#ty, [(); { #asked 0 }])), alias: None, borrows: false }
    }

    /// The type.
    pub(crate) fn ty(&self, rt: &TokenStream) -> TokenStream {
        let pair = &self.pair;
        quote!(<#pair as #rt::Known>::Type)
    }

    /// A value of it.
    pub(crate) fn value(&self, rt: &TokenStream, value: &TokenStream) -> TokenStream {
        if self.borrows {
            return value.clone();
        }
        let pair = &self.pair;
        quote!(#rt::known::<#pair>(#value))
    }

    /// What stands beside the node's implementations.
    pub(crate) fn alias(&self) -> Option<&TokenStream> {
        self.alias.as_ref()
    }
}

/// Asks a type for a bound, with the caret on it. `name` stands in what rustc says of the question.
pub(crate) fn ask(ty: &TokenStream, name: &str, bound: &TokenStream) -> TokenStream {
    let tokens: Vec<_> = ty.clone().into_iter().collect();
    let at = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
    let (start, end) = (at(tokens.first()), at(tokens.last()));
    let bound = super::span::respan(bound.clone(), start);
    let name = proc_macro2::Ident::new(name, start);
    let close = quote_spanned!(end=> >);
    quote! {{
        const fn #name<T: #bound>() {}
        let _ = #name::<#ty #close;
    }}
}
