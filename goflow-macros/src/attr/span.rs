//! Items with the user's spans, so that an error shows what the user wrote, not the whole macro.
//!
//! All tokens at the ends of an item have the user's own spans: where hygiene differs rustc falls
//! back to the macro's call.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

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
    // The user's own spans: rustc falls back to the whole attribute where hygiene differs.
    let at = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
    let (start, end) = (at(tokens.first()), at(tokens.last()));
    let head = quote_spanned!(start=> impl);
    let (node, body) = (respan(node.clone(), end), spanned_body(body, end));
    quote!(#head #params #of for #node #clause #body)
}

/// `{ body }` that ends at `span`.
pub(crate) fn spanned_body(body: &TokenStream, span: Span) -> TokenStream {
    let mut body = Group::new(Delimiter::Brace, body.clone());
    body.set_span(span);
    TokenTree::Group(body).into()
}

/// The same tokens at another place.
pub(super) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        // What `$crate` means is in its span.
        if token.to_string() != "$crate" {
            token.set_span(span);
        }
        token
    });
    respanned.collect()
}
