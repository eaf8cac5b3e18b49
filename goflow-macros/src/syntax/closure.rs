//! Closures that are nodes: `|x: u64| x * 2`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::args::split;
use super::cursor::{self, Cursor, Shape};
use super::parts::Closure;
use super::{Skip, settings};
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::{self, text};

/// Where a closure stands says where it ends.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// It ends at the first arrow or `;`.
    Flow,
    /// It ends at the `;` and may have a return type.
    Let,
}

/// Words that may stand before the parameters. What goflow cannot run is for rustc to refuse.
const PREFIXES: &[&str] = &["static", "async", "move"];

/// True for what can begin a closure.
pub(crate) fn starts(cursor: Cursor<'_>) -> bool {
    cursor.punct(prefixes(cursor), '|').is_some()
}

fn prefixes(cursor: Cursor<'_>) -> usize {
    let is_prefix =
        |n: &usize| cursor.ident(*n).is_some_and(|word| PREFIXES.iter().any(|p| word == p));
    (0..PREFIXES.len()).take_while(is_prefix).count()
}

/// Reads a closure where [`starts`] holds. `Ok(None)` when its end is known, but it is no node.
pub(crate) fn read(
    cursor: &mut Cursor<'_>,
    place: Place,
    diag: &mut Diag,
) -> Result<Option<Closure>, Skip> {
    let whole = *cursor;
    let prefixes = cursor.take(prefixes(*cursor));
    let Some(open) = cursor.take(1).first() else {
        return Err(Skip);
    };
    let params = cursor.take_until(|ahead| ahead.punct(0, '|').is_some() || ahead.at_semicolon());
    let Some(close) = cursor.punct(0, '|') else {
        diag.error(open.span(), messages::PARAMETERS_OPEN);
        return Err(Skip);
    };
    cursor.take(1);
    let bars = At::over(open.span(), close);
    let event = event(params, bars, diag);

    let body = match place {
        Place::Flow => cursor.take_until(|ahead| ahead.arrow().is_some() || ahead.at_semicolon()),
        Place::Let => cursor.take_until(Cursor::at_semicolon),
    };
    if body.is_empty() {
        if let Some(Shape::Plain(arrow)) = cursor.arrow() {
            diag.error(arrow, messages::CLOSURE_RETURN_TYPE);
        } else {
            diag.error(close, messages::CLOSURE_WITHOUT_BODY);
        }
        return Err(Skip);
    }
    if let Some(group) = body.last().and_then(settings_of) {
        diag.error(group.span(), messages::CLOSURE_SETTINGS);
        return Ok(None);
    }
    if let Some(word) = prefixes.iter().chain(body.first()).find(|token| is_async(token)) {
        // Its event would be a future that nobody polls.
        diag.error(word.span(), messages::CLOSURE_ASYNC);
        return Ok(None);
    }
    let length = whole.rest().len() - cursor.rest().len();
    let tokens = whole.rest().iter().take(length);
    let span = tokens.clone().next().map_or(bars.start, TokenTree::span);
    Ok(event.map(|(reads, event)| Closure {
        span: span.join(body.last().map_or(close, TokenTree::span)).unwrap_or(span),
        tokens: tokens.cloned().collect(),
        reads,
        event,
    }))
}

fn is_async(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if word == "async")
}

/// The group, if it is `(c 2)`: no expression ends like that.
fn settings_of(token: &TokenTree) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            let inner = cursor::tokens(group.stream());
            // `(buf { n })` may be a struct.
            let plain = !matches!(inner.get(1), Some(TokenTree::Group(_)));
            (plain && settings::is_settings(&inner)).then_some(group)
        }
        _ => None,
    }
}

/// The type of the one parameter, and whether it is only read.
fn event(params: &[TokenTree], bars: At, diag: &mut Diag) -> Option<(bool, TokenStream)> {
    let mut params = split(params).into_iter().map(|piece| piece.tokens).filter(|p| !p.is_empty());
    let Some(param) = params.next() else {
        diag.error(bars, messages::CLOSURE_WITHOUT_EVENT);
        return None;
    };
    if let Some(second) = params.next() {
        diag.error(At::tokens(second, bars.end), messages::CLOSURE_WITH_MORE);
        return None;
    }
    let mut cursor = Cursor::new(param);
    let pattern = cursor.take_until_colon();
    cursor.take(1);
    let (whole, mut reads) = (cursor, cursor.punct(0, '&').is_some());
    if reads {
        cursor.take(1);
        if cursor.punct(0, '\'').is_some() {
            // A reference that lives for ever is a value like any other.
            reads = cursor.ident(1).is_none_or(|word| word != "static");
            cursor.take(2);
        }
        if let Some(word) = cursor.ident(0).filter(|word| *word == "mut") {
            diag.error(word.span(), messages::CLOSURE_MUT_EVENT);
            return None;
        }
    }
    let ty = cursor.rest();
    let inferred = ty.len() == 1 && cursor.ident(0).is_some_and(|word| word == "_");
    if ty.is_empty() || inferred {
        let at = if pattern.is_empty() { param } else { pattern };
        diag.error(At::tokens(at, bars.start), messages::closure_without_type(&text(at)));
        return None;
    }
    if !reads {
        return Some((false, whole.rest().iter().cloned().collect()));
    }
    if let Some(sized) = words::sized(ty) {
        let event = At::tokens(whole.rest(), bars.start);
        diag.error(event, messages::unsized_event(text(ty), &sized));
        return None;
    }
    Some((true, ty.iter().cloned().collect()))
}

impl<'a> Cursor<'a> {
    /// Steps over a pattern: up to the `:` of its type, which is not that of a `::`.
    fn take_until_colon(&mut self) -> &'a [TokenTree] {
        let mut ahead = *self;
        let mut n = 0;
        while !ahead.is_empty() {
            let separator = ahead.path_separator(0).is_some();
            if ahead.punct(0, ':').is_some() && !separator {
                break;
            }
            n += ahead.take(if separator { 2 } else { 1 }).len();
        }
        self.take(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Shown = (Option<(bool, String, String)>, Vec<(String, (usize, usize))>, usize);

    fn closure(written: &str, place: Place) -> Shown {
        let tokens: Vec<_> = written.parse::<TokenStream>().unwrap().into_iter().collect();
        let mut cursor = Cursor::new(&tokens);
        assert!(starts(cursor), "{written}");
        let mut diag = Diag::new();
        let read = read(&mut cursor, place, &mut diag).ok().flatten();
        let text = |stream: TokenStream| text(&stream.into_iter().collect::<Vec<_>>());
        let read = read.map(|c| (c.reads, text(c.event), c.tokens.to_string()));
        let errors = diag.carets().into_iter().map(|(m, (_, start, end))| (m, (start, end)));
        (read, errors.collect(), cursor.rest().len())
    }

    #[test]
    fn a_closure_ends_at_the_arrow_or_semicolon() {
        for (written, reads, event, left) in [
            ("|x: u64| x * 2 -> b", false, "u64", 3),
            ("|x: u64| x -[err]-> b", false, "u64", 5),
            ("|x: u64| x -[1][0] + y -> b", false, "u64", 3),
            ("|x: u64| x -[1]-> b", false, "u64", 5),
            ("move |x: &u64| { *x -> y; }; b", true, "u64", 2),
            ("|x: &'static str| x.len()", false, "&'static str", 0),
            ("|x: &'a T| x.len()", true, "T", 0),
            ("|(a, b): (u8, u8)| a + b", false, "(u8, u8)", 0),
            ("|m: HashMap<K, Vec<V>>| m.len() -> b", false, "HashMap<K, Vec<V>>", 3),
            ("|f: fn(u8) -> u8| f(1) -> b", false, "fn(u8) -> u8", 3),
            ("|a::B { x, .. }: a::B,| x", false, "a::B", 0),
            ("|x: u64| xs.map(|y| -> u8 { y }) -> b", false, "u64", 3),
            ("static move |x: u64| x -> b", false, "u64", 3),
        ] {
            let (read, errors, rest) = closure(written, Place::Flow);
            assert_eq!(errors, [], "{written}");
            let (is_reader, ty, _) = read.unwrap();
            assert_eq!((is_reader, ty.as_str(), rest), (reads, event, left), "{written}");
        }
    }

    #[test]
    fn a_future_is_no_event() {
        for (written, caret) in
            [("async move |x: u64| x -> b", (0, 5)), ("|x: u64| async move { x } -> b", (9, 14))]
        {
            let (read, errors, left) = closure(written, Place::Flow);
            assert!(read.is_none(), "{written}");
            assert_eq!((errors, left), (vec![(messages::CLOSURE_ASYNC.to_owned(), caret)], 3));
        }
    }

    #[test]
    fn a_let_closure_may_have_a_return_type() {
        let (read, errors, left) = closure("|x: u64| -> u64 { x } ; a", Place::Let);
        assert_eq!((errors.len(), left), (0, 2));
        assert_eq!(read.unwrap().2, "| x : u64 | -> u64 { x }");
    }

    #[test]
    fn a_closure_has_one_event_with_a_type_and_a_body() {
        for (written, message, caret) in [
            ("|x| x -> b", "annotate the closure: `|x: T|`", (1, 2)),
            ("|x: _| x", "annotate the closure: `|x: T|`", (1, 2)),
            ("|x:| x", "annotate the closure: `|x: T|`", (1, 2)),
            ("|mut x| x", "annotate the closure: `|mut x: T|`", (1, 6)),
            ("|(a, b)| a", "annotate the closure: `|(a, b): T|`", (1, 7)),
            ("|a::B(x)| x", "annotate the closure: `|a::B(x): T|`", (1, 8)),
            ("|| 1", "a closure in a graph takes one parameter: its event, `|x: T|`", (0, 2)),
            ("| | 1", "a closure in a graph takes one parameter: its event, `|x: T|`", (0, 3)),
            (
                "|x: u8, y: u8| x",
                "a closure in a graph takes only its event; more parameters need a `#[task]`",
                (8, 13),
            ),
            ("|x: &str| x", "`&str` is not an event type: take `String` or `&String`", (4, 8)),
            ("|x: &[u8]| x", "`&[u8]` is not an event type: take `Vec<u8>` or `&Vec<u8>`", (4, 9)),
            ("|x: &mut u8| x", "a closure takes its event as `T` or `&T`", (5, 8)),
            ("|x: u8| ; a", "this closure has no body", (6, 7)),
            ("move |x: u8|", "this closure has no body", (11, 12)),
            ("|x: u8 ; a", "the parameters of this closure are never closed by `|`", (0, 1)),
            (
                "|x: u8| -> u8 { x }",
                "a closure in a flow ends at this `->`, so it has no body\n\
                 help: a return type needs a name: `let double = |x: u64| -> u64 { … };`",
                (8, 10),
            ),
        ] {
            let (read, errors, _) = closure(written, Place::Flow);
            assert!(read.is_none(), "{written}");
            assert_eq!(errors, [(message.to_owned(), caret)], "{written}");
        }
    }
}
