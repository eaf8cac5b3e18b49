//! Words: which are Rust's own, and how tokens look in a message.

use std::collections::HashSet;
use std::fmt::Write;

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Groups inside groups that a message shows before it says `…`.
const DEPTH: usize = 8;

const KEYWORDS: &[&str] = &[
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The keywords that may stand in a path.
const PATH_KEYWORDS: &[&str] = &["crate", "self", "super", "Self"];

/// A word that can be no segment of a path.
pub(crate) fn is_keyword(ident: &Ident) -> bool {
    KEYWORDS.iter().any(|word| ident == word)
}

/// A word that something may be named with.
pub(crate) fn is_name(ident: &Ident) -> bool {
    !is_keyword(ident) && !PATH_KEYWORDS.iter().any(|word| ident == word)
}

/// Tokens as a person would write them: `a::b::<u64>`, `(a, b)`, `&mut x`.
pub(crate) fn text(tokens: &[TokenTree]) -> String {
    let mut out = String::new();
    write_tokens(&mut out, tokens, 0);
    out
}

/// The same of whatever is made of tokens.
pub(crate) fn written(tokens: impl ToTokens) -> String {
    text(&tokens.into_token_stream().into_iter().collect::<Vec<_>>())
}

/// All words in tokens.
pub(crate) fn idents(tokens: TokenStream, words: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                words.insert(ident.to_string());
            }
            TokenTree::Group(group) => idents(group.stream(), words),
            _ => {}
        }
    }
}

fn in_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        TokenTree::Literal(_) | TokenTree::Group(_) => false,
    }
}

/// The type to use instead of one without a size: `String` for `str`, `Vec<u8>` for `[u8]`.
pub(crate) fn sized(ty: &[TokenTree]) -> Option<String> {
    match ty {
        [TokenTree::Group(group)] => {
            let inner: Vec<_> = group.stream().into_iter().collect();
            let is_array =
                |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ';');
            match group.delimiter() {
                Delimiter::Bracket if !inner.iter().any(is_array) => {
                    Some(format!("Vec<{}>", text(&inner)))
                }
                Delimiter::None => sized(&inner),
                _ => None,
            }
        }
        // A path without type parameters.
        [path @ .., TokenTree::Ident(name)] if path.iter().all(in_path) => {
            let sized = match name.to_string().as_str() {
                "str" => "String",
                "Path" => "PathBuf",
                "OsStr" => "OsString",
                "CStr" => "CString",
                _ => return None,
            };
            Some(sized.into())
        }
        _ => None,
    }
}

fn write_tokens(out: &mut String, tokens: &[TokenTree], depth: usize) {
    let mut joined = false;
    for (i, token) in tokens.iter().enumerate() {
        let last = out.chars().next_back();
        match token {
            TokenTree::Punct(punct) => {
                let ch = punct.as_char();
                let arrow = ch == '-' && punct.spacing() == Spacing::Joint;
                if !joined && (arrow || matches!(ch, '=' | '+' | '\'')) && needs_space(last) {
                    out.push(' ');
                }
                out.push(ch);
                joined = punct.spacing() == Spacing::Joint;
                let arrow_head = ch == '>' && out.ends_with("->");
                let more = i + 1 < tokens.len();
                if more && !joined && (arrow_head || matches!(ch, ',' | '=' | '+')) {
                    out.push(' ');
                }
                // `x: u64`, but `a::b`.
                if more && !joined && ch == ':' && !out.ends_with("::") {
                    out.push(' ');
                }
            }
            TokenTree::Group(group) => {
                joined = false;
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                // `&'a [u8]`, but `f[0]`.
                let lifetime =
                    i >= 2 && matches!(&tokens[i - 2], TokenTree::Punct(p) if p.as_char() == '\'');
                if (group.delimiter() == Delimiter::Brace || lifetime) && needs_space(last) {
                    out.push(' ');
                }
                out.push_str(open);
                if depth < DEPTH {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    write_tokens(out, &inner, depth + 1);
                } else {
                    out.push('…');
                }
                out.push_str(close);
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if !joined && last.is_some_and(|ch| ch.is_alphanumeric() || "_\"".contains(ch)) {
                    out.push(' ');
                }
                joined = false;
                // Writing to a String cannot fail.
                let _ = write!(out, "{token}");
            }
        }
    }
}

fn needs_space(last: Option<char>) -> bool {
    last.is_some_and(|ch| !ch.is_whitespace() && !"(<[&".contains(ch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_look_as_written() {
        for written in [
            "a::b::<u64>",
            "::a::b",
            "f::<fn(u8) -> u8>",
            "f::<&'a str, dyn T + 'a>",
            "&'a [u8]",
            "(a, mut b)",
            "&x",
            "Point { x, y: z }",
            "f::<{ N }, 3>",
            "r#type",
        ] {
            let tokens: Vec<_> =
                written.parse::<proc_macro2::TokenStream>().unwrap().into_iter().collect();
            assert_eq!(text(&tokens), written);
        }
    }

    #[test]
    fn types_without_a_size_have_another_one() {
        let sized = |written: &str| {
            let tokens = written.parse::<proc_macro2::TokenStream>().unwrap();
            sized(&tokens.into_iter().collect::<Vec<_>>())
        };
        for (written, instead) in [
            ("str", "String"),
            ("std::path::Path", "PathBuf"),
            ("[u8]", "Vec<u8>"),
            ("[(u8, Vec<u8>)]", "Vec<(u8, Vec<u8>)>"),
        ] {
            assert_eq!(sized(written).as_deref(), Some(instead), "{written}");
        }
        for written in ["String", "[u8; 4]", "(u8, str)", "&str", "Path<u8>", ""] {
            assert_eq!(sized(written), None, "{written}");
        }
    }

    #[test]
    fn deep_groups_are_cut() {
        let deep = format!("{}x{}", "(".repeat(5000), ")".repeat(5000));
        let tokens: Vec<_> =
            deep.parse::<proc_macro2::TokenStream>().unwrap().into_iter().collect();
        assert_eq!(text(&tokens), "(((((((((…)))))))))");
    }
}
