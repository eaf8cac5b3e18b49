//! Paths of values, which enter a graph by a `let`: `csv::source("x")`, `Doubler`, `Client::new(url)`.

use proc_macro2::{Ident, Spacing, TokenTree};

/// Functions of connectors, and what others may call theirs.
const MAKERS: &[&str] = &["source", "sink", "batches", "batch_sink"];
/// Names that say nothing of what is made.
const PLAIN: &[&str] = &["new", "open", "default", "from", "with", "builder", "connect", "try_new"];

/// The names in a path, without its generics.
fn segments(path: &[TokenTree]) -> Vec<&Ident> {
    let (mut found, mut depth, mut dash) = (Vec::new(), 0_usize, false);
    for token in path {
        match token {
            TokenTree::Ident(ident) if depth == 0 => found.push(ident),
            TokenTree::Punct(punct) => {
                match punct.as_char() {
                    '<' => depth += 1,
                    '>' if !dash => depth = depth.saturating_sub(1),
                    _ => {}
                }
                dash = punct.as_char() == '-' && punct.spacing() == Spacing::Joint;
            }
            _ => {}
        }
    }
    found
}

/// `Doubler`, as types are called, but not `T` or `Self`.
fn is_type(ident: &Ident) -> bool {
    let name = ident.to_string();
    name != "Self"
        && name.starts_with(char::is_uppercase)
        && name.contains(|ch: char| ch.is_lowercase())
}

/// A function of a type: `Client::new`.
pub(crate) fn is_associated(path: &[TokenTree]) -> bool {
    matches!(segments(path).as_slice(), [.., of, _] if is_type(of))
}

/// What is hardly the path of a function under an attribute. It may be one all the same.
pub(crate) fn may_be_value(path: &[TokenTree]) -> bool {
    match segments(path).as_slice() {
        [.., last] if is_type(last) => true,
        [_, .., last] => MAKERS.iter().any(|maker| last == maker),
        _ => false,
    }
}

/// Whether a path has more than a name.
pub(crate) fn is_long(path: &[TokenTree]) -> bool {
    segments(path).len() > 1
}

/// The name that a `let` may give to it.
pub(crate) fn name(path: &[TokenTree]) -> String {
    let segments = segments(path);
    let named = match segments.as_slice() {
        [.., of, last] if PLAIN.iter().any(|plain| last == plain) => Some(of),
        [.., last] => Some(last),
        [] => None,
    };
    named.map_or_else(|| "node".to_owned(), |ident| snake(&ident.to_string()))
}

/// `KafkaSource` as `kafka_source`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for ch in name.chars() {
        if ch.is_uppercase() && lower {
            out.push('_');
        }
        lower = !ch.is_uppercase();
        out.extend(ch.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(written: &str) -> Vec<TokenTree> {
        written.parse::<proc_macro2::TokenStream>().unwrap().into_iter().collect()
    }

    #[test]
    fn values_are_known_by_their_paths() {
        for (path, named, associated, value) in [
            ("csv::source::<Flight>", "source", false, true),
            ("goflow::parquet::batch_sink", "batch_sink", false, true),
            ("KafkaSource", "kafka_source", false, true),
            ("KafkaSource::new", "kafka_source", true, false),
            ("kafka::Client::connect", "client", true, false),
            ("tasks::parse", "parse", false, false),
            ("source", "source", false, false),
            ("widen::<Vec<u64>>", "widen", false, false),
            ("T", "t", false, false),
        ] {
            let path = tokens(path);
            let shown = (name(&path), is_associated(&path), may_be_value(&path));
            assert_eq!(shown, (named.to_owned(), associated, value));
        }
    }
}
