//! What a graph is written with that means the same to every stage, from the tokens to the code.

use proc_macro2::{Ident, Span, TokenStream};

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

/// What stands on an arrow.
#[derive(Clone)]
pub(crate) enum Label {
    /// `->`
    Main,
    /// `-[err]->`, spanned at the word
    Err(Span),
    /// `-[key EXPR]->`
    Key(TokenStream),
    /// `-[when EXPR]->`
    When(TokenStream),
    /// `-[port]->`
    Port(Ident),
}

/// Settings of one node; what was not said is `None`.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) workers: Option<Amount>,
    pub(crate) buffer: Option<Amount>,
    pub(crate) inflight: Option<Amount>,
    pub(crate) unordered: bool,
    /// The word that speaks of what comes in: `buf` or `inflight`.
    pub(crate) of_input: Option<Ident>,
}

impl Settings {
    /// Nothing was said.
    pub(crate) fn is_default(&self) -> bool {
        self.workers.is_none() && self.buffer.is_none() && self.inflight.is_none()
    }
}

/// The value of a setting.
pub(crate) enum Amount {
    /// A literal, already read as a number.
    Literal(u64, Span),
    /// A path to a const.
    Path(TokenStream),
    /// `{ EXPR }`: the tokens inside the braces.
    Expr(TokenStream),
}
