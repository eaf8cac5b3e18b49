//! Statements, flows and blocks. After a mistake reading goes on behind the next `;`.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::cursor::{self, Cursor, Shape};
use super::stray::Place;
use super::tree::{Arrow, Flow, Let, Step, Target, Term, Unread};
use super::{Skip, args, arrow, binding, stray, term};
use crate::diag::{At, Diag};
use crate::messages;

/// Blocks inside blocks. Reading them takes stack, and nobody can read so many anyway.
const DEPTH: usize = 128;

/// How a flow ends.
enum End {
    Read,
    /// With a token that belongs to nothing; what follows up to the `;` is not read.
    Stray,
}

/// Reads the statements of one graph.
pub(crate) struct Reader<'d> {
    diag: &'d mut Diag,
    pub(crate) lets: Vec<Let>,
    /// Each with the number of `let`s that stand before it.
    pub(crate) flows: Vec<(usize, Flow)>,
    pub(crate) complete: bool,
    pub(crate) unread: Unread,
    arrows: usize,
}

impl<'d> Reader<'d> {
    pub(crate) fn new(diag: &'d mut Diag) -> Self {
        Self {
            diag,
            lets: Vec::new(),
            flows: Vec::new(),
            complete: true,
            unread: Unread::default(),
            arrows: 0,
        }
    }

    /// `stmt*`
    pub(crate) fn statements(&mut self, tokens: &[TokenTree]) {
        let mut cursor = Cursor::new(tokens);
        while !cursor.is_empty() {
            if self.nothing(&mut cursor) {
                continue;
            }
            let is_let = cursor.ident(0).is_some_and(|word| word == "let");
            if is_let || binding::without_let(cursor).is_some() {
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
        self.missing();
        cursor.skip_statement();
    }

    /// A node is not there, and may be any.
    fn missing(&mut self) {
        self.complete = false;
        self.unread.any = true;
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
        let Ok(heads) = self.heads(cursor) else {
            self.skip(cursor);
            return flow;
        };
        flow.heads = heads;
        let behind_heads = *cursor;
        match self.read_flow(cursor, &mut flow, depth) {
            Err(Skip) => self.skip(cursor),
            Ok(End::Read) => {}
            Ok(End::Stray) => {
                cursor.skip_statement();
                self.complete = false;
                // Only nodes that are named there may be fed there; not the heads, which were read.
                let passed = behind_heads.rest().len() - cursor.rest().len();
                self.unread.pass(behind_heads.rest().get(..passed).unwrap_or_default());
            }
        }
        flow
    }

    fn read_flow(
        &mut self,
        cursor: &mut Cursor<'_>,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<End, Skip> {
        loop {
            let Some(arrow) = self.arrow(cursor)? else {
                break;
            };
            let at = arrow.at;
            if cursor.is_empty() || cursor.at_semicolon() {
                self.diag.error(at, messages::ARROW_TO_NOTHING);
                self.missing();
                break;
            }
            if cursor.arrow().is_some() {
                self.diag.error(at, messages::ARROW_TO_NOTHING);
                self.missing();
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
                self.end_of_block(cursor)?;
                return Ok(End::Read);
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
            None => Ok(End::Read),
            Some(_) if cursor.at_semicolon() => {
                cursor.take(1);
                Ok(End::Read)
            }
            Some(token) => {
                let place = match (depth, flow.steps.is_empty()) {
                    (0, true) => Place::Head,
                    _ => Place::Other,
                };
                self.diag.error(begin(token), stray::message(*cursor, place));
                if stray::is_backwards(*cursor) {
                    // What leads to the node is drawn behind it.
                    self.missing();
                }
                Ok(End::Stray)
            }
        }
    }

    /// `term | "[" term,+ "]"`
    fn heads(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<Term>, Skip> {
        if let Some(shape) = cursor.arrow() {
            let message = match shape {
                Shape::Plain(_) => messages::ARROW_FROM_NOTHING,
                Shape::Labelled(..) => messages::LABEL_FROM_NOTHING,
            };
            self.diag.error(shape.at(), message);
            return Err(Skip);
        }
        let Some(group) = cursor.group(0, Delimiter::Bracket) else {
            return Ok(vec![term::read(cursor, self.diag)?]);
        };
        cursor.take(1);
        let tokens = cursor::tokens(group.stream());
        if tokens.is_empty() {
            self.diag.error(group.span(), messages::NO_HEADS);
            self.missing();
        }
        let mut heads = Vec::new();
        for piece in args::split(&tokens) {
            let mut inner = Cursor::new(piece.tokens);
            if inner.is_empty() {
                if let Some(comma) = piece.comma {
                    self.diag.error(comma.span(), messages::HEAD_MISSING);
                    self.missing();
                }
                continue;
            }
            match term::read(&mut inner, self.diag) {
                Ok(term) => heads.push(term),
                Err(Skip) => {
                    self.missing();
                    continue;
                }
            }
            if let Some(token) = inner.peek(0) {
                let is_arrow = inner.arrow().is_some();
                let problem =
                    if is_arrow { messages::ARROW_IN_HEADS } else { messages::STRAY_IN_HEADS };
                self.diag.error(begin(token), problem);
                self.missing();
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
