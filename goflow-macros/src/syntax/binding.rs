//! `let NAME settings? = EXPR;`

use proc_macro2::{Delimiter, Ident, Span, TokenTree};

use super::closure::{self, Place};
use super::cursor::{self, Cursor};
use super::parts::Settings;
use super::tree::{Bound, Given, Let};
use super::{Skip, settings};
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::is_name;

/// Reads a `let` with its `;`. After a mistake what is known of it is kept, and the cursor may
/// stand before the `;`.
pub(crate) fn read(cursor: &mut Cursor<'_>, diag: &mut Diag) -> (Option<Let>, Result<(), Skip>) {
    let lacking = without_let(*cursor);
    let word = match lacking {
        Some(_) => &[],
        None => cursor.take(1),
    };
    if let Some(word) = cursor.ident(0).filter(|word| *word == "mut") {
        diag.error(word.span(), messages::LET_MUT);
        cursor.take(1);
    }
    let Some(name) = cursor.ident(0).filter(|name| is_name(name)) else {
        let found = cursor.peek(0).filter(|_| !cursor.at_semicolon()).or(word.first());
        if let Some(found) = found {
            diag.error(found.span(), messages::LET_WITHOUT_NAME);
        }
        return (None, Err(Skip));
    };
    cursor.take(1);
    let settings = settings(cursor, name, diag);
    let flow = flow(*cursor);
    if let (Some(equals), None) = (lacking, flow) {
        diag.error(equals, format!("{}\nhelp: {}", messages::STRAY, messages::STRAY_LET));
    }
    if let Some(arrow) = flow {
        diag.error(arrow, messages::let_of_a_flow(name));
        return (Some(Let { name: name.clone(), settings, value: None }), Err(Skip));
    }
    let (value, end) = match value(cursor, name, diag) {
        Ok(value) => (value, Ok(())),
        Err(Skip) => (None, Err(Skip)),
    };
    if end.is_ok() && cursor.at_semicolon() {
        cursor.take(1);
    }
    (Some(Let { name: name.clone(), settings, value }), end)
}

/// The `=` of `NAME = EXPR;`, which lacks its `let`.
pub(crate) fn without_let(cursor: Cursor<'_>) -> Option<Span> {
    cursor.ident(0).filter(|name| is_name(name))?;
    let equals = cursor.punct(1, '=')?;
    let other = cursor.punct(2, '>').or(cursor.punct(2, '='));
    other.is_none().then_some(equals)
}

fn settings(cursor: &mut Cursor<'_>, name: &Ident, diag: &mut Diag) -> Option<Given<Settings>> {
    let mut given: Option<Given<Settings>> = None;
    while let Some(group) = cursor.group(0, Delimiter::Parenthesis) {
        cursor.take(1);
        let at = At::from(group.span());
        let tokens = cursor::tokens(group.stream());
        if let Some(first) = &given {
            let again = messages::settings_apart(name);
            diag.error_with(at, again, (first.at, messages::FIRST_GIVEN));
        } else if settings::is_settings(&tokens) || settings::begins_with_setting(&tokens) {
            given = Some(Given { value: settings::read(&tokens, diag), at });
        } else {
            diag.error(at, messages::args_for_let(name));
        }
    }
    given
}

/// `= EXPR`, up to the `;`. `Ok(None)` for a closure that is no node.
fn value(cursor: &mut Cursor<'_>, name: &Ident, diag: &mut Diag) -> Result<Option<Bound>, Skip> {
    let Some(equals) = cursor.punct(0, '=') else {
        let found = cursor.peek(0).filter(|_| !cursor.at_semicolon());
        diag.error(found.map_or(name.span(), TokenTree::span), messages::let_without_value(name));
        return Err(Skip);
    };
    cursor.take(1);
    let mut ahead = *cursor;
    let all = ahead.take_until(Cursor::at_semicolon);
    if let Some((place, next)) = next_let(all) {
        diag.error(next, messages::LET_RUNS_INTO_LET);
        let mut own = Cursor::new(cursor.take(place));
        return if closure::starts(own) {
            Ok(closure::read(&mut own, Place::Let, diag)?.map(Bound::Closure))
        } else {
            Ok(Some(Bound::Expr(own.rest().iter().cloned().collect())))
        };
    }
    let Some(last) = all.last() else {
        diag.error(equals, messages::LET_WITHOUT_EXPRESSION);
        return Err(Skip);
    };
    if let Some(arrow) = forgotten_semicolon(all) {
        diag.error(arrow, messages::LET_RUNS_INTO_FLOW);
        return Err(Skip);
    }
    if ahead.is_empty() {
        diag.error(last.span(), messages::LET_WITHOUT_SEMICOLON);
    }
    if closure::starts(*cursor) {
        return Ok(closure::read(cursor, Place::Let, diag)?.map(Bound::Closure));
    }
    *cursor = ahead;
    Ok(Some(Bound::Expr(all.iter().cloned().collect())))
}

/// Where the next `let` begins, if it does before a `;`: in an expression one stands only behind `if`, `while`
/// and `&&`.
fn next_let(tokens: &[TokenTree]) -> Option<(usize, Span)> {
    let before_one = |token: &TokenTree| match token {
        TokenTree::Ident(word) => word == "if" || word == "while",
        TokenTree::Punct(punct) => punct.as_char() == '&',
        _ => false,
    };
    let pairs = tokens.windows(2).zip(1..);
    pairs.into_iter().find_map(|(pair, place)| match pair {
        [before, TokenTree::Ident(word)] if word == "let" && !before_one(before) => {
            Some((place, word.span()))
        }
        _ => None,
    })
}

/// The arrow in `= a -> b;`. Where a `;` was forgotten, more than one expression stands before it.
fn flow(mut cursor: Cursor<'_>) -> Option<At> {
    cursor.punct(0, '=')?;
    cursor.take(1);
    let mut ahead = cursor;
    let all = ahead.take_until(Cursor::at_semicolon);
    let arrow = forgotten_semicolon(all)?;
    let first = cursor.take_until(|ahead| ahead.arrow().is_some());
    syn::parse2::<syn::Expr>(first.iter().cloned().collect()).is_ok().then_some(arrow)
}

/// An arrow of the graph among the tokens of an expression, which has none but in types (`fn() ->
/// T`) and behind the parameters of a closure.
fn forgotten_semicolon(tokens: &[TokenTree]) -> Option<At> {
    let mut cursor = Cursor::new(tokens);
    let mut after_bar = false;
    while !cursor.is_empty() {
        if cursor.ident(0).is_some_and(|word| word == "fn") {
            return None;
        }
        if let Some(shape) = cursor.arrow()
            && !after_bar
        {
            return Some(shape.at());
        }
        after_bar = cursor.punct(0, '|').is_some();
        cursor.take(1);
    }
    None
}
