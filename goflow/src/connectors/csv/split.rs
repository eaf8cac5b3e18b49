//! Splits CSV text, which comes in pieces, into records and cells.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::connectors::file::{MAX_RECORD, Place, RecordError};

/// The record that is being read, or was read last.
pub(super) struct Splitter {
    core: Reader,
    /// Its cells without quotes, one after the other, in the first `filled` bytes.
    text: Vec<u8>,
    filled: usize,
    /// Where each cell ends, the first `cells` of it.
    ends: Vec<usize>,
    cells: usize,
    /// Where the next byte stands in the file.
    offset: u64,
    /// Where the record began.
    pub(super) begin: u64,
    /// The line where it began, from 1.
    pub(super) line: u64,
    /// A part of it was in pieces before this one.
    inside: bool,
    /// That part, the first of it.
    kept: Vec<u8>,
    /// It has more bytes than any record may have.
    pub(super) too_long: bool,
}

/// The cells of a record.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    /// All of them, if that is text.
    pub(super) text: Result<&'a str, &'a [u8]>,
    pub(super) ends: &'a [usize],
}

/// What is left at the end of a file.
pub(super) enum Rest {
    Nothing,
    /// A record whose last line has no end.
    Record,
    /// The beginning of a record: a quote that is never closed.
    Cut,
}

impl Splitter {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            text: vec![0; 1 << 10],
            filled: 0,
            ends: vec![0; 32],
            cells: 0,
            offset: 0,
            begin: 0,
            line: 1,
            inside: false,
            kept: Vec::new(),
            too_long: false,
        }
    }

    /// Another file begins.
    pub(super) fn reset(&mut self) {
        self.core.reset();
        (self.offset, self.begin, self.line, self.inside) = (0, 0, 1, false);
        self.kept.clear();
    }

    /// Where the next record begins.
    pub(super) fn place(&self) -> Place {
        match self.inside {
            true => Place { offset: self.begin, record: self.line },
            false => Place { offset: self.offset, record: self.core.line() },
        }
    }

    /// Leaves out bytes that are no record.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.offset += bytes as u64;
        self.begin = self.offset;
    }

    /// Reads from `text`, from `at` on, to the end of a record: true if there is one. `raw` is then
    /// its part of `text`.
    pub(super) fn next(&mut self, text: &[u8], at: &mut usize, raw: &mut (usize, usize)) -> bool {
        if !self.inside && !self.start(text, at) {
            return false;
        }
        let from = *at;
        while let Some(input) = text.get(*at..).filter(|input| !input.is_empty()) {
            let (result, read) = self.step(input);
            *at += read;
            self.offset += read as u64;
            if result == ReadRecordResult::Record {
                self.inside = false;
                *raw = (from, *at);
                return true;
            }
        }
        self.keep(text.get(from..).unwrap_or_default());
        false
    }

    /// Goes to the beginning of the next record. Lines without anything are none.
    fn start(&mut self, text: &[u8], at: &mut usize) -> bool {
        let blank = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let blanks = text.get(*at..).unwrap_or_default().iter().take_while(blank);
        let (mut skipped, mut lines) = (0, 0);
        for byte in blanks {
            skipped += 1;
            lines += u64::from(*byte == b'\n');
        }
        self.core.set_line(self.core.line() + lines);
        *at += skipped;
        self.skip(skipped);
        if *at == text.len() {
            return false;
        }
        self.begin_record();
        true
    }

    fn begin_record(&mut self) {
        self.line = self.core.line();
        (self.filled, self.cells, self.inside, self.too_long) = (0, 0, true, false);
        self.kept.clear();
    }

    fn step(&mut self, input: &[u8]) -> (ReadRecordResult, usize) {
        let text = self.text.get_mut(self.filled..).unwrap_or_default();
        let ends = self.ends.get_mut(self.cells..).unwrap_or_default();
        let (result, read, written, ended) = self.core.read_record(input, text, ends);
        self.filled += written;
        self.cells += ended;
        if self.filled + self.cells * size_of::<usize>() > MAX_RECORD {
            // The rest is read over, into the same room.
            self.too_long = true;
        }
        if self.too_long {
            (self.filled, self.cells) = (0, 0);
        }
        match result {
            ReadRecordResult::OutputFull if !self.too_long => {
                self.text.resize(self.text.len() * 2, 0);
            }
            ReadRecordResult::OutputEndsFull if !self.too_long => {
                self.ends.resize(self.ends.len() * 2, 0);
            }
            _ => {}
        }
        (result, read)
    }

    /// Keeps what was read of a record whose end is still to come.
    fn keep(&mut self, part: &[u8]) {
        let free = RecordError::RAW.saturating_sub(self.kept.len());
        self.kept.extend(part.iter().take(free));
    }

    /// The rest of the file cannot be read: what there is to say of it is about the record that was
    /// begun, or would be the next.
    pub(super) fn stop(&mut self) {
        if !std::mem::take(&mut self.inside) {
            self.line = self.core.line();
            self.begin = self.offset;
            self.kept.clear();
        }
    }

    /// The file is over.
    pub(super) fn finish(&mut self) -> Rest {
        if !std::mem::take(&mut self.inside) {
            return Rest::Nothing;
        }
        // Outside of quotes, the end of a line ends the record.
        loop {
            match self.step(b"\n") {
                (ReadRecordResult::Record | ReadRecordResult::End, _) => return Rest::Record,
                (_, 0) => {}
                _ => return Rest::Cut,
            }
        }
    }

    /// The cells of the record that was read last.
    pub(super) fn cells(&self) -> Cells<'_> {
        let text = self.text.get(..self.filled).unwrap_or_default();
        Cells {
            text: std::str::from_utf8(text).map_err(|_| text),
            ends: self.ends.get(..self.cells).unwrap_or_default(),
        }
    }

    /// The record as it stood in the file, of which `part` is in the last piece.
    pub(super) fn raw(&self, part: &[u8]) -> Vec<u8> {
        let line = part.strip_suffix(b"\n").unwrap_or(part);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let both = self.kept.iter().chain(line);
        both.take(RecordError::RAW).copied().collect()
    }
}

impl<'a> Cells<'a> {
    /// A cell's text, or its bytes if they are none; `None` behind the last.
    pub(super) fn get(self, cell: usize) -> Option<Result<&'a str, &'a [u8]>> {
        let to = *self.ends.get(cell)?;
        let from = match cell.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        let bytes = match self.text {
            Ok(text) => match text.get(from..to) {
                Some(text) => return Some(Ok(text)),
                None => text.as_bytes().get(from..to)?,
            },
            Err(bytes) => bytes.get(from..to)?,
        };
        Some(std::str::from_utf8(bytes).map_err(|_| bytes))
    }
}
