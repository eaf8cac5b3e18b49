//! The `fn` header of a sub-pipeline.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Generics, Token, Type, Visibility, parenthesized};

use super::args;
use super::cursor::{self, Cursor};
use super::parts::Header;
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::is_keyword;

/// How deep types and constants of a header may be nested. `syn` takes some 60 kB of stack for
/// each level when it is not optimized, as macros are not in a debug build.
const DEPTH: usize = 24;

/// Words that may stand before `fn` in Rust.
const QUALIFIERS: &[&str] = &["async", "const", "unsafe", "extern"];

/// A sub-pipeline, cut into its header and its body.
pub(crate) struct Sub {
    /// `None` when it could not be read.
    pub(crate) header: Option<Header>,
    pub(crate) body: Vec<TokenTree>,
}

/// True when the graph is a sub-pipeline: a visibility or `fn` stands at its start, or behind its
/// attributes.
pub(crate) fn starts(tokens: &[TokenTree]) -> bool {
    let mut cursor = Cursor::new(tokens);
    while cursor.punct(0, '#').is_some() && cursor.group(1, Delimiter::Bracket).is_some() {
        cursor.take(2);
    }
    let Some(word) = cursor.ident(0) else {
        return false;
    };
    let qualified = QUALIFIERS.iter().any(|qualifier| word == qualifier)
        && (1..4).any(|n| cursor.ident(n).is_some_and(|word| word == "fn"));
    word == "pub" || word == "fn" || qualified
}

/// Reads the header where [`starts`] holds, and finds the body.
pub(crate) fn read(tokens: &[TokenTree], diag: &mut Diag) -> Sub {
    let Some((at, body)) = body(tokens) else {
        // The last token stands for the end: the caret is never on the whole macro.
        let last = tokens.last().map_or_else(Span::call_site, TokenTree::span);
        diag.error(last, messages::HEADER_WITHOUT_BODY);
        return Sub { header: None, body: Vec::new() };
    };
    let mut cursor = Cursor::new(tokens);
    let head = cursor.take(at);
    cursor.take(1);
    if let Some(token) = cursor.peek(0) {
        diag.error(token.span(), messages::BEHIND_BODY);
    }
    Sub { header: header(head, body, diag), body: cursor::tokens(body.stream()) }
}

/// The first braces that are not inside angle brackets, as in `Pipe<A, B<{ N }>>`.
fn body(tokens: &[TokenTree]) -> Option<(usize, &Group)> {
    let mut found = None;
    let mut depth = 0_usize;
    let mut after_dash = false;
    for (at, token) in tokens.iter().enumerate() {
        let dash = after_dash;
        after_dash = false;
        match token {
            TokenTree::Punct(punct) => match punct.as_char() {
                '<' => depth += 1,
                '>' if !dash => depth = depth.saturating_sub(1),
                '-' => after_dash = punct.spacing() == Spacing::Joint,
                _ => {}
            },
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if depth == 0 {
                    return Some((at, group));
                }
                found = Some((at, group));
            }
            _ => {}
        }
    }
    found
}

fn header(head: &[TokenTree], body: &Group, diag: &mut Diag) -> Option<Header> {
    if let Err(token) = fits(head, DEPTH) {
        diag.error(token, messages::HEADER_TOO_DEEP);
        return None;
    }
    // With an empty body behind it, `syn` has a place to point at when something is missing.
    let mut end = Group::new(Delimiter::Brace, TokenStream::new());
    end.set_span(body.span_open());
    let head = head.iter().cloned().chain([TokenTree::Group(end)]).collect();
    match (|input: ParseStream<'_>| parse(input, diag)).parse2(head) {
        Ok(header) => header,
        Err(error) => {
            diag.syn(error);
            None
        }
    }
}

/// `Ok(None)` when what is wrong is already reported.
fn parse(input: ParseStream<'_>, diag: &mut Diag) -> syn::Result<Option<Header>> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis: Visibility = input.parse()?;
    while let Some(word) = qualifier(input)? {
        diag.error(word.span(), messages::header_qualifier(&word));
    }
    input.parse::<Token![fn]>()?;
    let name: Ident = input.parse()?;
    let mut generics: Generics = input.parse()?;
    let list;
    parenthesized!(list in input);
    let params = params(&list.parse::<TokenStream>()?, diag);
    if !input.peek(Token![->]) || input.peek3(syn::token::Brace) {
        diag.error(name.span(), messages::HEADER_WITHOUT_TYPE);
        input.parse::<TokenStream>()?;
        return Ok(None);
    }
    input.parse::<Token![->]>()?;
    let output: Type = input.parse()?;
    let is_pipe = crate::attr::may_be_called(&output, "Pipe");
    if !is_pipe {
        let tokens: Vec<_> = output.to_token_stream().into_iter().collect();
        diag.error(At::tokens(&tokens, name.span()), messages::header_type(&output));
    }
    generics.where_clause = input.parse()?;
    input.parse::<Group>().map_err(|_| input.error(messages::BODY_EXPECTED))?;
    Ok(params.filter(|_| is_pipe).map(|params| Header {
        attrs,
        vis,
        name,
        generics,
        params,
        output,
    }))
}

/// A word before `fn`, and the `"C"` behind it.
fn qualifier(input: ParseStream<'_>) -> syn::Result<Option<Ident>> {
    let ahead = input.fork();
    let word = syn::ext::IdentExt::parse_any(&ahead).ok();
    let Some(word) = word.filter(|word: &Ident| QUALIFIERS.iter().any(|it| word == it)) else {
        return Ok(None);
    };
    let _: Ident = input.call(syn::ext::IdentExt::parse_any)?;
    input.parse::<Option<syn::LitStr>>()?;
    Ok(Some(word))
}

/// `name: Type` each; `None` when one is not.
fn params(list: &TokenStream, diag: &mut Diag) -> Option<Vec<(Ident, Type)>> {
    let tokens: Vec<_> = list.clone().into_iter().collect();
    let mut params = Some(Vec::new());
    for piece in args::split(&tokens) {
        let Some(first) = piece.tokens.first() else {
            if let Some(comma) = piece.comma {
                diag.error(comma.span(), messages::PARAMETER);
                params = None;
            }
            continue;
        };
        let cursor = Cursor::new(piece.tokens);
        if cursor.ident(0).is_none()
            || cursor.punct(1, ':').is_none()
            || cursor.path_separator(1).is_some()
        {
            diag.error(first.span(), messages::PARAMETER);
            params = None;
            continue;
        }
        let param = |input: ParseStream<'_>| {
            let name: Ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty: Type = input.parse()?;
            input.parse::<Token![,]>()?;
            Ok((name, ty))
        };
        // The comma is a place to point at when the type is cut short.
        let mut comma = Punct::new(',', Spacing::Alone);
        comma.set_span(piece.tokens.last().unwrap_or(first).span());
        let tokens = piece.tokens.iter().cloned().chain([comma.into()]).collect();
        match (param.parse2(tokens), &mut params) {
            (Ok((name, ty)), list) => {
                if let Some(borrow) = crate::attr::borrow_of(&ty) {
                    let tokens: Vec<_> = borrow.part.clone().into_iter().collect();
                    let message = messages::borrowed("an argument", &borrow.part, borrow.owned);
                    diag.error(At::tokens(&tokens, name.span()), message);
                    params = None;
                } else if let Some(list) = list {
                    list.push((name, ty));
                }
            }
            (Err(error), _) => {
                diag.syn(error);
                params = None;
            }
        }
    }
    params
}

/// Whether `syn` gets by with so many levels, counted on the safe side: every bracket, operator
/// and keyword may hold what follows it up to the next comma. `Err` is where it gets too deep.
fn fits(tokens: &[TokenTree], room: usize) -> Result<(), Span> {
    let mut angles = 0_usize;
    let mut prefixes = 0_usize;
    let mut after_dash = false;
    for token in tokens {
        let dash = after_dash;
        after_dash = false;
        match token {
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' | ';' => prefixes = 0,
                '<' => angles += 1,
                '>' if dash => {}
                '>' => angles = angles.saturating_sub(1),
                ':' | '\'' | '#' | '+' | '.' | '?' => {}
                ch => {
                    prefixes += 1;
                    after_dash = ch == '-' && punct.spacing() == Spacing::Joint;
                }
            },
            TokenTree::Ident(word) => prefixes += usize::from(is_keyword(word)),
            TokenTree::Literal(_) | TokenTree::Group(_) => {}
        }
        let left = room.checked_sub(angles + prefixes + 1).ok_or(token.span())?;
        if let TokenTree::Group(group) = token {
            let inner: Vec<_> = group.stream().into_iter().collect();
            fits(&inner, left)?;
        }
    }
    Ok(())
}
