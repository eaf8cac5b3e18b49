//! Finds the documents in text that has one a line.

use std::io;

use memchr::memchr;

use super::document::{Sink, Span, is_space};
use super::kept::Kept;
use crate::connectors::file::Place;

/// Splits text, which comes in pieces, into lines.
#[derive(Debug)]
pub(super) struct Lines {
    max_record: usize,
    /// Where the line begins that is read now.
    pub(super) begin: Place,
    /// Where the next byte stands.
    offset: u64,
    /// The beginning of a line whose end is still to come.
    kept: Kept,
}

impl Lines {
    pub(super) fn new(max_record: usize) -> Self {
        Self { max_record, begin: Place::START, offset: 0, kept: Kept::default() }
    }

    pub(super) fn start(&mut self, place: Place) {
        (self.begin, self.offset) = (place, place.offset);
        self.kept.clear();
    }

    /// Leaves out bytes that are no record.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.offset += bytes as u64;
        self.begin.offset = self.offset;
    }

    /// Gives lines to `sink` while it has room: how much of `text` is used up.
    pub(super) fn split(&mut self, text: &[u8], sink: &mut impl Sink) -> usize {
        let mut rest = text;
        while sink.has_room() {
            let Some((line, behind)) =
                memchr(b'\n', rest).and_then(|end| rest.split_at_checked(end))
            else {
                self.keep(rest);
                return text.len();
            };
            self.offset += line.len() as u64 + 1;
            if self.kept.is_nothing() {
                self.line(line, false, sink);
            } else {
                self.offset -= line.len() as u64;
                self.keep(line);
                self.line(&self.kept.text, self.kept.too_long, sink);
                self.kept.clear();
            }
            self.begin = Place { offset: self.offset, record: self.begin.record + 1 };
            rest = behind.get(1..).unwrap_or_default();
        }
        text.len() - rest.len()
    }

    /// The text is over.
    pub(super) fn end(&mut self, broken: Option<io::Error>, sink: &mut impl Sink) {
        let kept = std::mem::take(&mut self.kept);
        match broken {
            Some(error) => {
                sink.fail(Span { text: &kept.text, begin: self.begin }, error.to_string())
            }
            None => self.line(&kept.text, kept.too_long, sink),
        }
        self.begin.offset = self.offset;
    }

    /// One line, without its end.
    #[inline]
    fn line(&self, line: &[u8], too_long: bool, sink: &mut impl Sink) {
        let span = Span { text: line, begin: self.begin };
        if too_long || line.strip_suffix(b"\r").unwrap_or(line).len() > self.max_record {
            sink.too_long(span);
        } else if !line.iter().all(is_space) {
            sink.document(span);
        }
    }

    fn keep(&mut self, part: &[u8]) {
        self.offset += part.len() as u64;
        // The last byte may be a carriage return, which is none of the record.
        self.kept.add(part, self.max_record.saturating_add(1));
    }
}
