//! Statements, flows and blocks. After a mistake reading goes on behind the next `;`.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::cursor::{self, Cursor};
use super::tree::{Arrow, Flow, Let, Step, Target, Term};
use super::{Skip, args, arrow, binding, term};
use crate::diag::{At, Diag};
use crate::messages;

/// Blocks inside blocks. Reading them takes stack, and nobody can read so many anyway.
const DEPTH: usize = 128;

/// Reads the statements of one graph.
pub(crate) struct Reader<'d> {
    diag: &'d mut Diag,
    pub(crate) lets: Vec<Let>,
    /// Each with the number of `let`s that stand before it.
    pub(crate) flows: Vec<(usize, Flow)>,
    pub(crate) complete: bool,
    arrows: usize,
}

impl<'d> Reader<'d> {
    pub(crate) fn new(diag: &'d mut Diag) -> Self {
        Self { diag, lets: Vec::new(), flows: Vec::new(), complete: true, arrows: 0 }
    }

    /// `stmt*`
    pub(crate) fn statements(&mut self, tokens: &[TokenTree]) {
        let mut cursor = Cursor::new(tokens);
        while !cursor.is_empty() {
            if self.nothing(&mut cursor) {
                continue;
            }
            if cursor.ident(0).is_some_and(|word| word == "let") {
                self.binding(&mut cursor);
            } else {
                let flow = self.flow(&mut cursor, 0);
                self.flows.push((self.lets.len(), flow));
            }
        }
    }

    /// Steps over what is no statement: a `;`, or a doc comment or attribute, which is a mistake.
    fn nothing(&mut self, cursor: &mut Cursor<'_>) -> bool {
        if cursor.at_semicolon() {
            cursor.take(1);
            return true;
        }
        let (Some(start), Some(group)) =
            (cursor.punct(0, '#'), cursor.group(1, Delimiter::Bracket))
        else {
            return false;
        };
        self.diag.error(At::over(start, group.span()), messages::ATTRIBUTE);
        cursor.take(2);
        true
    }

    fn binding(&mut self, cursor: &mut Cursor<'_>) {
        let (binding, end) = binding::read(cursor, self.diag);
        self.lets.extend(binding);
        if end.is_err() {
            self.skip(cursor);
        }
    }

    fn skip(&mut self, cursor: &mut Cursor<'_>) {
        self.complete = false;
        cursor.skip_statement();
    }

    /// `"{" (flow ";"?)* "}"`
    fn block(&mut self, group: &Group, depth: usize) -> Vec<Flow> {
        let mut flows = Vec::new();
        let tokens = cursor::tokens(group.stream());
        if tokens.is_empty() {
            self.diag.error(group.span(), messages::EMPTY_BLOCK);
        }
        let mut cursor = Cursor::new(&tokens);
        while !cursor.is_empty() {
            if self.nothing(&mut cursor) {
                continue;
            }
            if let Some(word) = cursor.ident(0).filter(|word| *word == "let") {
                self.diag.error(word.span(), messages::LET_IN_BLOCK);
                self.binding(&mut cursor);
            } else {
                flows.push(self.flow(&mut cursor, depth));
            }
        }
        flows
    }

    /// Reads a flow and its `;`. What stands before a mistake in it is kept.
    fn flow(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> Flow {
        let mut flow = Flow { heads: Vec::new(), steps: Vec::new() };
        if self.read_flow(cursor, &mut flow, depth).is_err() {
            self.skip(cursor);
        }
        flow
    }

    fn read_flow(
        &mut self,
        cursor: &mut Cursor<'_>,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<(), Skip> {
        flow.heads = self.heads(cursor)?;
        loop {
            let Some(arrow) = self.arrow(cursor)? else {
                break;
            };
            let at = arrow.at;
            if cursor.is_empty() || cursor.at_semicolon() {
                self.diag.error(at, messages::ARROW_TO_NOTHING);
                self.complete = false;
                break;
            }
            if cursor.arrow().is_some() {
                self.diag.error(at, messages::ARROW_TO_NOTHING);
                self.complete = false;
                flow.steps.push(Step { arrow, to: Target::Terms(Vec::new()) });
                continue;
            }
            if let Some(group) = cursor.group(0, Delimiter::Brace) {
                if depth >= DEPTH {
                    self.diag.error(group.span_open(), messages::BLOCKS_TOO_DEEP);
                    return Err(Skip);
                }
                cursor.take(1);
                let block = self.block(group, depth + 1);
                flow.steps.push(Step { arrow, to: Target::Block(block) });
                return self.end_of_block(cursor);
            }
            let terms = if let Some(group) = cursor.group(0, Delimiter::Bracket) {
                self.diag.error(group.span(), messages::GATHER_ON_THE_RIGHT);
                self.heads(cursor)?
            } else {
                vec![term::read(cursor, self.diag)?]
            };
            flow.steps.push(Step { arrow, to: Target::Terms(terms) });
        }
        match cursor.peek(0) {
            None => Ok(()),
            Some(_) if cursor.at_semicolon() => {
                cursor.take(1);
                Ok(())
            }
            Some(token) => {
                self.diag.error(begin(token), messages::STRAY);
                Err(Skip)
            }
        }
    }

    /// `term | "[" term,+ "]"`
    fn heads(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<Term>, Skip> {
        if let Some(shape) = cursor.arrow() {
            self.diag.error(shape.at(), messages::ARROW_FROM_NOTHING);
            return Err(Skip);
        }
        let Some(group) = cursor.group(0, Delimiter::Bracket) else {
            return Ok(vec![term::read(cursor, self.diag)?]);
        };
        cursor.take(1);
        let tokens = cursor::tokens(group.stream());
        if tokens.is_empty() {
            self.diag.error(group.span(), messages::NO_HEADS);
            self.complete = false;
        }
        let mut heads = Vec::new();
        for piece in args::split(&tokens) {
            let mut inner = Cursor::new(piece.tokens);
            if inner.is_empty() {
                if let Some(comma) = piece.comma {
                    self.diag.error(comma.span(), messages::HEAD_MISSING);
                    self.complete = false;
                }
                continue;
            }
            match term::read(&mut inner, self.diag) {
                Ok(term) => heads.push(term),
                Err(Skip) => {
                    self.complete = false;
                    continue;
                }
            }
            if let Some(token) = inner.peek(0) {
                self.diag.error(begin(token), messages::STRAY_IN_HEADS);
                self.complete = false;
            }
        }
        Ok(heads)
    }

    fn arrow(&mut self, cursor: &mut Cursor<'_>) -> Result<Option<Arrow>, Skip> {
        let Some((at, label)) = arrow::read(cursor, self.diag)? else {
            return Ok(None);
        };
        self.arrows += 1;
        Ok(Some(Arrow { at, number: self.arrows, label }))
    }

    /// Behind a block a new flow begins, with or without a `;` before it.
    fn end_of_block(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Skip> {
        if let Some(shape) = cursor.arrow() {
            self.diag.error(shape.at(), messages::ARROW_BEHIND_BLOCK);
            return Err(Skip);
        }
        if cursor.at_semicolon() {
            cursor.take(1);
        }
        Ok(())
    }
}

/// Where the caret for a wrong token goes: not on all that a group holds.
fn begin(token: &TokenTree) -> At {
    match token {
        TokenTree::Group(group) if group.delimiter() != Delimiter::None => group.span_open().into(),
        _ => token.span().into(),
    }
}
