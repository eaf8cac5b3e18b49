//! Arrows: `->`, and `-[…]->` with `err`, `key EXPR`, `when EXPR` or a port on it.

use proc_macro2::{Delimiter, Group, Span, TokenTree};

use super::cursor::{self, Cursor, Shape};
use super::parts::Label;
use super::{Skip, args, closure, path};
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::is_keyword;

/// Reads an arrow, if one comes next. Its label is `None` when it is wrong, which is reported.
pub(crate) fn read(
    cursor: &mut Cursor<'_>,
    diag: &mut Diag,
) -> Result<Option<(At, Option<Label>)>, Skip> {
    match cursor.arrow() {
        Some(Shape::Plain(at)) => {
            cursor.take(2);
            return Ok(Some((at, Some(Label::Main))));
        }
        Some(Shape::Labelled(at, group)) => {
            cursor.take(4);
            return Ok(Some((at, label(group, diag))));
        }
        None => {}
    }
    let (Some(dash), Some(group)) = (cursor.punct(0, '-'), cursor.group(1, Delimiter::Bracket))
    else {
        return Ok(None);
    };
    let at = At::over(dash, group.span());
    diag.error(at, messages::LABEL_WITHOUT_ARROW);
    cursor.take(2);
    // Whoever only forgot the `->` goes on with a node.
    let goes_on = path::starts(*cursor)
        || closure::starts(*cursor)
        || cursor.group(0, Delimiter::Brace).is_some();
    if goes_on { Ok(Some((at, None))) } else { Err(Skip) }
}

/// An expression that can be no function, whatever the names in it are: `n > 3`.
fn is_value(tokens: &[TokenTree]) -> bool {
    use syn::Expr;
    let is = |expr| {
        matches!(
            expr,
            Expr::Binary(_)
                | Expr::Lit(_)
                | Expr::Unary(_)
                | Expr::Array(_)
                | Expr::Tuple(_)
                | Expr::Range(_)
        )
    };
    syn::parse2(tokens.iter().cloned().collect()).is_ok_and(is)
}

/// The comma before a second label: `-[key |e| e.user, when |e| e.new]->`.
fn second_label(rest: &[TokenTree]) -> Option<Span> {
    let pieces = args::split(rest);
    let last = pieces.iter().rposition(|piece| !piece.tokens.is_empty())?;
    let comma = pieces.iter().take(last).find_map(|piece| piece.comma);
    comma.map(TokenTree::span)
}

/// The `:` or `=` of `-[when: |e| …]->`.
fn sign(cursor: Cursor<'_>) -> Option<Span> {
    let colon = cursor.punct(0, ':').filter(|_| cursor.path_separator(0).is_none());
    colon.or(cursor.punct(0, '='))
}

/// The label in the brackets.
fn label(group: &Group, diag: &mut Diag) -> Option<Label> {
    let tokens = cursor::tokens(group.stream());
    let mut cursor = Cursor::new(&tokens);
    let Some(word) = cursor.ident(0).filter(|word| !is_keyword(word)) else {
        let span = cursor.peek(0).map_or(group.span(), TokenTree::span);
        diag.error(span, messages::LABEL_MISSING);
        return None;
    };
    cursor.take(1);
    let rest = cursor.rest();
    if let Some(comma) = second_label(rest) {
        diag.error(comma, messages::LABELS);
        return None;
    }
    let expr = || rest.iter().cloned().collect();
    let asks = matches!(word.to_string().as_str(), "key" | "when");
    if let Some(sign) = sign(cursor).filter(|_| asks) {
        diag.error(sign, messages::label_sign(word));
        return None;
    }
    if asks && is_value(rest) {
        diag.error(At::tokens(rest, word.span()), messages::label_without_function(word));
        return None;
    }
    match (word.to_string().as_str(), rest.first()) {
        ("err", None) => return Some(Label::Err(word.span())),
        ("key", Some(_)) => return Some(Label::Key(expr())),
        ("when", Some(_)) => return Some(Label::When(expr())),
        ("err", Some(token)) => diag.error(token.span(), messages::ERR_WITH_EXPRESSION),
        ("key" | "when", None) => {
            diag.error(word.span(), messages::label_without_function(word));
        }
        (_, None) => return Some(Label::Port(word.clone())),
        (_, Some(_)) => diag.error(word.span(), messages::unknown_label(word)),
    }
    None
}
