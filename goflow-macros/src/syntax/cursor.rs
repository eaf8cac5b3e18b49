//! A place in a list of tokens, and what can be seen from there.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

use super::{closure, path};
use crate::diag::At;

/// A position in a slice of tokens. Copying it is how to look ahead.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a [TokenTree],
}

/// An arrow as it is drawn.
pub(crate) enum Shape<'a> {
    /// `->`
    Plain(At),
    /// `-[…]->`
    Labelled(At, &'a Group),
}

impl Shape<'_> {
    /// From the `-` to the `>`.
    pub(crate) fn at(&self) -> At {
        match self {
            Self::Plain(at) | Self::Labelled(at, _) => *at,
        }
    }
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(tokens: &'a [TokenTree]) -> Self {
        Self { rest: tokens }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// The tokens from here to the end.
    pub(crate) fn rest(self) -> &'a [TokenTree] {
        self.rest
    }

    /// The token `n` places ahead.
    pub(crate) fn peek(self, n: usize) -> Option<&'a TokenTree> {
        self.rest.get(n)
    }

    pub(crate) fn ident(self, n: usize) -> Option<&'a Ident> {
        match self.peek(n) {
            Some(TokenTree::Ident(ident)) => Some(ident),
            _ => None,
        }
    }

    pub(crate) fn group(self, n: usize, delimiter: Delimiter) -> Option<&'a Group> {
        match self.peek(n) {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }

    /// The span of the punctuation `ch`, if that is the token `n` places ahead.
    pub(crate) fn punct(self, n: usize, ch: char) -> Option<Span> {
        match self.peek(n) {
            Some(TokenTree::Punct(punct)) if punct.as_char() == ch => Some(punct.span()),
            _ => None,
        }
    }

    /// Two characters of punctuation without a space between.
    fn pair(self, n: usize, first: char, second: char) -> Option<At> {
        match self.peek(n) {
            Some(TokenTree::Punct(punct))
                if punct.as_char() == first && punct.spacing() == Spacing::Joint =>
            {
                Some(At::over(punct.span(), self.punct(n + 1, second)?))
            }
            _ => None,
        }
    }

    /// `::`
    pub(crate) fn path_separator(self, n: usize) -> Option<At> {
        self.pair(n, ':', ':')
    }

    /// `->`
    pub(crate) fn thin_arrow(self, n: usize) -> Option<At> {
        self.pair(n, '-', '>')
    }

    /// `->` or `-[…]->`. A `-[…]` without the rest of the arrow is Rust: `x -[1][0]`.
    pub(crate) fn arrow(self) -> Option<Shape<'a>> {
        if let Some(at) = self.thin_arrow(0) {
            return Some(Shape::Plain(at));
        }
        let start = self.punct(0, '-')?;
        let label = self.group(1, Delimiter::Bracket)?;
        let end = self.thin_arrow(2)?.end;
        Some(Shape::Labelled(At::over(start, end), label))
    }

    /// Steps over `n` tokens and gives them back.
    pub(crate) fn take(&mut self, n: usize) -> &'a [TokenTree] {
        let (taken, rest) = self.rest.split_at(n.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Steps over the tokens up to the first place where `stop` holds.
    pub(crate) fn take_until(&mut self, stop: impl Fn(Cursor<'a>) -> bool) -> &'a [TokenTree] {
        let mut ahead = *self;
        let mut n = 0;
        while !ahead.is_empty() && !stop(ahead) {
            ahead.take(1);
            n += 1;
        }
        self.take(n)
    }

    /// Steps over everything up to and with the next `;`: where reading goes on after a mistake.
    pub(crate) fn skip_statement(&mut self) {
        self.take_until(Cursor::at_semicolon);
        self.take(1);
    }

    pub(crate) fn at_semicolon(self) -> bool {
        self.punct(0, ';').is_some()
    }
}

/// The tokens of a stream as the grammar sees them.
///
/// What `macro_rules!` passes on (`$p:path`, `$n:literal`) comes in invisible groups. They are
/// opened where that cannot change what an expression means.
pub(crate) fn tokens(stream: TokenStream) -> Vec<TokenTree> {
    let mut tokens = Vec::new();
    for mut token in stream {
        let opened = loop {
            let TokenTree::Group(group) = &token else {
                break None;
            };
            if group.delimiter() != Delimiter::None {
                break None;
            }
            let mut inner: Vec<_> = group.stream().into_iter().collect();
            match inner.len() {
                1 => token = inner.remove(0),
                _ if is_plain(&inner) => break Some(inner),
                _ => break None,
            }
        };
        match opened {
            Some(inner) => tokens.extend(inner),
            None => tokens.push(token),
        }
    }
    tokens
}

/// A path or a closure: neither needs a group to hold it together.
fn is_plain(inner: &[TokenTree]) -> bool {
    path::is_path(inner) || closure::starts(Cursor::new(inner))
}
