//! Borrows in what outlives a call: events, errors, keys, states.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{
    FnArg, Lifetime, ParenthesizedGenericArguments, ReturnType, TraitBound, Type, TypeFnPtr,
    TypePath, TypeReference,
};

use super::form;
use super::lent::What;
use super::signature::{Signature, all_of};
use crate::diag::Diag;
use crate::messages;
use crate::words;

/// The first part of a type that borrows, and what to write instead of it if that is known.
pub(crate) struct Borrow {
    pub(crate) part: TokenStream,
    pub(crate) owned: Option<String>,
}

/// Looks for one. References that live for ever are values like any other.
pub(crate) fn of(ty: &Type) -> Option<Borrow> {
    let mut search = Search::default();
    search.visit_type(ty);
    search.found
}

/// Types that outlive the call and borrow all the same.
pub(super) fn check(read: &Signature, diag: &mut Diag) {
    let event = read.event.iter().map(|event| (event.ty.to_token_stream(), "an event"));
    let result = read.form.event().map(|ty| (ty.clone(), "an event")).into_iter();
    let error = read.form.error().map(|ty| (ty.clone(), "an error")).into_iter();
    let lent = read.lent.iter().flat_map(|lent| match &lent.what {
        What::Out(event) => vec![(event.clone(), "an event")],
        What::Keyed(key, state) => vec![(key.clone(), "a key"), (state.clone(), "a state")],
        What::Local(state) => vec![(state.clone(), "a state")],
        What::Context => Vec::new(),
    });
    let args = read.args.iter().map(|arg| (arg.ty.to_token_stream(), "an argument"));
    for (ty, what) in event.chain(args).chain(lent).chain(result).chain(error) {
        let Some(found) = syn::parse2::<Type>(ty).ok().as_ref().and_then(of) else {
            continue;
        };
        diag.error(all_of(&found.part), messages::borrowed(what, &found.part, found.owned));
    }
}

#[derive(Default)]
struct Search {
    found: Option<Borrow>,
}

impl Search {
    fn find(&mut self, part: impl ToTokens, owned: Option<String>) {
        self.found.get_or_insert(Borrow { part: part.to_token_stream(), owned });
    }
}

impl<'ast> Visit<'ast> for Search {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        if is_static(reference.lifetime.as_ref()) {
            return syn::visit::visit_type_reference(self, reference);
        }
        let mut elem = form::unparenthesized(&reference.elem);
        while let Type::Reference(inner) = elem {
            elem = form::unparenthesized(&inner.elem);
        }
        let tokens: Vec<_> = elem.to_token_stream().into_iter().collect();
        let owned = match elem {
            Type::TraitObject(_) | Type::ImplTrait(_) => None,
            _ => words::sized(&tokens).or_else(|| Some(words::text(&tokens))),
        };
        self.find(reference, owned);
    }

    fn visit_type_path(&mut self, path: &'ast TypePath) {
        // What a projection gives is not what it is made of.
        if path.qself.is_some() {
            return;
        }
        let mut inner = Self::default();
        syn::visit::visit_type_path(&mut inner, path);
        match inner.found {
            // `Row<'a>` is what borrows, not `'a`.
            Some(found) if found.part.to_string().starts_with('\'') => self.find(path, None),
            Some(found) => self.find(found.part, found.owned),
            None => {}
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if !is_static(Some(lifetime)) {
            self.find(lifetime, None);
        }
    }

    // `for<'a> Fn(&'a str)`: of any lifetime, so of none that would end.
    fn visit_trait_bound(&mut self, bound: &'ast TraitBound) {
        if bound.lifetimes.is_none() {
            syn::visit::visit_trait_bound(self, bound);
        }
    }
    // The parameters of functions are borrowed when they are called.
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast ParenthesizedGenericArguments) {}
}

fn is_static(lifetime: Option<&Lifetime>) -> bool {
    lifetime.is_some_and(|lifetime| lifetime.ident == "static")
}

/// A function whose result borrows from nothing, which rustc would say as well: as if it lived for
/// ever.
pub(super) fn settle_result(signature: &mut syn::Signature) {
    let mut given = Lifetimes::default();
    for input in &signature.inputs {
        if let FnArg::Typed(param) = input {
            given.visit_type(&param.ty);
        }
    }
    if given.count != 1
        && let ReturnType::Type(_, ty) = &mut signature.output
    {
        Forever { named: false }.visit_type_mut(ty);
    }
}

/// A type as if all that it borrows lived for ever.
pub(super) fn forever(ty: &Type) -> Type {
    let mut ty = ty.clone();
    Forever { named: true }.visit_type_mut(&mut ty);
    ty
}

/// The lifetimes that a result could have without saying so.
#[derive(Default)]
struct Lifetimes {
    count: usize,
}

impl<'ast> Visit<'ast> for Lifetimes {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.count += usize::from(reference.lifetime.is_none());
        syn::visit::visit_type_reference(self, reference);
    }
    fn visit_lifetime(&mut self, _: &'ast Lifetime) {
        self.count += 1;
    }
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast ParenthesizedGenericArguments) {}
}

struct Forever {
    /// Lifetimes with a name, too.
    named: bool,
}

impl VisitMut for Forever {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if reference.lifetime.is_none() {
            let at = reference.and_token.spans[0];
            reference.lifetime = Some(Lifetime::new("'static", at));
        }
        syn::visit_mut::visit_type_reference_mut(self, reference);
    }
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if self.named || lifetime.ident == "_" {
            *lifetime = Lifetime::new("'static", lifetime.span());
        }
    }
    fn visit_trait_bound_mut(&mut self, bound: &mut TraitBound) {
        if bound.lifetimes.is_none() {
            syn::visit_mut::visit_trait_bound_mut(self, bound);
        }
    }
    fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_borrows_is_found() {
        for (ty, part, owned) in [
            ("&str", "&str", Some("String")),
            ("Option<&'a [u8]>", "&'a [u8]", Some("Vec<u8>")),
            ("(u64, &Row)", "&Row", Some("Row")),
            ("&&str", "&&str", Some("String")),
            ("Vec<Row<'_>>", "Row<'_>", None),
            ("&'static Row<'a>", "Row<'a>", None),
            ("Box<dyn Read + 'a>", "Box<dyn Read + 'a>", None),
        ] {
            let found = of(&syn::parse_str(ty).unwrap()).unwrap();
            assert_eq!(words::written(found.part), part, "{ty}");
            assert_eq!(found.owned.as_deref(), owned, "{ty}");
        }
        for ty in [
            "&'static str",
            "fn(&str) -> u8",
            "Box<dyn Fn(&str) -> &str>",
            "Box<dyn for<'a> Fn(&'a str) -> &'a str>",
            "<&T as A>::B",
        ] {
            assert!(of(&syn::parse_str(ty).unwrap()).is_none(), "{ty}");
        }
    }

    #[test]
    fn a_result_that_can_borrow_from_nothing_lives_for_ever() {
        for (written, instead) in [
            ("fn f(n: String) -> &str", "fn f(n: String) -> &'static str"),
            ("fn f(a: &A, b: &B) -> Row<'_>", "fn f(a: &A, b: &B) -> Row<'static>"),
            ("fn f(a: &A) -> Option<&str>", "fn f(a: &A) -> Option<&str>"),
        ] {
            let mut signature: syn::Signature = syn::parse_str(written).unwrap();
            settle_result(&mut signature);
            let expected: syn::Signature = syn::parse_str(instead).unwrap();
            assert_eq!(words::written(signature), words::written(expected));
        }
    }
}
