//! Settings: `(c 4 buf 16)`, `(inflight 32 unordered)`.

use proc_macro2::{Delimiter, Ident, Span, TokenTree};

use super::Skip;
use super::cursor::Cursor;
use super::number::{NoNumber, number};
use super::parts::{Amount, Settings};
use super::path;
use crate::diag::Diag;
use crate::messages;
use crate::words::is_name;

/// The words that take a value.
const VALUED: &[&str] = &["c", "buf", "inflight"];
const UNORDERED: &str = "unordered";

/// Settings, or arguments? A word with a literal, a path or a brace behind it is no Rust
/// expression, but for a struct literal and `x as T`.
pub(crate) fn is_settings(tokens: &[TokenTree]) -> bool {
    let cursor = Cursor::new(behind_commas(tokens));
    let Some(word) = cursor.ident(0).filter(|word| is_name(word)) else {
        return false;
    };
    match cursor.peek(1) {
        Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Ident(next)) => next != "as",
        Some(TokenTree::Group(group)) => match group.delimiter() {
            Delimiter::Brace => is_valued(word),
            // An expression that a `macro_rules!` passes on.
            Delimiter::None => true,
            Delimiter::Parenthesis | Delimiter::Bracket => false,
        },
        Some(TokenTree::Punct(_)) => {
            let value = matches!(cursor.peek(2), Some(TokenTree::Literal(_)));
            sign(cursor, 1).is_some() && (value || is_valued(word))
        }
        None => false,
    }
}

/// No expression begins with a comma: `(, c 2)`.
fn behind_commas(tokens: &[TokenTree]) -> &[TokenTree] {
    let mut cursor = Cursor::new(tokens);
    cursor.take_until(|ahead| ahead.punct(0, ',').is_none());
    cursor.rest()
}

/// The `=` or `:` of `(c = 2)` and `(c: 2)`.
fn sign(cursor: Cursor<'_>, n: usize) -> Option<Span> {
    let equals = cursor.punct(n, '=').filter(|_| cursor.punct(n + 1, '=').is_none());
    equals.or_else(|| cursor.punct(n, ':').filter(|_| cursor.path_separator(n).is_none()))
}

/// True for a group that can only be a mistaken setting where no arguments may stand: `(c)`.
pub(crate) fn begins_with_setting(tokens: &[TokenTree]) -> bool {
    let cursor = Cursor::new(behind_commas(tokens));
    cursor.ident(0).is_some_and(|word| is_valued(word) || word == UNORDERED)
}

/// Settings that stand among arguments: `numbers(3, c 2)`.
pub(crate) fn is_among_args(piece: &[TokenTree]) -> bool {
    is_settings(piece) && begins_with_setting(piece)
}

/// A word that may have been meant as a setting, or is a variable: `(c)`.
pub(crate) fn is_lone_setting(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Ident(word)] if is_valued(word))
}

fn is_valued(word: &Ident) -> bool {
    VALUED.iter().any(|known| word == known)
}

/// Reads what stands in the parentheses. Each mistake is reported and left out.
pub(crate) fn read(tokens: &[TokenTree], diag: &mut Diag) -> Settings {
    let mut settings = Settings::default();
    let mut cursor = Cursor::new(tokens);
    let mut seen: Vec<String> = Vec::new();
    let mut expected = true;
    while !cursor.is_empty() {
        if let Some(comma) = cursor.punct(0, ',') {
            if std::mem::replace(&mut expected, true) {
                diag.error(comma, messages::SETTING_MISSING);
            }
            cursor.take(1);
            continue;
        }
        expected = false;
        if let Some(semicolon) = cursor.punct(0, ';') {
            diag.error(semicolon, messages::SETTING_SEMICOLON);
            cursor.take(1);
        } else if one(&mut cursor, &mut settings, &mut seen, diag).is_err() {
            cursor.take_until(|ahead| ahead.punct(0, ',').is_some());
        }
    }
    settings
}

fn one(
    cursor: &mut Cursor<'_>,
    settings: &mut Settings,
    seen: &mut Vec<String>,
    diag: &mut Diag,
) -> Result<(), Skip> {
    let Some(word) = cursor.ident(0) else {
        if let Some(token) = cursor.peek(0) {
            diag.error(token.span(), messages::SETTING_STRAY);
        }
        return Err(Skip);
    };
    cursor.take(1);
    if word == UNORDERED {
        diag.error(word.span(), messages::UNORDERED_ALONE);
        return Ok(());
    }
    let sign = sign(*cursor, 0);
    if sign.is_some() {
        cursor.take(1);
    }
    if !is_valued(word) {
        diag.error(word.span(), messages::unknown_setting(word));
        // Its value, if it has one, is no further mistake.
        value(cursor, word, &mut Diag::new())?;
        return Ok(());
    }
    if let Some(sign) = sign {
        diag.error(sign, messages::SETTING_SIGN);
    }
    let name = word.to_string();
    let again = seen.contains(&name);
    if again {
        diag.error(word.span(), messages::setting_twice(word));
    }
    let amount = value(cursor, word, diag)?.filter(|amount| !is_zero(amount, word, diag));
    let divided = cursor.punct(0, ',').or(cursor.punct(0, ';')).is_some();
    if let Some(TokenTree::Punct(punct)) = cursor.peek(0).filter(|_| !divided) {
        // `(c n + 1)`: what was read is not what was meant.
        diag.error(punct.span(), messages::SETTING_STRAY);
        return Err(Skip);
    }
    let unordered = word == "inflight" && cursor.ident(0).is_some_and(|next| next == UNORDERED);
    if unordered {
        cursor.take(1);
    }
    if again {
        return Ok(());
    }
    if word != "c" && amount.is_some() {
        settings.of_input.get_or_insert_with(|| word.clone());
    }
    match name.as_str() {
        "c" => settings.workers = amount,
        "buf" => settings.buffer = amount,
        _ => {
            settings.unordered = unordered && amount.is_some();
            settings.inflight = amount;
        }
    }
    seen.push(name);
    Ok(())
}

fn is_zero(amount: &Amount, word: &Ident, diag: &mut Diag) -> bool {
    let Amount::Literal(0, span) = amount else {
        return false;
    };
    if word == "c" {
        diag.error(*span, messages::NO_WORKERS);
    } else if word == "inflight" {
        diag.error(*span, messages::NO_ROOM);
    } else {
        return false;
    }
    true
}

/// `INT | PATH | "{" EXPR "}"`. `Ok(None)` when it is there but wrong.
fn value(cursor: &mut Cursor<'_>, word: &Ident, diag: &mut Diag) -> Result<Option<Amount>, Skip> {
    match cursor.peek(0) {
        Some(TokenTree::Literal(literal)) => {
            cursor.take(1);
            match number(literal) {
                Ok(number) => return Ok(Some(Amount::Literal(number, literal.span()))),
                Err(NoNumber::TooBig) => diag.error(literal.span(), messages::NUMBER_TOO_BIG),
                Err(NoNumber::Other) => diag.error(literal.span(), messages::setting_value(word)),
            }
            Ok(None)
        }
        Some(TokenTree::Group(group))
            if matches!(group.delimiter(), Delimiter::Brace | Delimiter::None) =>
        {
            cursor.take(1);
            let inner = group.stream();
            if inner.is_empty() {
                diag.error(group.span(), messages::setting_value(word));
                return Ok(None);
            }
            Ok(Some(Amount::Expr(inner)))
        }
        // In `(c c 4)` the word was written twice, and what is behind it is no further mistake.
        Some(TokenTree::Ident(next)) if next == word => {
            diag.error(word.span(), messages::setting_value(word));
            cursor.take(1);
            value(cursor, word, &mut Diag::new()).map(|_| None)
        }
        // In `(c buf 4)` the value was forgotten; a const is hardly called `buf`.
        Some(TokenTree::Ident(next)) if is_valued(next) || next == UNORDERED => {
            diag.error(word.span(), messages::setting_value(word));
            Ok(None)
        }
        Some(_) if path::starts(*cursor) => {
            let path = path::read(cursor, diag)?;
            Ok(Some(Amount::Path(path.stream())))
        }
        Some(token) if cursor.punct(0, ',').or(cursor.punct(0, ';')).is_none() => {
            diag.error(token.span(), messages::setting_value(word));
            Err(Skip)
        }
        Some(_) | None => {
            diag.error(word.span(), messages::setting_value(word));
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::*;
    use crate::words::text;

    fn tokens(written: &str) -> Vec<TokenTree> {
        written.parse::<TokenStream>().unwrap().into_iter().collect()
    }

    fn show(amount: Option<Amount>) -> String {
        match amount {
            None => "-".to_owned(),
            Some(Amount::Literal(number, _)) => number.to_string(),
            Some(Amount::Path(path)) => text(&path.into_iter().collect::<Vec<_>>()),
            Some(Amount::Expr(expr)) => format!("{{{expr}}}"),
        }
    }

    fn settings(written: &str) -> (String, Vec<(String, usize)>) {
        let mut diag = Diag::new();
        let Settings { workers, buffer, inflight, unordered, .. } =
            read(&tokens(written), &mut diag);
        let unordered = if unordered { " unordered" } else { "" };
        let shown = format!("{} {} {}{unordered}", show(workers), show(buffer), show(inflight));
        let errors = diag.carets().into_iter().map(|(message, (_, start, _))| (message, start));
        (shown, errors.collect())
    }

    #[test]
    fn settings_are_told_from_arguments() {
        for written in [
            "c 2",
            "w 3",
            "c N",
            "c = N",
            "w: 3",
            "buf {n}",
            "c cfg::N",
            "c 1.5",
            "w N",
            "inflight {4}",
            ", c 4",
        ] {
            assert!(is_settings(&tokens(written)), "{written}");
        }
        for written in [
            "",
            "a::b",
            "x",
            "c",
            "f(1)",
            "-1",
            "c - 1",
            "A { x: 1 }",
            "cfg {}",
            "c as u64",
            "c.n",
            "move || 1",
            "async move {}",
            "if x {}",
            "return x",
            "\"a\"",
            "c ::N",
        ] {
            assert!(!is_settings(&tokens(written)), "{written}");
        }
    }

    #[test]
    fn values_are_numbers_consts_or_expressions() {
        for (written, expected) in [
            ("c 4 buf 16", "4 16 -"),
            ("c 4, buf 0,", "4 0 -"),
            ("inflight 32 unordered c 1_000usize", "1000 - 32 unordered"),
            ("inflight 0x10", "- - 16"),
            ("c cfg::N buf { n + 1 }", "cfg::N {n + 1} -"),
        ] {
            assert_eq!(settings(written), (expected.to_owned(), vec![]));
        }
    }

    #[test]
    fn each_mistake_is_one_error() {
        let needs = "`c` needs a number, a const or `{ expression }`";
        let unknown = "unknown setting `w`; expected `c`, `buf` or `inflight`";
        for (written, message, column) in [
            ("w 3", unknown, 0),
            ("w", unknown, 0),
            ("w = 3", unknown, 0),
            ("c = 2", messages::SETTING_SIGN, 2),
            ("buf: 2", messages::SETTING_SIGN, 3),
            ("c 4 w { 1 }", unknown, 4),
            ("c", needs, 0),
            ("c buf 4", needs, 0),
            ("c c", needs, 0),
            ("c c 4", needs, 0),
            ("c c, buf 4", needs, 0),
            ("c -1", needs, 2),
            ("c 1.5", needs, 2),
            ("c 1e3", needs, 2),
            ("c \"x\"", needs, 2),
            ("c {}", needs, 2),
            ("c 99999999999999999999", "this number is too big", 2),
            ("c 0", "a node needs at least one worker: `(c 0)` would never run", 2),
            ("c 4 c 5", "`c` is given twice", 4),
            (
                "inflight 0",
                "a node needs room for at least one event: `(inflight 0)` would never run",
                9,
            ),
            (", c 4", messages::SETTING_MISSING, 0),
            ("c 4,, buf 2", messages::SETTING_MISSING, 4),
            ("c 4; buf 2", messages::SETTING_SEMICOLON, 3),
            ("unordered", "`unordered` belongs behind `inflight`: `(inflight 32 unordered)`", 0),
            (
                "c n + 1",
                "expected `c`, `buf` or `inflight`; an expression goes in braces: `(c { … })`",
                4,
            ),
        ] {
            let errors = settings(written).1;
            assert_eq!(errors, [(message.to_owned(), column)], "{written}");
        }
    }
}
