//! Records of files of which each byte is a letter, as UTF-8.
//!
//! Where records and cells end is found in the file as it stands: what ends them is ASCII there, too, and
//! places stay those of the file. Only records that are not ASCII are made UTF-8.

use super::records::Record;
use crate::connectors::file::Charset;

/// One record at a time.
pub(super) struct Letters {
    charset: Option<Charset>,
    /// Those of this file are of `charset`.
    on: bool,
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Letters {
    /// None, unless each is a byte.
    pub(super) fn new(charset: Option<Charset>) -> Self {
        let charset = charset.filter(|charset| charset.is_single_byte());
        Self { charset, on: false, text: Vec::new(), ends: Vec::new() }
    }

    /// Another file begins.
    pub(super) fn begin(&mut self) {
        self.on = self.charset.is_some();
    }

    /// It has a byte order mark: its text is UTF-8, whatever that of others is.
    pub(super) fn are_utf_8(&mut self) {
        self.on = false;
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    /// Whether a record has to be made UTF-8.
    #[inline(always)]
    pub(super) fn are_in(&self, record: &Record<'_>) -> bool {
        self.on && !record.is_ascii()
    }

    /// The record as UTF-8. A cell with bytes that are no letters is none, and is told to be none where
    /// it is wanted.
    #[inline(never)]
    pub(super) fn utf_8<'a>(&'a mut self, record: Record<'a>) -> Record<'a> {
        let Some(charset) = self.charset.filter(|_| self.on) else { return record };
        self.text.clear();
        self.ends.clear();
        for cell in (0..record.len()).filter_map(|cell| record.cell(cell)) {
            if cell.is_ascii() {
                self.text.extend_from_slice(cell);
            } else {
                charset.append(cell, &mut self.text);
            }
            // A record has no more than 1 GiB, and a letter no more than three bytes.
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
            self.text.push(b'\n');
        }
        Record::of(&self.text, &self.ends)
    }
}
