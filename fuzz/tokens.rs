//! Token streams from bytes: as text where that lexes, else as a walk over words that a graph is
//! likely to have.

use proc_macro2::TokenStream;

const WORDS: &[&str] = &[
    "->",
    "-",
    ">",
    ";",
    ",",
    ":",
    "::",
    "|",
    "||",
    "&",
    "<",
    ">",
    "=",
    "#",
    "!",
    "let",
    "fn",
    "pub",
    "in",
    "out",
    "err",
    "key",
    "when",
    "move",
    "c",
    "buf",
    "inflight",
    "unordered",
    "a",
    "b",
    "parse",
    "discard",
    "r#type",
    "x",
    "T",
    "u64",
    "String",
    "0",
    "1",
    "64",
    "1.5",
    "'a",
    "\"s\"",
    "where",
    "async",
    "impl",
    "mut",
    "Result",
    "Option",
    "Out",
    "Keyed",
    "Local",
    "Vec",
];

/// A token stream of these bytes.
pub fn from_bytes(bytes: &[u8]) -> Option<TokenStream> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && bytes.first().is_some_and(|byte| byte % 2 == 0)
    {
        return text.parse().ok();
    }
    let mut text = String::new();
    let mut open = Vec::new();
    for byte in bytes {
        match byte {
            0..=5 => {
                let (left, right) = [('(', ')'), ('[', ']'), ('{', '}')][usize::from(byte % 3)];
                text.push(left);
                open.push(right);
            }
            6..=14 => text.extend(open.pop()),
            _ => text.push_str(WORDS[usize::from(*byte) % WORDS.len()]),
        }
        text.push(' ');
    }
    text.extend(open.into_iter().rev());
    text.parse().ok()
}
