//! Which generic parameters the event type fixes, and which the graph must give.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{GenericParam, Generics, Type, TypePath, WherePredicate};

use crate::words::idents;

/// A function's generics, parted.
pub(crate) struct Parts {
    /// Type and const parameters that the event type fixes.
    fixed: Vec<GenericParam>,
    /// The rest: parameters of the node's own type.
    rest: Vec<GenericParam>,
    /// Lifetimes of a call, which are no part of the node.
    lifetimes: HashSet<String>,
    predicates: Vec<WherePredicate>,
    /// What is taken for granted of events.
    assumed: Vec<WherePredicate>,
}

impl Parts {
    pub(crate) fn new(generics: &Generics, event: Option<&Type>) -> Self {
        let names: HashSet<String> = generics.params.iter().filter_map(name).collect();
        let mut fixed = Fixed { names: &names, found: HashSet::new() };
        if let Some(event) = event {
            fixed.visit_type(event);
        }
        let mut parts = Self {
            fixed: Vec::new(),
            rest: Vec::new(),
            lifetimes: generics.lifetimes().map(|param| param.lifetime.ident.to_string()).collect(),
            predicates: generics.where_clause.iter().flat_map(|w| w.predicates.clone()).collect(),
            assumed: Vec::new(),
        };
        for param in &generics.params {
            match name(param) {
                Some(name) if fixed.found.contains(&name) => parts.fixed.push(param.clone()),
                Some(_) => parts.rest.push(param.clone()),
                None => {}
            }
        }
        parts
    }

    /// One more predicate, for what is implemented of events.
    pub(crate) fn assume(&mut self, predicate: &TokenStream) {
        self.assumed.extend(syn::parse2::<WherePredicate>(predicate.clone()));
    }

    /// True for what mentions one of the function's parameters.
    pub(crate) fn mentions(&self, tokens: &TokenStream) -> bool {
        let mut words = HashSet::new();
        idents(tokens.clone(), &mut words);
        self.fixed.iter().chain(&self.rest).filter_map(name).any(|name| words.contains(&name))
    }

    /// True when the event type decides a parameter: what comes along the edge settles it.
    pub(crate) fn is_open(&self) -> bool {
        !self.fixed.is_empty()
    }

    /// `<A, B>` of the node's own type.
    pub(crate) fn node_args(&self) -> TokenStream {
        let names = self.rest.iter().map(arg);
        quote!(<#(#names),*>)
    }

    /// The node's own parameters without bounds.
    pub(crate) fn node_params(&self) -> TokenStream {
        let params = self.rest.iter().map(bare);
        quote!(<#(#params),*>)
    }

    /// The same with one more type parameter.
    pub(crate) fn node_params_and(&self, more: &TokenStream) -> TokenStream {
        let params = self.rest.iter().map(bare);
        quote!(<#(#params,)* #more>)
    }

    /// A type that mentions the node's own type parameters.
    pub(crate) fn marker(&self) -> TokenStream {
        let names = self.rest.iter().filter_map(|param| match param {
            GenericParam::Type(param) => Some(&param.ident),
            _ => None,
        });
        quote!((#(#names,)*))
    }

    /// The node's own parameters with those bounds that mention no others; and the where clause.
    pub(crate) fn node_impl(&self) -> (TokenStream, TokenStream) {
        self.bounded(&self.rest, true)
    }

    /// The same for what is said of the node alone, whatever its events are.
    pub(crate) fn node_head(&self) -> (TokenStream, TokenStream) {
        self.bounded(&self.rest, false)
    }

    /// All parameters with all bounds, and the where clause.
    pub(crate) fn full_impl(&self) -> (TokenStream, TokenStream) {
        let all: Vec<_> = self.fixed.iter().chain(&self.rest).cloned().collect();
        self.bounded(&all, true)
    }

    /// The node's own parameters and those fixed ones that `tokens` mention.
    pub(crate) fn impl_for(&self, tokens: &TokenStream) -> (TokenStream, TokenStream, TokenStream) {
        let mentioned = self.fixed_in(tokens);
        let list: Vec<_> = mentioned.iter().chain(&self.rest).cloned().collect();
        let (params, clause) = self.bounded(&list, false);
        let names = mentioned.iter().map(arg);
        (params, clause, quote!((#(#names,)*)))
    }

    fn fixed_in(&self, tokens: &TokenStream) -> Vec<GenericParam> {
        let mut words = HashSet::new();
        idents(tokens.clone(), &mut words);
        let mentioned = |param: &&GenericParam| name(param).is_some_and(|n| words.contains(&n));
        self.fixed.iter().filter(mentioned).cloned().collect()
    }

    /// `::<A, B>` of the function itself, in the order it declares them.
    pub(crate) fn call_args(generics: &Generics) -> TokenStream {
        let names: Vec<_> = generics.params.iter().filter(|p| name(p).is_some()).map(arg).collect();
        if names.is_empty() { TokenStream::new() } else { quote!(::<#(#names),*>) }
    }

    fn bounded(&self, list: &[GenericParam], events: bool) -> (TokenStream, TokenStream) {
        let known: HashSet<String> = list.iter().filter_map(name).collect();
        let all: HashSet<String> = self.fixed.iter().chain(&self.rest).filter_map(name).collect();
        let allowed = |tokens: TokenStream| {
            let mut words = HashSet::new();
            idents(tokens, &mut words);
            words.iter().all(|word| known.contains(word) || !all.contains(word))
        };
        let allowed =
            |tokens: TokenStream| !has_lifetime(tokens.clone(), &self.lifetimes) && allowed(tokens);
        let params = list.iter().map(|param| {
            let mut param = bare(param);
            if let GenericParam::Type(ty) = &mut param
                && let Some(GenericParam::Type(bounded)) = self
                    .fixed
                    .iter()
                    .chain(&self.rest)
                    .find(|p| name(p) == Some(ty.ident.to_string()))
            {
                ty.bounds = bounded
                    .bounds
                    .iter()
                    .filter(|bound| allowed(bound.to_token_stream()))
                    .cloned()
                    .collect();
                if !ty.bounds.is_empty() {
                    ty.colon_token = Some(Default::default());
                }
            }
            param
        });
        let params = quote!(<#(#params),*>);
        let statics = list.iter().filter_map(|param| match param {
            GenericParam::Type(ty) => Some(&ty.ident),
            _ => None,
        });
        let assumed = self.assumed.iter().filter(|_| events);
        let predicates = self.predicates.iter().chain(assumed);
        let predicates = predicates.filter(|p| allowed(p.to_token_stream()));
        // Whatever a node holds outlives the call that made it.
        (params, quote!(where #(#statics: 'static,)* #(#predicates,)*))
    }
}

fn name(param: &GenericParam) -> Option<String> {
    match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        GenericParam::Const(param) => Some(param.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    }
}

fn arg(param: &GenericParam) -> TokenStream {
    match param {
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
    }
}

fn bare(param: &GenericParam) -> GenericParam {
    let mut param = param.clone();
    match &mut param {
        GenericParam::Type(param) => {
            param.bounds.clear();
            param.colon_token = None;
            param.default = None;
            param.attrs.clear();
        }
        GenericParam::Const(param) => {
            param.default = None;
            param.attrs.clear();
        }
        GenericParam::Lifetime(param) => param.attrs.clear(),
    }
    param
}

/// True for tokens that mention one of these lifetimes.
fn has_lifetime(tokens: TokenStream, names: &HashSet<String>) -> bool {
    let mut quote = false;
    tokens.into_iter().any(|token| {
        let behind_quote = std::mem::replace(&mut quote, false);
        match token {
            TokenTree::Punct(punct) => {
                quote = punct.as_char() == '\'';
                false
            }
            TokenTree::Ident(name) => behind_quote && names.contains(&name.to_string()),
            TokenTree::Group(group) => has_lifetime(group.stream(), names),
            TokenTree::Literal(_) => false,
        }
    })
}

/// Finds parameters that a type determines: `T` in `Vec<T>`, but not in `T::Item` or `<T as A>::B`.
struct Fixed<'a> {
    names: &'a HashSet<String>,
    found: HashSet<String>,
}

impl<'ast> Visit<'ast> for Fixed<'_> {
    fn visit_type_path(&mut self, path: &'ast TypePath) {
        if path.qself.is_some() {
            return;
        }
        let mut segments = path.path.segments.iter();
        if let (Some(only), None) = (segments.next(), segments.next()) {
            let name = only.ident.to_string();
            if self.names.contains(&name) {
                self.found.insert(name);
            }
        } else if let Some(first) = path.path.segments.first()
            && self.names.contains(&first.ident.to_string())
        {
            return;
        }
        syn::visit::visit_type_path(self, path);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if let Some(ident) = path.path.get_ident() {
            let name = ident.to_string();
            if self.names.contains(&name) {
                self.found.insert(name);
            }
        }
    }
}
