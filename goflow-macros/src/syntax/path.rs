//! Paths, read by hand so that one that is only half written costs no more than its statement.

use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};

use super::Skip;
use super::cursor::Cursor;
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::{is_keyword, is_name, text};

/// `tasks::widen::<u64>`
pub(crate) struct Path {
    pub(crate) tokens: Vec<TokenTree>,
    /// The last segment.
    pub(crate) name: Ident,
}

impl Path {
    /// Only a name: no module before it and no turbofish behind it.
    pub(crate) fn is_bare(&self) -> bool {
        self.tokens.len() == 1
    }

    /// The same, with a turbofish or without one.
    pub(crate) fn name_only(&self) -> bool {
        let first = matches!(self.tokens.first(), Some(TokenTree::Ident(it)) if *it == self.name);
        first && !matches!(self.tokens.get(3), Some(TokenTree::Ident(_)))
    }

    pub(crate) fn text(&self) -> String {
        text(&self.tokens)
    }

    pub(crate) fn at(&self) -> At {
        At::tokens(&self.tokens, self.name.span())
    }

    pub(crate) fn stream(self) -> TokenStream {
        self.tokens.into_iter().collect()
    }
}

/// True for what can begin a path.
pub(crate) fn starts(cursor: Cursor<'_>) -> bool {
    let word = if cursor.path_separator(0).is_some() { 2 } else { 0 };
    cursor.ident(word).is_some_and(|ident| !is_keyword(ident))
}

/// True when all of `tokens` is one path.
pub(crate) fn is_path(tokens: &[TokenTree]) -> bool {
    let mut cursor = Cursor::new(tokens);
    let mut diag = Diag::new();
    read(&mut cursor, &mut diag).is_ok() && diag.is_empty() && cursor.is_empty()
}

/// Reads a path where [`starts`] holds.
pub(crate) fn read(cursor: &mut Cursor<'_>, diag: &mut Diag) -> Result<Path, Skip> {
    let mut tokens = Vec::new();
    let mut separator = cursor.path_separator(0);
    if separator.is_some() {
        tokens.extend_from_slice(cursor.take(2));
    }
    let name = loop {
        let ident = match (cursor.ident(0), separator) {
            (Some(ident), _) if !is_keyword(ident) => ident,
            (_, Some(at)) => {
                diag.error(at, messages::PATH_WITHOUT_END);
                return Err(Skip);
            }
            (_, None) => return Err(Skip),
        };
        tokens.extend_from_slice(cursor.take(1));
        separator = cursor.path_separator(0);
        if separator.is_some() {
            tokens.extend_from_slice(cursor.take(2));
            if cursor.punct(0, '<').is_none() {
                continue;
            }
        }
        if let Some(start) = cursor.punct(0, '<') {
            let Some(length) = angle(*cursor) else {
                // `a <- b`: that is no list of generics, so let the statement stumble over it.
                if separator.is_none() {
                    break ident;
                }
                diag.error(start, messages::ANGLE_WITHOUT_END);
                return Err(Skip);
            };
            if separator.is_none() {
                diag.error(start, messages::generics_without_turbofish(ident));
                for spacing in [Spacing::Joint, Spacing::Alone] {
                    let mut colon = Punct::new(':', spacing);
                    colon.set_span(start);
                    tokens.push(colon.into());
                }
            }
            tokens.extend_from_slice(cursor.take(length));
            separator = cursor.path_separator(0);
            if separator.is_some() {
                tokens.extend_from_slice(cursor.take(2));
                continue;
            }
        }
        break ident;
    };
    if !is_name(name) {
        diag.error(name.span(), messages::keyword_as_node(name));
        return Err(Skip);
    }
    Ok(Path { tokens, name: name.clone() })
}

/// The number of tokens of a `<…>`, with both ends; `None` when it does not end in this statement.
fn angle(cursor: Cursor<'_>) -> Option<usize> {
    let mut depth = 0_usize;
    let mut after_dash = false;
    for (n, token) in cursor.rest().iter().enumerate() {
        let TokenTree::Punct(punct) = token else {
            after_dash = false;
            continue;
        };
        match punct.as_char() {
            '<' => depth += 1,
            // The head of the `->` in `fn(u8) -> u8` closes nothing.
            '>' if !after_dash => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(n + 1);
                }
            }
            ';' => return None,
            _ => {}
        }
        after_dash = punct.as_char() == '-' && punct.spacing() == Spacing::Joint;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(written: &str) -> (Option<String>, String, usize) {
        let tokens: Vec<_> = written.parse::<TokenStream>().unwrap().into_iter().collect();
        let mut cursor = Cursor::new(&tokens);
        let mut diag = Diag::new();
        let path = read(&mut cursor, &mut diag).ok().map(|path| path.text());
        let error = diag.carets().pop().map(|(message, _)| message).unwrap_or_default();
        (path, error, cursor.rest().len())
    }

    #[test]
    fn paths_end_where_they_end() {
        for (written, expected, left) in [
            ("parse -> x", "parse", 3),
            ("a::b::c(x)", "a::b::c", 1),
            ("::a::b;", "::a::b", 1),
            ("crate::tasks::parse", "crate::tasks::parse", 0),
            ("r#type", "r#type", 0),
            ("widen::<u64>->b", "widen::<u64>", 3),
            ("widen::<Vec<Vec<u8>>>", "widen::<Vec<Vec<u8>>>", 0),
            ("f::<fn(u8) -> u8> -> b", "f::<fn(u8) -> u8>", 3),
            ("a::<u8>::b::<_, 3> (c 2)", "a::<u8>::b::<_, 3>", 1),
            ("a: b", "a", 2),
            ("a <- b -> c", "a", 6),
        ] {
            assert_eq!(path(written), (Some(expected.to_owned()), String::new(), left));
        }
    }

    #[test]
    fn half_written_paths_are_errors() {
        assert_eq!(path("a:: -> b").1, "expected a name after this `::`");
        assert_eq!(path("a::match").1, "expected a name after this `::`");
        assert_eq!(path("a::<u8; b").1, "this `<` is never closed");
        assert_eq!(path("a::super").1, "expected a node, found the keyword `super`");
        assert!(!is_path(&"a b".parse::<TokenStream>().unwrap().into_iter().collect::<Vec<_>>()));
    }

    #[test]
    fn generics_without_a_turbofish_are_read_as_if_it_stood_there() {
        let (read, error, left) = path("widen<u64> -> b");
        assert_eq!((read.as_deref(), left), (Some("widen::<u64>"), 3));
        assert_eq!(error, "generics in a graph need a turbofish: `widen::<…>`");
    }
}
