//! Arguments: raw expressions between commas.
//!
//! They are cut apart by hand and not by `syn`, so that one that is only half typed still reaches
//! rustc, which then completes it or says what is wrong with it.

use proc_macro2::{Spacing, Span, TokenStream, TokenTree};

use super::cursor::Cursor;
use super::settings;
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::text;

/// Words behind which an expression begins, as it does behind an operator.
const BEFORE_OPERAND: &[&str] =
    &["async", "break", "else", "if", "in", "match", "move", "return", "static", "while", "yield"];

/// The expressions in `name(EXPR, EXPR)`.
pub(crate) fn read(name: &str, tokens: &[TokenTree], diag: &mut Diag) -> Vec<TokenStream> {
    let mut args = Vec::new();
    let pieces = split(tokens);
    let (settings, others): (Vec<_>, Vec<_>) =
        pieces.iter().partition(|piece| settings::is_among_args(piece.tokens));
    if let Some(first) = settings.first() {
        let at = At::tokens(first.tokens, Span::call_site());
        diag.error(at, messages::settings_among_args(name, &texts(&others), &texts(&settings)));
    }
    for piece in others {
        match (piece.tokens.is_empty(), piece.comma) {
            (false, _) => args.push(piece.tokens.iter().cloned().collect()),
            (true, Some(comma)) => diag.error(comma.span(), messages::ARGUMENT_MISSING),
            (true, None) => {}
        }
    }
    args
}

fn texts(pieces: &[&Piece<'_>]) -> String {
    let texts: Vec<_> = pieces.iter().map(|piece| text(piece.tokens)).collect();
    texts.join(", ")
}

/// What stands before a comma, or at the end without one.
pub(crate) struct Piece<'a> {
    pub(crate) tokens: &'a [TokenTree],
    pub(crate) comma: Option<&'a TokenTree>,
}

/// Cuts a list of expressions, or of closure parameters, at its commas, which are not those in
/// `f::<A, B>()`, `x as Map<A, B>` or `|a, b| a + b`.
pub(crate) fn split(tokens: &[TokenTree]) -> Vec<Piece<'_>> {
    // A `<` that was no bracket after all would swallow the rest: then every comma counts.
    let commas = commas(tokens)
        .unwrap_or_else(|| (0..tokens.len()).filter(|&i| is_punct(tokens.get(i), ',')).collect());
    let mut pieces = Vec::new();
    let mut rest = Cursor::new(tokens);
    let mut start = 0;
    for comma in commas {
        let piece = rest.take(comma - start);
        pieces.push(Piece { tokens: piece, comma: rest.take(1).first() });
        start = comma + 1;
    }
    pieces.push(Piece { tokens: rest.rest(), comma: None });
    pieces
}

/// Whether `<` and `|` are operators or brackets depends on what stood before them.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// Nothing, or an operator: an operand comes next.
    Operator,
    /// An operand: an operator comes next.
    Operand,
    /// `as`, `:` or `->`, and the path of a type since.
    Type,
}

fn commas(tokens: &[TokenTree]) -> Option<Vec<usize>> {
    let mut commas = Vec::new();
    let mut before = Before::Operator;
    let mut angles = 0_usize;
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        let next = i + 1;
        i = next;
        match token {
            TokenTree::Ident(word) if word == "as" => before = Before::Type,
            TokenTree::Ident(word) if BEFORE_OPERAND.iter().any(|w| word == w) => {
                before = Before::Operator;
            }
            TokenTree::Ident(_) if before == Before::Type => {}
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_) => {
                before = Before::Operand;
            }
            TokenTree::Punct(punct) => {
                let joint = punct.spacing() == Spacing::Joint;
                let follows = |ch| joint && is_punct(tokens.get(next), ch);
                match punct.as_char() {
                    ',' if angles == 0 => {
                        commas.push(i - 1);
                        before = Before::Operator;
                    }
                    '-' if follows('>') => {
                        i += 1;
                        before = Before::Type;
                    }
                    ':' if follows(':') => {
                        i += 1;
                        if is_punct(tokens.get(i), '<') {
                            i += 1;
                            angles += 1;
                        }
                    }
                    '<' if angles > 0 || before != Before::Operand => angles += 1,
                    '>' if angles > 0 => {
                        angles -= 1;
                        if angles == 0 {
                            before = Before::Operand;
                        }
                    }
                    ch @ ('<' | '|') if before == Before::Operand && follows(ch) => {
                        i += 1;
                        before = Before::Operator;
                    }
                    '|' if angles == 0 && before == Before::Operator => {
                        let ahead = tokens.iter().skip(i);
                        i += ahead.take_while(|token| !is_punct(Some(token), '|')).count();
                        i += 1;
                    }
                    '?' => before = Before::Operand,
                    ':' => before = Before::Type,
                    '\'' => {}
                    '&' | '*' | '!' if before == Before::Type => {}
                    _ => before = Before::Operator,
                }
            }
        }
    }
    (angles == 0).then_some(commas)
}

fn is_punct(token: Option<&TokenTree>, ch: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(written: &str) -> Vec<String> {
        let tokens: Vec<_> = written.parse::<TokenStream>().unwrap().into_iter().collect();
        split(&tokens).iter().map(|piece| text(piece.tokens)).collect()
    }

    #[test]
    fn commas_inside_an_expression_do_not_cut() {
        for (written, count) in [
            ("", 1),
            ("db", 1),
            ("db, 4,", 3),
            ("f(a, b), [1, 2], P { x, y }", 3),
            ("f::<A, B>(), c", 2),
            ("f::<fn(A) -> B, C>(), c", 2),
            ("x as Map<A, B>, c", 2),
            ("<A as T<B, C>>::new(), d", 2),
            ("|a, b| a + b, c", 2),
            ("move |a: Map<K, V>, b| a, c", 2),
            ("|| 1, c", 2),
            ("|a| -> Map<K, V> { a }, c", 2),
            ("a | b, c | d", 2),
            ("a || b, c", 2),
            ("a < b, c > d", 2),
            ("a << b, c >> d", 2),
            ("a <= b, c", 2),
            ("x?, y", 2),
            ("if a < b { c } else { d }, e", 2),
            ("'a', 'l: loop {}, b", 3),
            ("a: Map<K, V>, (b, c): &Map<K, V>", 2),
        ] {
            assert_eq!(pieces(written).len(), count, "{written}: {:?}", pieces(written));
        }
    }

    #[test]
    fn an_empty_argument_is_an_error_at_its_comma() {
        let tokens: Vec<_> = "a,, b,".parse::<TokenStream>().unwrap().into_iter().collect();
        let mut diag = Diag::new();
        assert_eq!(read("f", &tokens, &mut diag).len(), 2);
        let expected = "expected an argument before this `,`".to_owned();
        assert_eq!(diag.carets(), [(expected, (1, 2, 3))]);
    }

    #[test]
    fn settings_are_no_arguments() {
        let tokens: Vec<_> = "3, c 2".parse::<TokenStream>().unwrap().into_iter().collect();
        let mut diag = Diag::new();
        assert_eq!(read("f", &tokens, &mut diag).len(), 1);
        let expected = "settings stand in parentheses of their own: `f(3) (c 2)`".to_owned();
        assert_eq!(diag.carets(), [(expected, (1, 3, 6))]);
    }
}
