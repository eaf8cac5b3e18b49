//! Cuts text, which comes in pieces, into records. Records that lie in one piece are not copied.

use super::format::Format;
use super::lines::Lines;
use super::scan::{Marks, Scanner};
use crate::connectors::file::{Place, RecordError};

/// So much text is looked through at once: it and what is noted of it stay in the nearest cache.
const CHUNK: usize = 8 << 10;

/// So many cells a record may have that is in several pieces, or a quarter of its bytes.
const CELLS: usize = 1 << 16;

/// A worker's place in the file that it reads.
pub(super) struct Records {
    scanner: Scanner,
    marks: Marks,
    /// The next of the rows that are marked, and the first of its cells.
    row: usize,
    cell: usize,
    /// Whether the text of the next row is all ASCII. `rows_ascii`: that of the rows behind it, for
    /// which the text was looked through in one go. `begun_ascii`: that of the record that is begun.
    ascii: bool,
    rows_ascii: bool,
    begun_ascii: bool,
    lines: Lines,
    max: usize,
    /// Where in the file the text begins, and up to where it was looked through.
    offset: u64,
    scanned: u64,
    /// The beginning of a record of which the end is in a later piece.
    kept: Vec<u8>,
    kept_line: u64,
    /// Its bytes are more than any record may have. Only the first of them are kept.
    too_long: bool,
    last: Last,
}

/// The record that was given last.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    begin: u64,
    bytes: usize,
    /// Its text is in `kept`.
    kept: bool,
}

/// A record as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    text: &'a [u8],
    /// What is to be added to a mark to come to a place in `text`.
    shift: usize,
    begin: u32,
    ends: &'a [u32],
    /// All of its text is ASCII; `unsafe` code relies on it.
    ascii: bool,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Next<'a> {
    Record(Record<'a>),
    /// A record that has more bytes than it may.
    TooLong,
    /// A quote that is never closed.
    Cut,
    /// Nothing, until there is more text.
    Nothing,
}

/// Where a record is, and what it looks like.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) offset: u64,
    pub(super) line: u64,
    pub(super) raw: Vec<u8>,
}

impl Records {
    pub(super) fn new(format: &Format) -> Self {
        Self {
            scanner: Scanner::new(format),
            marks: Marks::default(),
            row: 0,
            cell: 0,
            ascii: false,
            rows_ascii: false,
            begun_ascii: false,
            lines: Lines::new(0, 1),
            max: format.max_record,
            offset: 0,
            scanned: 0,
            kept: Vec::new(),
            kept_line: 1,
            too_long: false,
            last: Last::default(),
        }
    }

    /// Text comes that begins at `offset` of a file, with a record, on that line.
    pub(super) fn begin(&mut self, offset: u64, line: u64) {
        self.scanner.begin(offset);
        self.marks.rebase(usize::MAX, offset);
        self.marks.carriage_returns = false;
        (self.row, self.cell) = (0, 0);
        self.lines = Lines::new(offset, line);
        (self.offset, self.scanned) = (offset, offset);
        self.kept.clear();
        self.too_long = false;
        self.last = Last { begin: offset, ..Last::default() };
    }

    /// Leaves out the first bytes of a file.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.begin(self.offset + bytes as u64, 1);
    }

    /// The next record of `text`, which goes on where the text before was used up. Lines without
    /// anything are none.
    #[inline]
    pub(super) fn next<'a>(&'a mut self, text: &'a [u8]) -> Next<'a> {
        if self.last.kept {
            self.forget();
        }
        loop {
            while let Some(row) = self.marks.rows.get(self.row).copied() {
                let from = self.cell;
                self.row += 1;
                self.cell = row.cells_to;
                let ascii = std::mem::replace(&mut self.ascii, self.rows_ascii);
                if !self.kept.is_empty() {
                    return self.rest(text, from, ascii);
                }
                let ends = self.marks.cells(from, row.cells_to);
                let bytes = ends.last().map_or(0, |end| end.wrapping_sub(row.begin)) as usize;
                if bytes == 0 && ends.len() == 1 {
                    continue;
                }
                let begin = self.marks.base + u64::from(row.begin);
                self.last = Last { begin, bytes, kept: false };
                if bytes > self.max {
                    return Next::TooLong;
                }
                // The borrow checker wants to see once more that nothing has changed.
                let ends = self.marks.cells(from, row.cells_to);
                let shift = self.marks.base.wrapping_sub(self.offset) as usize;
                // Beside a record that is not ASCII most others are: to ask once is still cheaper
                // than to look at each cell.
                let ascii = ascii || {
                    let from = (row.begin as usize).wrapping_add(shift);
                    let text = text.get(from..).and_then(|text| text.get(..bytes));
                    text.is_some_and(<[u8]>::is_ascii)
                };
                return Next::Record(Record { text, shift, begin: row.begin, ends, ascii });
            }
            if !self.scan(text) {
                self.keep(text);
                return Next::Nothing;
            }
        }
    }

    /// Looks through more of the text; false if that was all.
    #[inline(never)]
    fn scan(&mut self, text: &[u8]) -> bool {
        let done = (self.scanned - self.offset) as usize;
        let rest = text.get(done..).unwrap_or_default();
        let chunk = rest.get(..CHUNK).unwrap_or(rest);
        if chunk.is_empty() {
            return false;
        }
        if self.too_long {
            self.marks.rebase(usize::MAX, self.scanned);
        } else {
            self.marks.rebase(self.cell, self.scanner.record().unwrap_or(self.scanned));
        }
        (self.row, self.cell) = (0, 0);
        // Its first row may have begun in the chunk before, or in several.
        let goes_on = self.scanner.record().is_some_and(|begin| begin < self.scanned);
        self.marks.ascii = true;
        self.scanner.scan(chunk, self.scanned, &mut self.marks);
        self.rows_ascii = self.marks.ascii;
        self.ascii = self.rows_ascii && (self.begun_ascii || !goes_on);
        self.begun_ascii = if self.marks.rows.is_empty() { self.ascii } else { self.rows_ascii };
        self.scanned += chunk.len() as u64;
        true
    }

    /// The text is over, but for the beginning of a record: that is kept.
    #[cold]
    fn keep(&mut self, text: &[u8]) {
        let Some(begin) = self.scanner.record().filter(|begin| *begin < self.scanned) else {
            return;
        };
        if self.kept.is_empty() {
            let returns = self.marks.carriage_returns;
            self.kept_line = self.lines.at(begin, text, self.offset, returns);
            self.last = Last { begin, ..Last::default() };
        }
        let from = begin.saturating_sub(self.offset) as usize;
        self.append(text.get(from..).unwrap_or_default());
        let cells = self.marks.len() - self.cell;
        if cells > CELLS.max(self.max / 4) {
            self.too_long = true;
        }
    }

    /// Adds to what is kept, or no more than is told of a record that is too long.
    fn append(&mut self, part: &[u8]) {
        self.too_long |= self.kept.len() + part.len() > self.max;
        let most = if self.too_long { RecordError::RAW } else { self.max };
        let free = most.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(part.get(..free).unwrap_or(part));
    }

    fn forget(&mut self) {
        self.kept.clear();
        self.last.kept = false;
        self.too_long = false;
    }

    /// A record of which the beginning was kept ends in this text.
    #[cold]
    fn rest<'a>(&'a mut self, text: &[u8], from: usize, ascii: bool) -> Next<'a> {
        let end = self.marks.cells(from, self.cell).last().copied().unwrap_or(0);
        let end = self.marks.base + u64::from(end);
        self.append(text.get(..end.saturating_sub(self.offset) as usize).unwrap_or_default());
        self.last.kept = true;
        self.last.bytes = (end - self.last.begin) as usize;
        if self.too_long {
            return Next::TooLong;
        }
        let ends = self.marks.cells(from, self.cell);
        Next::Record(Record { text: &self.kept, shift: 0, begin: 0, ends, ascii })
    }

    /// The file is over. What was begun and has no end gets it here.
    pub(super) fn finish(&mut self) -> Next<'_> {
        if self.last.kept {
            self.forget();
        }
        if self.kept.is_empty() {
            return Next::Nothing;
        }
        if self.scanner.is_quoted() {
            return Next::Cut;
        }
        if self.too_long {
            self.last.kept = true;
            return Next::TooLong;
        }
        self.marks.rebase(self.cell, self.last.begin);
        (self.row, self.cell) = (0, 0);
        self.marks.finish(self.last.begin, self.offset);
        self.row = 1;
        self.cell = self.marks.len();
        self.scanner.begin(self.offset);
        self.rest(&[], 0, false)
    }

    /// Where the next record begins.
    pub(super) fn place(&self) -> Place {
        if !self.kept.is_empty() && !self.last.kept {
            return Place { offset: self.last.begin, record: self.kept_line };
        }
        // Whoever goes on between the two bytes of an end of line would count it once more. Before both,
        // or before the one, is a line without anything.
        let back = u64::from(self.lines.is_returned());
        Place { offset: self.offset - back, record: self.lines.line() - back }
    }

    /// The first `bytes` of the text are used up: what comes next begins behind them.
    pub(super) fn used(&mut self, text: &[u8], bytes: usize) {
        let end = self.offset + bytes as u64;
        self.lines.at(end, text, self.offset, self.marks.carriage_returns);
        self.offset = end;
    }

    /// How much of the text the records took that were given.
    pub(super) fn taken(&self, text: &[u8]) -> usize {
        let end = self.last.begin + self.last.bytes as u64;
        // One more, for the end of the line.
        let taken = (end + 1).saturating_sub(self.offset) as usize;
        taken.min(text.len())
    }

    /// Where the record is that was given last, or that is not all there.
    pub(super) fn spot(&mut self, text: &[u8]) -> Spot {
        let kept = !self.kept.is_empty();
        let offset = self.last.begin;
        let line = match kept {
            true => self.kept_line,
            false => self.lines.at(offset, text, self.offset, self.marks.carriage_returns),
        };
        let raw = if kept {
            self.kept.as_slice()
        } else {
            let from = offset.saturating_sub(self.offset) as usize;
            text.get(from..).and_then(|text| text.get(..self.last.bytes)).unwrap_or_default()
        };
        Spot { offset, line, raw: raw.iter().take(RecordError::RAW).copied().collect() }
    }

    /// The rest of the file cannot be read: what there is to say of it is about the record that was
    /// begun, or would be the next.
    pub(super) fn broken(&mut self) -> Spot {
        if self.last.kept {
            self.forget();
        }
        if self.kept.is_empty() {
            self.last = Last { begin: self.offset, ..Last::default() };
        }
        self.spot(&[])
    }
}

impl<'a> Record<'a> {
    /// Cells that end at these places of a text, each with a byte behind it that is not its own.
    pub(super) fn of(text: &'a [u8], ends: &'a [u32]) -> Self {
        Self { text, shift: 0, begin: 0, ends, ascii: false }
    }

    /// How many cells it has.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether all cells are ASCII, which need not be asked of each then.
    #[inline]
    pub(super) fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// A cell as it stands there, quotes and all; `None` behind the last.
    #[inline(always)]
    pub(super) fn cell(&self, cell: usize) -> Option<&'a [u8]> {
        let to = *self.ends.get(cell)?;
        let from = match cell.checked_sub(1) {
            Some(before) => self.ends.get(before)?.wrapping_add(1),
            None => self.begin,
        };
        let place = |mark: u32| (mark as usize).wrapping_add(self.shift);
        self.text.get(place(from)..place(to))
    }
}
