//! Where a big file can be cut: behind the end of a record.
//!
//! Whether the end of a line ends a record depends on all quotes before it, so the file is looked
//! through from its beginning: at some gigabytes a second, and without a look at what cells say.

use super::format::Format;
use super::scan::{Marks, Scanner};
use crate::connectors::file::{BYTE_ORDER_MARK, Scan};

/// So much is looked through at once where the end of a record is wanted.
const STEP: usize = 4 << 10;

/// So much at once where none is.
const STRIDE: usize = 32 << 10;

/// A scan of a file from its beginning on.
pub(super) struct RecordScan {
    scanner: Scanner,
    marks: Marks,
    /// How far it has come.
    position: u64,
}

impl RecordScan {
    pub(super) fn new(format: &Format) -> Self {
        Self { scanner: Scanner::new(format), marks: Marks::default(), position: 0 }
    }

    /// Goes past the mark that a file may begin with: its length.
    fn pass_mark(&mut self, text: &[u8]) -> usize {
        if self.position > 0 || !text.starts_with(BYTE_ORDER_MARK) {
            return 0;
        }
        self.position = BYTE_ORDER_MARK.len() as u64;
        self.scanner.begin(self.position);
        BYTE_ORDER_MARK.len()
    }

    fn pass(&mut self, text: &[u8]) {
        self.marks.rebase(usize::MAX, self.position);
        self.scanner.scan(text, self.position, &mut self.marks);
        self.position += text.len() as u64;
    }

    /// Behind the first record that ends in the text that was passed last. The one that was read
    /// before it began at `record`.
    fn first_end(&self, mut record: Option<u64>) -> Option<u64> {
        let base = self.marks.base;
        let mut from = 0;
        for row in &self.marks.rows {
            let cells = self.marks.cells(from, row.cells_to);
            let end = base + u64::from(*cells.last()?);
            // One that began in this text may have a comment before it.
            let earlier = record.take().filter(|record| *record < base);
            let begin = earlier.unwrap_or(base + u64::from(row.begin));
            if cells.len() > 1 || begin < end {
                return Some(end + 1);
            }
            from = row.cells_to;
        }
        None
    }
}

impl Scan for RecordScan {
    fn skip(&mut self, text: &[u8]) {
        let mark = self.pass_mark(text);
        for part in text.get(mark..).unwrap_or_default().chunks(STRIDE) {
            if self.scanner.pass_plain(part, self.position) {
                self.position += part.len() as u64;
            } else {
                self.pass(part);
            }
        }
    }

    fn record(&mut self, text: &[u8]) -> Option<usize> {
        let begin = self.position;
        let mut done = self.pass_mark(text);
        for step in text.get(done..).unwrap_or_default().chunks(STEP) {
            let (before, position) = (self.scanner.clone(), self.position);
            self.pass(step);
            if let Some(end) = self.first_end(before.record()) {
                let mut length = (end - begin) as usize;
                // The two bytes of an end of line stay together.
                let last = length.checked_sub(1).and_then(|last| text.get(last));
                if last == Some(&b'\r') && text.get(length) == Some(&b'\n') {
                    length += 1;
                }
                // Only so much is read over.
                (self.scanner, self.position) = (before, position);
                self.pass(text.get(done..length).unwrap_or_default());
                return Some(length);
            }
            done += step.len();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the records of a text end, in pieces of `length`.
    fn ends(format: &Format, text: &[u8], length: usize) -> Vec<usize> {
        let mut scan = RecordScan::new(format);
        let (mut ends, mut at) = (Vec::new(), 0);
        for mut piece in text.chunks(length) {
            while !piece.is_empty() {
                let end = scan.record(piece).inspect(|end| ends.push(at + end));
                let passed = end.unwrap_or(piece.len());
                at += passed;
                piece = &piece[passed..];
            }
        }
        ends
    }

    #[test]
    fn records_end_where_lines_do_outside_of_quotes() {
        let text = b"\xef\xbb\xbf\"a\n\",b\n\n#c,\"\nx\"y,\n\"z\n\n\"\n-\n";
        let format = Format { comment: Some(b'#'), ..Format::default() };
        for length in 3..=text.len() {
            assert_eq!(ends(&format, text, length), [10, 21, 27, 29], "pieces of {length}");
        }
        // A blank line before all records is none.
        assert_eq!(ends(&Format::default(), b"\xef\xbb\xbf\n\na\nb\n", 100), [7, 9]);
        let format = Format { comment: Some(b'#'), ..Format::default() };
        assert_eq!(ends(&format, b"#x\n\na\nb\n", 100), [6, 8]);
        // A quote that opens nothing, and one that is escaped.
        let text = b"5\" x,1\n\"\\\"\n\",2\n";
        let format = Format { escape: Some(b'\\'), ..Format::default() };
        for length in 3..=text.len() {
            assert_eq!(ends(&format, text, length), [7, 15], "pieces of {length}");
        }
        assert_eq!(ends(&Format::default(), b"a\r\nb\rc\r\n\r\n", 100), [3, 5, 8]);
    }

    #[test]
    fn a_scan_goes_on_behind_what_was_skipped() {
        let quoted = |n: u32| format!("{n},\"a\n{n}\"\n");
        // Most of it can be gone over without a look at all that is in it.
        let plain = |n: u32| match n % 20_000 {
            7 => quoted(n),
            odd if odd % 2 == 1 => format!("{n},a\r"),
            _ => format!("{n},a\r\n"),
        };
        for text in [(0..50_000).map(quoted).collect::<String>(), (0..70_000).map(plain).collect()]
        {
            let ends = ends(&Format::default(), text.as_bytes(), 100_000);
            assert!(ends.len() == 50_000 || ends.len() == 70_000);
            for wanted in [1, 9, 10, 4_096, 70_000, 140_013, 300_000, text.len() - 3] {
                let mut scan = RecordScan::new(&Format::default());
                scan.skip(&text.as_bytes()[..wanted - 1]);
                let end = wanted - 1 + scan.record(&text.as_bytes()[wanted - 1..]).unwrap();
                assert_eq!(Some(&end), ends.iter().find(|end| **end >= wanted), "{wanted}");
            }
        }
    }
}
