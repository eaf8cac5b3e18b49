//! Tokens to tree, recovering after each mistake.

mod args;
mod arrow;
mod binding;
mod closure;
mod cursor;
mod flow;
mod header;
mod number;
mod path;
mod settings;
mod term;
mod text;
mod tree;

use proc_macro2::{Ident, Span, TokenStream};

pub(crate) use self::path::{Path, is_path};
pub(crate) use self::text::text;
pub(crate) use self::tree::{Arrow, Bound, Flow, Given, Kind, Let, Target, Term, Tree, What};
use crate::diag::Diag;

/// `pub fn enrich<K: Key>(store: S) -> Pipe<…> where …`
pub(crate) struct Header {
    pub(crate) attrs: Vec<syn::Attribute>,
    pub(crate) vis: syn::Visibility,
    pub(crate) name: Ident,
    /// With the `where` clause in it.
    pub(crate) generics: syn::Generics,
    /// `name: Type` each.
    pub(crate) params: Vec<(Ident, syn::Type)>,
    pub(crate) output: syn::Type,
}

/// A closure node: raw tokens, and what must be known of its one parameter.
pub(crate) struct Closure {
    /// The whole closure as written.
    pub(crate) tokens: TokenStream,
    /// The parameter's type begins with `&`: it only reads the event.
    pub(crate) reads: bool,
    /// The parameter's type, without the `&` when `reads`.
    pub(crate) event: TokenStream,
    pub(crate) span: Span,
}

/// An error was reported, and reading goes on behind the next `;`.
struct Skip;

/// Reads a `pipeline!` body. Never panics, whatever the tokens are.
pub(crate) fn read(input: TokenStream, diag: &mut Diag) -> Tree {
    let tokens = cursor::tokens(input);
    let (kind, body, complete) = if header::starts(&tokens) {
        let sub = header::read(&tokens, diag);
        let complete = sub.header.is_some();
        (Kind::Sub(sub.header.map(Box::new)), sub.body, complete)
    } else {
        (Kind::Plain, tokens, true)
    };
    let mut reader = flow::Reader::new(diag);
    reader.statements(&body);
    Tree { kind, complete: complete && reader.complete, lets: reader.lets, flows: reader.flows }
}
