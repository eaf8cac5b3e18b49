//! What an attribute stands on: a free function that the engine can call.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, FnArg, ItemFn, Safety, TraitItemFn, Type, Visibility};

use super::form;
use super::{Kind, borrow, lent};
use crate::diag::{At, Diag};
use crate::messages;
use crate::words;

/// What the attribute stands on instead of a function with a body; the item, if it is to be kept.
pub(super) fn none(
    kind: Kind,
    item: TokenStream,
    error: syn::Error,
    diag: &mut Diag,
) -> TokenStream {
    if let Ok(function) = syn::parse2::<TraitItemFn>(item.clone()) {
        match (function.sig.receiver(), function.semi_token) {
            (Some(receiver), _) => {
                diag.error(receiver.self_token.span, messages::not_free(kind.word()));
            }
            (None, Some(semi)) => diag.error(semi.span, messages::WITHOUT_BODY),
            (None, None) => diag.syn(error),
        }
        // Outside of a trait rustc would say so, too.
        return TokenStream::new();
    }
    match syn::parse2::<syn::Item>(item.clone()) {
        Ok(_) => diag.error(keyword(item.clone()), messages::not_free(kind.word())),
        Err(_) if starts_with_let(&item) => {} // rustc has no attributes there, and says so.
        Err(_) => diag.syn(error),
    }
    item
}

/// The first token behind attributes and `pub`.
pub(crate) fn keyword(item: TokenStream) -> Span {
    let parser = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let first = input.parse::<TokenTree>()?;
        input.parse::<TokenStream>()?;
        Ok(first.span())
    };
    parser.parse2(item).unwrap_or_else(|_| Span::call_site())
}

fn starts_with_let(item: &TokenStream) -> bool {
    matches!(item.clone().into_iter().next(), Some(TokenTree::Ident(word)) if word == "let")
}

/// A second attribute of ours is left out: it would make the same node again.
pub(super) fn only_one(function: &mut ItemFn, diag: &mut Diag) {
    function.attrs.retain(|attr| {
        let path = attr.path();
        let ours = path.segments.last().is_some_and(|segment| {
            ["source", "task", "output"].iter().any(|word| segment.ident == word)
        }) && (path.get_ident().is_some()
            || path.segments.first().is_some_and(|first| first.ident == "goflow"));
        if ours {
            let tokens: Vec<_> = path.to_token_stream().into_iter().collect();
            diag.error(At::tokens(&tokens, Span::call_site()), messages::TWO_NODES);
        }
        !ours
    });
}

/// Whether there is something to read a signature of; what it is that the engine cannot call is said.
pub(super) fn check(kind: Kind, function: &ItemFn, diag: &mut Diag) -> bool {
    let signature = &function.sig;
    if let Safety::Unsafe(word) = &signature.safety {
        diag.error(word.span, messages::unsafe_function(kind.article()));
    }
    if let Some(variadic) = &signature.variadic {
        diag.error(variadic.dots.spans[0], messages::variadic(kind.article()));
    }
    if let Some(span) = receiver(function) {
        diag.error(span, messages::not_free(kind.word()));
        return false;
    }
    true
}

/// What shows that a function belongs to a type: there is no place for a node's own.
pub(super) fn receiver(function: &ItemFn) -> Option<Span> {
    let signature = &function.sig;
    let receiver = signature.receiver().map(|receiver| receiver.self_token.span);
    receiver.or_else(|| find_self(signature.to_token_stream())).or_else(|| {
        // An item inside of the body may have a `Self` of its own.
        let items = function.block.stmts.iter().any(|stmt| matches!(stmt, syn::Stmt::Item(_)));
        if items { None } else { find_self(function.block.to_token_stream()) }
    })
}

fn find_self(tokens: TokenStream) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => Some(word.span()),
        TokenTree::Group(group) => find_self(group.stream()),
        _ => None,
    })
}

/// The function as it is handed back beside its errors. What rustc would say of it for the same
/// reasons is taken out of it, and if that cannot be, nothing is left.
pub(super) fn quieted(function: &ItemFn) -> Option<ItemFn> {
    if function.sig.variadic.is_some() {
        return None;
    }
    let quiet = function.sig.inputs.iter().all(|input| match input {
        FnArg::Typed(param) => is_quiet(form::unparenthesized(&param.ty)),
        FnArg::Receiver(_) => true,
    });
    let mut function = function.clone();
    borrow::settle_result(&mut function.sig);
    if let syn::ReturnType::Type(_, ty) = &mut function.sig.output
        && form::is_bare_trait(ty)
    {
        **ty = syn::parse_quote!(impl #ty);
    }
    quiet.then_some(function)
}

fn is_quiet(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => lent::lacking(&reference.elem).is_none(),
        Type::TraitObject(_) | Type::Slice(_) => false,
        ty => words::sized(&ty.to_token_stream().into_iter().collect::<Vec<_>>()).is_none(),
    }
}
