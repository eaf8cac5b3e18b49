//! Where a big file can be cut: at the beginnings of records.
//!
//! Whether the end of a line ends a record depends on all quotes before it, so the file is looked
//! through from its beginning, in one pass for all the places where it is to be cut: at some
//! gigabytes a second, and without a look at what the cells say. The pieces that come of it are
//! read with [`CsvDecoder::begin_at`](super::decoder::CsvDecoder::begin_at).

use std::io::{self, Read};

use super::format::Format;
use super::lines::Lines;
use super::scan::{Marks, Scanner};

/// The beginning of a record, or of a line between records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::connectors) struct Boundary {
    /// Where it is, in bytes of the text.
    pub(in crate::connectors) offset: u64,
    /// On which line, from 1.
    pub(in crate::connectors) line: u64,
}

const PIECE: usize = 64 << 10;

/// For each of `wanted`, which are sorted, the first boundary that is there or behind it; none for
/// those behind the beginning of the last record. `text` is read from its beginning.
///
/// A split from one boundary to the next has exactly the records that begin in it.
#[allow(dead_code, reason = "for the reader that cuts files")]
pub(in crate::connectors) fn boundaries(
    format: &Format,
    mut text: impl Read,
    wanted: &[u64],
) -> io::Result<Vec<Boundary>> {
    let mut scanner = Scanner::new(format);
    let mut marks = Marks::default();
    let mut lines = Lines::new(0, 1);
    let mut found = Vec::with_capacity(wanted.len());
    let mut wanted = wanted.iter().copied().peekable();
    while wanted.next_if_eq(&0).is_some() {
        found.push(Boundary { offset: 0, line: 1 });
    }
    let mut piece = vec![0; PIECE];
    let mut position = 0;
    while wanted.peek().is_some() {
        let filled = match text.read(&mut piece) {
            Ok(0) => break,
            Ok(filled) => filled,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let part = piece.get(..filled).unwrap_or_default();
        marks.rebase(usize::MAX, position);
        scanner.scan(part, position, &mut marks);
        let end = position + filled as u64;
        // A record begins behind the end of another. What begins behind the last byte so far is
        // there only if there is a further byte.
        for row in &marks.rows {
            let last = marks.cells(0, row.cells_to).last().map_or(0, |cell| u64::from(*cell));
            let offset = position + last + 1;
            while wanted.next_if(|wanted| *wanted <= offset).is_some() {
                let line = lines.at(offset, part, position, marks.carriage_returns);
                found.push(Boundary { offset, line });
            }
        }
        lines.at(end, part, position, marks.carriage_returns);
        position = end;
    }
    // Behind the last byte nothing begins.
    while found.last().is_some_and(|last| last.offset >= position && last.offset > 0) {
        if text.read(piece.get_mut(..1).unwrap_or_default())? > 0 {
            break;
        }
        found.pop();
    }
    Ok(found)
}
