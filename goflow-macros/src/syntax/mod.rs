//! Tokens to tree, recovering after each mistake.

mod args;
mod arrow;
mod binding;
mod closure;
mod cursor;
mod flow;
mod header;
mod misplaced;
mod number;
mod parts;
mod path;
mod settings;
mod stray;
mod term;
mod tree;

use proc_macro2::TokenStream;

pub(crate) use self::parts::{Amount, Closure, Header, Label, Settings};
pub(crate) use self::path::{Path, is_path};
pub(crate) use self::settings::is_lone_setting;
pub(crate) use self::tree::{
    Arrow, Bound, Flow, Given, Kind, Let, Target, Term, Tree, Unread, What,
};
use crate::diag::Diag;

/// An error was reported, and reading goes on behind the next `;`.
struct Skip;

/// Reads a `pipeline!` body. Never panics, whatever the tokens are.
pub(crate) fn read(input: TokenStream, diag: &mut Diag) -> Tree {
    let tokens = cursor::tokens(input);
    let (kind, body, complete) = if header::starts(&tokens) {
        let sub = header::read(&tokens, diag);
        let complete = sub.header.is_some();
        (Kind::Sub(sub.header.map(Box::new)), sub.body, complete)
    } else {
        (Kind::Plain, tokens, true)
    };
    let mut reader = flow::Reader::new(diag);
    reader.statements(&body);
    let mut unread = reader.unread;
    unread.any |= !complete;
    let complete = complete && reader.complete;
    Tree { kind, complete, unread, lets: reader.lets, flows: reader.flows }
}
