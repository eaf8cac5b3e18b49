//! Finds the documents in text that is one array of them.
//!
//! Only so much of JSON's grammar is looked at as it takes to know where an element ends: strings,
//! and how deep brackets are. What stands in between is the parser's business.

use std::io;

use memchr::memchr2;

use super::document::{Sink, Span, is_space};
use super::kept::Kept;
use crate::connectors::file::{Place, looks};

/// Splits text, which comes in pieces, into the elements of the array.
#[derive(Debug)]
pub(super) struct Array {
    max_record: usize,
    state: State,
    /// Where the element begins that is read now.
    begin: Place,
    /// Where the last one ended: a part that begins there gives the rest.
    after: Place,
    /// Where the next byte stands.
    at: Place,
    /// The beginning of an element whose end is still to come.
    kept: Kept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the array.
    Outside,
    /// Behind `[`: an element, or the end.
    First,
    /// Behind a comma: an element.
    Next,
    /// Behind an element: a comma, or the end.
    After,
    /// In an element.
    Inside(Inside),
    /// Behind the array.
    Over,
    /// The rest is of no use.
    Hopeless,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Inside {
    /// Something of it was read.
    begun: bool,
    /// How many brackets are open.
    depth: usize,
    string: bool,
    /// Behind a backslash.
    escaped: bool,
}

impl Array {
    pub(super) fn new(max_record: usize) -> Self {
        Self {
            max_record,
            state: State::Outside,
            begin: Place::START,
            after: Place::START,
            at: Place::START,
            kept: Kept::default(),
        }
    }

    /// From the beginning of the file, or from behind an element.
    pub(super) fn start(&mut self, place: Place) {
        let state = if place.offset == 0 { State::Outside } else { State::After };
        let kept = std::mem::take(&mut self.kept);
        *self = Self { state, after: place, at: place, kept, ..Self::new(self.max_record) };
        self.kept.clear();
    }

    /// Leaves out bytes that are no record.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at.offset += bytes as u64;
    }

    /// Gives elements to `sink` while it has room: how much of `text` is used up.
    pub(super) fn split(&mut self, text: &[u8], sink: &mut impl Sink) -> usize {
        let mut rest = text;
        while sink.has_room() && self.state != State::Hopeless {
            if let State::Inside(inside) = self.state {
                let (length, now) = inside.read(rest);
                let (element, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                match now {
                    Some(inside) => {
                        self.keep(element);
                        self.state = State::Inside(inside);
                        return text.len();
                    }
                    None => self.element(element, sink),
                }
                rest = behind;
                continue;
            }
            let spaces = rest.iter().take_while(|byte| is_space(byte)).count();
            let (space, behind) = rest.split_at_checked(spaces).unwrap_or((rest, &[]));
            self.pass(space);
            rest = behind;
            let Some(byte) = rest.first() else { return text.len() };
            self.state = match (self.state, byte) {
                (State::Outside, b'[') => State::First,
                (State::First | State::After, b']') => State::Over,
                (State::After, b',') => State::Next,
                (State::First | State::Next, byte) if !b",]}:".contains(byte) => {
                    self.begin = self.at;
                    State::Inside(Inside::default())
                }
                (state, _) => {
                    self.refuse(state, rest, sink);
                    State::Hopeless
                }
            };
            if !matches!(self.state, State::Inside(_) | State::Hopeless) {
                self.pass(rest.get(..1).unwrap_or_default());
                rest = rest.get(1..).unwrap_or_default();
            }
        }
        if self.state == State::Hopeless { text.len() } else { text.len() - rest.len() }
    }

    /// The text is over.
    pub(super) fn end(&mut self, broken: Option<io::Error>, sink: &mut impl Sink) {
        let cause = match (broken, self.state) {
            (_, State::Hopeless) | (None, State::Over) => return,
            (Some(error), _) => error.to_string(),
            (None, State::Outside) => "the file ends before its array begins".to_string(),
            (None, _) => "the file ends in the middle of its array".to_string(),
        };
        let kept = std::mem::take(&mut self.kept);
        let inside = matches!(self.state, State::Inside(_));
        let begin = if inside { self.begin } else { self.at };
        sink.fail(Span { text: &kept.text, begin }, cause);
        self.state = State::Hopeless;
    }

    /// Where a part may begin that gives the rest.
    pub(super) fn place(&self) -> Place {
        self.after
    }

    /// An element is over: `rest` is the end of it.
    fn element(&mut self, rest: &[u8], sink: &mut impl Sink) {
        if self.kept.is_nothing() {
            self.pass(rest);
            let span = Span { text: rest, begin: self.begin };
            match rest.len() > self.max_record {
                true => sink.too_long(span),
                false => sink.document(span),
            }
        } else {
            self.keep(rest);
            let span = Span { text: &self.kept.text, begin: self.begin };
            match self.kept.too_long {
                true => sink.too_long(span),
                false => sink.document(span),
            }
            self.kept.clear();
        }
        self.state = State::After;
        self.after = self.at;
    }

    fn keep(&mut self, part: &[u8]) {
        self.pass(part);
        self.kept.add(part, self.max_record);
    }

    fn pass(&mut self, text: &[u8]) {
        self.at.offset += text.len() as u64;
        self.at.record += memchr::memchr_iter(b'\n', text).count() as u64;
    }

    #[cold]
    fn refuse(&self, state: State, rest: &[u8], sink: &mut impl Sink) {
        let cause = match state {
            State::Outside => looks(rest)
                .unwrap_or("the file is no array; one document a line is read without `.array()`"),
            State::Over => "something stands behind the array",
            State::After => "a comma or the array's end is expected",
            _ => "an element is expected",
        };
        sink.fail(Span { text: rest, begin: self.at }, cause.to_string());
    }
}

impl Inside {
    /// Reads on in an element: how far, and the state there if it is not over.
    fn read(mut self, text: &[u8]) -> (usize, Option<Self>) {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if std::mem::take(&mut self.escaped) {
                at += 1;
                continue;
            }
            if self.string {
                let Some(place) = memchr2(b'"', b'\\', rest) else { break };
                let quote = rest.get(place) == Some(&b'"');
                (self.string, self.escaped) = (!quote, !quote);
                at += place + 1;
                if quote && self.depth == 0 {
                    return (at, None);
                }
                continue;
            }
            let special = |byte: &u8| matches!(byte, b'"' | b'[' | b'{' | b']' | b'}' | b',');
            let ends = |byte: &u8| special(byte) || (self.depth == 0 && is_space(byte));
            let Some(place) = rest.iter().position(ends) else { break };
            at += place;
            let first = !self.begun && at == 0;
            match rest.get(place) {
                Some(b'"') if self.depth > 0 || first => self.string = true,
                Some(b'[' | b'{') if self.depth > 0 || first => self.depth += 1,
                Some(b']' | b'}') if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, None);
                    }
                }
                Some(b',') if self.depth > 0 => {}
                // The end of a number or a word, or what makes it none.
                _ => return (at, None),
            }
            at += 1;
        }
        (text.len(), Some(Self { begun: true, ..self }))
    }
}
