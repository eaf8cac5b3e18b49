//! What the runtime lends to a function: `&mut Out<T>`, `&mut Keyed<K, S>`, `&mut Local<S>`,
//! `&mut Context`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Type;

use super::Kind;
use super::form;
use crate::messages;

/// What is lent.
pub(crate) enum What {
    /// A port, and its events.
    Out(TokenStream),
    /// State per key: the key, and the state.
    Keyed(TokenStream, TokenStream),
    /// State of the worker.
    Local(TokenStream),
    Context,
}

/// Which of them a type is.
pub(super) fn what(ty: &Type) -> Option<What> {
    let one = |name| match form::last_segment(ty, name).as_deref() {
        Some([only]) => Some(only.to_token_stream()),
        _ => None,
    };
    if let Some(event) = one("Out") {
        return Some(What::Out(event));
    }
    if let Some(state) = one("Local") {
        return Some(What::Local(state));
    }
    if let Some([key, state]) = form::last_segment(ty, "Keyed").as_deref() {
        return Some(What::Keyed(key.to_token_stream(), state.to_token_stream()));
    }
    form::last_segment(ty, "Context").map(|_| What::Context)
}

/// What the runtime lends, without its `&mut`.
pub(super) fn is_lent(ty: &Type) -> bool {
    what(ty).is_some() || lacking(ty).is_some()
}

/// What is wrong with a `&mut` that is none of them.
pub(super) fn wrongly_lent(kind: Kind, ty: &Type, elem: &Type) -> String {
    match lacking(elem) {
        Some(word) => messages::lent_without_types(word).to_owned(),
        None => messages::cannot_be_lent(kind.article(), ty),
    }
}

/// The word of one that lacks its type parameters: `Out`, `Keyed<K>`.
pub(super) fn lacking(ty: &Type) -> Option<&'static str> {
    let count = |name| form::last_segment(ty, name).map(|types| types.len());
    let lacks = |(name, types): (&'static str, usize)| {
        count(name).is_some_and(|count| count < types).then_some(name)
    };
    [("Out", 1), ("Local", 1), ("Keyed", 2)].into_iter().find_map(lacks)
}
