//! The collector of compile errors: one per mistake, in the order they are found.

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// What a caret covers: from the first to the last of some neighbouring tokens.
///
/// Spans cannot be joined by a macro on stable Rust, so both ends are kept.
#[derive(Clone, Copy)]
pub(crate) struct At {
    pub(crate) start: Span,
    pub(crate) end: Span,
}

impl At {
    /// From the first token to the last one.
    pub(crate) fn over(start: Span, end: Span) -> Self {
        Self { start, end }
    }

    /// All of `tokens`, or `fallback` when there are none.
    pub(crate) fn tokens(tokens: &[TokenTree], fallback: Span) -> Self {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => Self::over(first.span(), last.span()),
            _ => fallback.into(),
        }
    }

    /// One span: all of it where the compiler can join them, else its beginning.
    pub(crate) fn joined(self) -> Span {
        self.start.join(self.end).unwrap_or(self.start)
    }
}

impl From<Span> for At {
    fn from(span: Span) -> Self {
        Self::over(span, span)
    }
}

/// Errors so far. Nothing is printed until [`Diag::into_compile_errors`].
#[derive(Default)]
pub(crate) struct Diag {
    errors: Vec<syn::Error>,
}

impl Diag {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An error with its caret at `at` (a `Span`, or an [`At`] of several tokens).
    pub(crate) fn error(&mut self, at: impl Into<At>, message: impl Display) {
        let At { start, end } = at.into();
        // `new_spanned` asks for tokens and keeps only the spans of the first and the last one.
        let ends = [start, end].map(|span| TokenTree::Ident(Ident::new("_", span)));
        self.errors.push(syn::Error::new_spanned(TokenStream::from_iter(ends), message));
    }

    /// An error and the other place it is about, which follows as an error of its own: proc macros
    /// have no notes on stable Rust.
    pub(crate) fn error_with(
        &mut self,
        at: impl Into<At>,
        message: impl Display,
        second: (impl Into<At>, impl Display),
    ) {
        self.error(at, message);
        self.error(second.0, second.1);
    }

    /// What a syn parser found.
    pub(crate) fn syn(&mut self, error: syn::Error) {
        self.errors.extend(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// One `::core::compile_error! { … }` for each error.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.into_each_compile_error().collect()
    }

    /// The same, one by one.
    pub(crate) fn into_each_compile_error(self) -> impl Iterator<Item = TokenStream> {
        self.errors.into_iter().map(|error| error.to_compile_error())
    }
}

#[cfg(test)]
impl Diag {
    /// Message and caret (line, first column, column behind the last) of each error.
    pub(crate) fn carets(&self) -> Vec<(String, (usize, usize, usize))> {
        let caret = |error: &syn::Error| {
            let (start, end) = (error.span().start(), error.span().end());
            (error.to_string(), (start.line, start.column, end.column))
        };
        self.errors.iter().map(caret).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_runs_from_the_first_token_to_the_last() {
        let tokens: Vec<_> = "a -> b".parse::<TokenStream>().unwrap().into_iter().collect();
        let mut diag = Diag::new();
        diag.error(At::tokens(&tokens[1..3], Span::call_site()), "no");
        assert_eq!(diag.carets(), [("no".to_owned(), (1, 2, 4))]);

        let out: Vec<_> = diag.into_compile_errors().into_iter().collect();
        let shown: TokenStream = out.iter().cloned().collect();
        assert_eq!(shown.to_string().replace(' ', ""), "::core::compile_error!{\"no\"}");
        assert_eq!(out[0].span().start().column, 2);
        assert_eq!(out[out.len() - 1].span().end().column, 4);
    }

    #[test]
    fn a_second_place_is_a_second_error() {
        let mut diag = Diag::new();
        assert!(diag.is_empty());
        diag.error_with(Span::call_site(), "twice", (Span::call_site(), "first"));
        assert_eq!(diag.into_compile_errors().to_string().matches("compile_error").count(), 2);
    }
}
