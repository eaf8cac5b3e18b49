//! Terms: `NAME: PATH (args) (settings)` and closures.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::closure::{self, Place};
use super::cursor::{self, Cursor};
use super::tree::{Given, Term, What};
use super::{Skip, args, misplaced, path, settings, stray};
use crate::diag::{At, Diag};
use crate::messages;
use crate::words::{is_name, text};

/// Reads one mention of a node.
pub(crate) fn read(cursor: &mut Cursor<'_>, diag: &mut Diag) -> Result<Term, Skip> {
    let mut before = misplaced::settings(cursor, diag)?;
    let alias = alias(cursor, diag)?;
    if alias.is_some() && before.is_none() {
        before = misplaced::settings(cursor, diag)?;
    }
    misplaced::lambda(*cursor, diag)?;
    let what = what(cursor, diag)?;
    let mut term = Term { alias, what, args: None, settings: None };
    if !matches!(term.what, What::Closure(..)) {
        let mut args = None;
        while let Some(group) = cursor.group(0, Delimiter::Parenthesis) {
            cursor.take(1);
            give(&mut term, group, diag);
            args = args.or(term.args.is_some().then_some(group));
        }
        misplaced::value(cursor, &mut term, args, diag)?;
        term.settings = term.settings.or(before);
    }
    Ok(term)
}

/// `NAME:`, or `NAME =` as it is written elsewhere.
fn alias(cursor: &mut Cursor<'_>, diag: &mut Diag) -> Result<Option<Ident>, Skip> {
    if let Some(name) = misplaced::assigned(cursor, diag) {
        return Ok(Some(name));
    }
    let (Some(name), Some(colon)) = (cursor.ident(0), cursor.punct(1, ':')) else {
        return Ok(None);
    };
    if cursor.path_separator(1).is_some() {
        return Ok(None);
    }
    if !is_name(name) {
        diag.error(name.span(), messages::keyword_as_name(name));
        return Err(Skip);
    }
    cursor.take(2);
    if cursor.is_empty() || cursor.at_semicolon() || cursor.arrow().is_some() {
        diag.error(colon, messages::alias_without_path(name));
        return Err(Skip);
    }
    Ok(Some(name.clone()))
}

fn what(cursor: &mut Cursor<'_>, diag: &mut Diag) -> Result<What, Skip> {
    if closure::starts(*cursor) {
        let span = cursor.peek(0).map(TokenTree::span);
        let closure = closure::read(cursor, Place::Flow, diag)?;
        return span.map(|span| What::Closure(closure, span)).ok_or(Skip);
    }
    if let Some(word) = cursor.ident(0).filter(|word| *word == "in") {
        cursor.take(1);
        return Ok(What::In(word.clone()));
    }
    if path::starts(*cursor) {
        return path::read(cursor, diag).map(What::Path);
    }
    match cursor.peek(0) {
        Some(TokenTree::Ident(word)) => {
            diag.error(word.span(), messages::keyword_as_node(word));
        }
        Some(TokenTree::Group(group)) => {
            diag.error(group.span_open(), stray::in_place_of_a_node(group));
        }
        Some(token) => {
            let found = text(std::slice::from_ref(token));
            diag.error(token.span(), messages::node_expected(&found));
        }
        // The caller looks ahead where the tokens may end.
        None => {}
    }
    Err(Skip)
}

/// Arguments or settings: a group in parentheses behind a name.
fn give(term: &mut Term, group: &Group, diag: &mut Diag) {
    let tokens = cursor::tokens(group.stream());
    let at = At::from(group.span());
    let mistaken = term.args.is_some() && settings::begins_with_setting(&tokens);
    if settings::is_settings(&tokens) || mistaken {
        if let Some(first) = &term.settings {
            let again = messages::settings_apart(term.name());
            diag.error_with(at, again, (first.at, messages::FIRST_GIVEN));
            return;
        }
        term.settings = Some(Given { value: settings::read(&tokens, diag), at });
        return;
    }
    if let Some(first) = &term.args {
        let again = messages::args_again(term.name());
        diag.error_with(at, again, (first.at, messages::FIRST_GIVEN));
        return;
    }
    if term.settings.is_some() {
        diag.error(at, messages::args_behind_settings(term.name()));
    }
    // Raw: the invisible groups in an argument hold its expressions together.
    let raw: Vec<_> = group.stream().into_iter().collect();
    term.args = Some(Given { value: args::read(&term.name(), &raw, diag), at });
}

impl Term {
    /// What a message calls it.
    pub(super) fn name(&self) -> String {
        match (&self.alias, &self.what) {
            (Some(name), _) | (None, What::In(name)) => name.to_string(),
            (None, What::Path(path)) => path.name.to_string(),
            (None, What::Value(_, name)) => name.to_string(),
            (None, What::Closure(..)) => "closure".to_owned(),
        }
    }
}
