//! What stands in a term as it would elsewhere: settings before their node, `x = parse`, a macro,
//! Python's `lambda`.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::cursor::{self, Cursor};
use super::parts::Settings;
use super::tree::{Given, Term, What};
use super::{Skip, closure, path, settings as syntax};
use crate::by_let;
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::{is_name, text};

/// The `(c 2)` of `(c 2) node`, which is read as if it stood behind it.
pub(super) fn settings(
    cursor: &mut Cursor<'_>,
    diag: &mut Diag,
) -> Result<Option<Given<Settings>>, Skip> {
    let Some(group) = cursor.group(0, Delimiter::Parenthesis) else {
        return Ok(None);
    };
    let tokens = cursor::tokens(group.stream());
    if !syntax::is_settings(&tokens) && !syntax::begins_with_setting(&tokens) {
        return Ok(None);
    }
    cursor.take(1);
    let at = At::from(group.span());
    if closure::starts(*cursor) {
        diag.error(at, messages::CLOSURE_SETTINGS);
        return Ok(None);
    }
    let node = node_ahead(*cursor);
    let (node, found) = (node.as_deref().unwrap_or("…"), node.is_some());
    diag.error(at, messages::settings_before(node, &text(&tokens)));
    if !found {
        return Err(Skip);
    }
    Ok(Some(Given { value: syntax::read(&tokens, &mut Diag::new()), at }))
}

/// The node that comes next, without settings of its own.
fn node_ahead(mut cursor: Cursor<'_>) -> Option<String> {
    let mut tokens = Vec::new();
    if cursor.punct(1, ':').is_some() && cursor.path_separator(1).is_none() {
        tokens.extend_from_slice(cursor.take(2));
    }
    if !path::starts(cursor) {
        return None;
    }
    tokens.extend(path::read(&mut cursor, &mut Diag::new()).ok()?.tokens);
    if let Some(group) = cursor.group(0, Delimiter::Parenthesis)
        && !syntax::is_settings(&cursor::tokens(group.stream()))
    {
        tokens.extend_from_slice(cursor.take(1));
    }
    Some(text(&tokens))
}

/// The name in `x = parse`.
pub(super) fn assigned(cursor: &mut Cursor<'_>, diag: &mut Diag) -> Option<Ident> {
    let name = cursor.ident(0).filter(|name| is_name(name))?;
    let equals = cursor.punct(1, '=')?;
    let mut ahead = *cursor;
    ahead.take(2);
    if !path::starts(ahead) && !closure::starts(ahead) {
        return None;
    }
    *cursor = ahead;
    diag.error(equals, messages::alias_assigned(name));
    Some(name.clone())
}

/// `lambda x: x + 1`
pub(super) fn lambda(cursor: Cursor<'_>, diag: &mut Diag) -> Result<(), Skip> {
    match (cursor.ident(0), cursor.ident(1)) {
        (Some(word), Some(_)) if word == "lambda" => {
            diag.error(word.span(), messages::LAMBDA);
            Err(Skip)
        }
        _ => Ok(()),
    }
}

/// What is made by more than one call, or by a macro, is a value and no node.
pub(super) fn value(
    cursor: &mut Cursor<'_>,
    term: &mut Term,
    args: Option<&Group>,
    diag: &mut Diag,
) -> Result<(), Skip> {
    let What::Path(path) = &term.what else {
        return Ok(());
    };
    let called = matches!(cursor.peek(1), Some(TokenTree::Group(_)));
    if let Some(bang) = cursor.punct(0, '!').filter(|_| called && term.args.is_none()) {
        diag.error(bang, messages::MACRO_AS_NODE);
        return Err(Skip);
    }
    let chained = term.args.is_some()
        && by_let::is_long(&path.tokens)
        && cursor.punct(0, '.').is_some()
        && cursor.ident(1).is_some();
    if !chained && !by_let::is_associated(&path.tokens) {
        return Ok(());
    }
    let mut expr = path.tokens.clone();
    expr.extend(args.cloned().map(TokenTree::Group));
    while chained && cursor.arrow().is_none() && !cursor.at_semicolon() && !cursor.is_empty() {
        let settings = cursor
            .group(0, Delimiter::Parenthesis)
            .filter(|group| syntax::is_settings(&cursor::tokens(group.stream())));
        if settings.is_some() {
            break;
        }
        expr.extend_from_slice(cursor.take(1));
    }
    let message = messages::value_as_node(&by_let::name(&path.tokens), &text(&expr));
    while cursor.group(0, Delimiter::Parenthesis).is_some() {
        cursor.take(1);
    }
    let name = path.name.clone();
    diag.error(At::tokens(&expr, name.span()), message);
    term.args = None;
    term.what = What::Value(expr.into_iter().collect(), name);
    Ok(())
}
