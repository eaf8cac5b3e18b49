//! Calls that reach from one of the user's tokens to another: the caret covers all between.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::names::at;

pub(crate) fn first_span(tokens: &TokenStream, fallback: Span) -> Span {
    tokens.clone().into_iter().next().map_or(fallback, |token| token.span())
}

pub(crate) fn last_span(tokens: &TokenStream, fallback: Span) -> Span {
    tokens.clone().into_iter().last().map_or(fallback, |token| token.span())
}

/// `__rt::Trait::function` from one of the user's tokens to another: the caret covers both.
pub(crate) fn call(start: Span, end: Span, of: &str, function: &str) -> TokenStream {
    let (start, end) = (at(start), at(end));
    let (of, function) = (Ident::new(of, start), Ident::new(function, end));
    let head = quote_spanned!(start=> __rt::#of::);
    quote!(#head #function)
}

/// `__rt::function`, the same.
pub(crate) fn path(start: Span, end: Span, function: &str) -> TokenStream {
    let (start, end) = (at(start), at(end));
    let function = Ident::new(function, end);
    let head = quote_spanned!(start=> __rt::);
    quote!(#head #function)
}

/// A local as an expression that reaches from one token to another.
pub(crate) fn place(start: Span, end: Span, local: &Ident) -> TokenStream {
    let (start, end) = (at(start), at(end));
    let local = Ident::new(&local.to_string(), end);
    let star = quote_spanned!(start=> *);
    let rest = quote_spanned!(end=> &#local);
    quote!(#star #rest)
}
