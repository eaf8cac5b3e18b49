//! What a token that belongs to nothing may have been meant as.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::{self, Cursor};
use super::{closure, settings};
use crate::messages;

/// What stands before it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// The first node of a statement.
    Head,
    Other,
}

/// `b <- a`
pub(super) fn is_backwards(cursor: Cursor<'_>) -> bool {
    cursor.punct(0, '<').is_some() && cursor.punct(1, '-').is_some()
}

/// What is said of the token that comes next.
pub(super) fn message(cursor: Cursor<'_>, place: Place) -> String {
    match meant(cursor, place) {
        Some(help) => format!("{}\nhelp: {help}", messages::STRAY),
        None => messages::STRAY.to_owned(),
    }
}

fn meant(cursor: Cursor<'_>, place: Place) -> Option<&'static str> {
    match cursor.peek(0)? {
        TokenTree::Punct(punct) => match punct.as_char() {
            ',' if place == Place::Head && leads(cursor) => Some(messages::STRAY_HEADS),
            ',' => Some(messages::STRAY_COMMA),
            '.' | '?' => Some(messages::STRAY_CALL),
            '-' if cursor.ident(1).is_some() && cursor.thin_arrow(2).is_some() => {
                Some(messages::STRAY_LABEL)
            }
            '-' if cursor.group(1, Delimiter::Parenthesis).is_some()
                && cursor.thin_arrow(2).is_some() =>
            {
                Some(messages::STRAY_LABEL)
            }
            '<' if is_backwards(cursor) => Some(messages::STRAY_BACKWARDS),
            // What is drawn elsewhere: `=>`, `-->`, `>>`, `|`, `<-`, `~>`.
            '-' | '=' | '>' | '<' | '|' | '~' => Some(messages::STRAY_ARROW),
            _ => None,
        },
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Brace => Some(messages::STRAY_BLOCK),
            // `a [when |e| …] -> b`
            Delimiter::Bracket if is_label(group) && ahead(cursor).arrow().is_some() => {
                Some(messages::STRAY_LABEL)
            }
            // `[a, b] -> c`, but not `a [c 2] -> b`.
            Delimiter::Bracket
                if ahead(cursor).arrow().is_none()
                    || settings::begins_with_setting(&cursor::tokens(group.stream())) =>
            {
                Some(messages::STRAY_BRACKETS)
            }
            _ => Some(messages::STRAY_FLOW),
        },
        TokenTree::Ident(word) if word == "as" => Some(messages::STRAY_NAME),
        TokenTree::Ident(_) => Some(messages::STRAY_FLOW),
        TokenTree::Literal(_) => None,
    }
}

/// Whether an arrow comes before the `;`.
fn leads(mut cursor: Cursor<'_>) -> bool {
    cursor.take_until(|ahead| ahead.arrow().is_some() || ahead.at_semicolon());
    cursor.arrow().is_some()
}

fn is_label(group: &proc_macro2::Group) -> bool {
    let tokens = cursor::tokens(group.stream());
    let word = Cursor::new(&tokens).ident(0);
    word.is_some_and(|word| ["err", "key", "when"].iter().any(|label| word == label))
}

fn ahead(mut cursor: Cursor<'_>) -> Cursor<'_> {
    cursor.take(1);
    cursor
}

/// What a group stands for where a node is expected.
pub(super) fn in_place_of_a_node(group: &proc_macro2::Group) -> String {
    let tokens = cursor::tokens(group.stream());
    let help = if closure::starts(Cursor::new(&tokens)) {
        messages::CLOSURE_IN_PARENTHESES
    } else if group.delimiter() == Delimiter::Parenthesis {
        messages::BLOCK_IN_PARENTHESES
    } else if group.delimiter() == Delimiter::Brace {
        messages::STRAY_HEADS
    } else {
        return messages::NODE_EXPECTED.to_owned();
    };
    format!("{}\nhelp: {help}", messages::NODE_EXPECTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_told() {
        for (written, help) in [
            ("=> b", Some(messages::STRAY_ARROW)),
            ("--> b", Some(messages::STRAY_ARROW)),
            ("| b", Some(messages::STRAY_ARROW)),
            ("-err-> b", Some(messages::STRAY_LABEL)),
            (", b", Some(messages::STRAY_COMMA)),
            (".map(f)", Some(messages::STRAY_CALL)),
            ("{ b; c }", Some(messages::STRAY_BLOCK)),
            ("[c 2] -> b", Some(messages::STRAY_BRACKETS)),
            ("[store]", Some(messages::STRAY_BRACKETS)),
            ("[b, c] -> d", Some(messages::STRAY_FLOW)),
            ("b -> c", Some(messages::STRAY_FLOW)),
            ("-(err)-> b", Some(messages::STRAY_LABEL)),
            ("[when |e| e.x] -> b", Some(messages::STRAY_LABEL)),
            ("<- b", Some(messages::STRAY_BACKWARDS)),
            ("as b", Some(messages::STRAY_NAME)),
            ("5", None),
            ("@ b", None),
        ] {
            let tokens: Vec<_> =
                written.parse::<proc_macro2::TokenStream>().unwrap().into_iter().collect();
            assert_eq!(meant(Cursor::new(&tokens), Place::Other), help, "{written}");
        }
        for (written, help) in
            [(", b -> c", messages::STRAY_HEADS), (", b; c -> d", messages::STRAY_COMMA)]
        {
            let tokens: Vec<_> =
                written.parse::<proc_macro2::TokenStream>().unwrap().into_iter().collect();
            assert_eq!(meant(Cursor::new(&tokens), Place::Head), Some(help), "{written}");
        }
    }
}
