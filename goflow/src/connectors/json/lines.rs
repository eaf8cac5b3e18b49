//! Finds the documents in text that has one a line.

use std::io;

use memchr::memchr;

use super::decoder::{Sink, Span};
use super::document::is_space;
use crate::connectors::file::{Place, RecordError};

/// Splits text, which comes in pieces, into lines.
#[derive(Debug)]
pub(super) struct Lines {
    max_record: usize,
    /// Where the line begins that is read now.
    pub(super) begin: Place,
    /// Where the next byte stands.
    offset: u64,
    /// The beginning of a line whose end is still to come.
    kept: Vec<u8>,
    /// That line has more bytes than any record may have.
    too_long: bool,
}

impl Lines {
    pub(super) fn new(max_record: usize) -> Self {
        Self { max_record, begin: Place::START, offset: 0, kept: Vec::new(), too_long: false }
    }

    pub(super) fn start(&mut self, place: Place) {
        (self.begin, self.offset, self.too_long) = (place, place.offset, false);
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
            if self.kept.is_empty() && !self.too_long {
                self.line(line, line.len(), sink);
            } else {
                self.offset -= line.len() as u64;
                self.keep(line);
                let kept = std::mem::take(&mut self.kept);
                self.line(&kept, kept.len(), sink);
                self.kept = kept;
                self.kept.clear();
            }
            self.too_long = false;
            self.begin = Place { offset: self.offset, record: self.begin.record + 1 };
            rest = behind.get(1..).unwrap_or_default();
        }
        text.len() - rest.len()
    }

    /// The text is over.
    pub(super) fn end(&mut self, broken: Option<io::Error>, sink: &mut impl Sink) {
        let kept = std::mem::take(&mut self.kept);
        match broken {
            Some(error) => sink.fail(Span { text: &kept, begin: self.begin }, error.to_string()),
            None => self.line(&kept, kept.len(), sink),
        }
        self.begin.offset = self.offset;
    }

    /// One line, without its end.
    #[inline]
    fn line(&self, line: &[u8], length: usize, sink: &mut impl Sink) {
        let span = Span { text: line, begin: self.begin };
        if self.too_long || length > self.max_record {
            sink.too_long(span);
        } else if !line.iter().all(is_space) {
            sink.document(span);
        }
    }

    /// Keeps what is there of a line, if that is worth it.
    fn keep(&mut self, part: &[u8]) {
        self.offset += part.len() as u64;
        self.too_long |= part.len() > self.max_record.saturating_sub(self.kept.len());
        let most = if self.too_long { RecordError::RAW } else { self.max_record };
        let free = most.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(part.get(..free).unwrap_or(part));
        if self.too_long {
            self.kept.truncate(RecordError::RAW);
            self.kept.shrink_to(RecordError::RAW);
        }
    }
}
