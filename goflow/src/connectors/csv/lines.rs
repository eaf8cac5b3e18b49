//! Counts lines, when somebody asks where a record is.

/// How many lines there are up to a position. Errors are rare, so it is counted late and then in
/// one go.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// Up to here, in the file,
    position: u64,
    /// it is this line, from 1.
    line: u64,
    /// A carriage return was the last byte.
    returned: bool,
}

impl Lines {
    pub(super) fn new(position: u64, line: u64) -> Self {
        Self { position, line, returned: false }
    }

    /// The line that was come to.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The last byte was a carriage return, which has ended a line; a newline behind it ends none.
    pub(super) fn is_returned(&self) -> bool {
        self.returned
    }

    /// The line at `position`, up to which `text` from `from` on reaches. `returns`: it may have
    /// carriage returns. A position that was passed is taken for the one that was come to.
    pub(super) fn at(&mut self, position: u64, text: &[u8], from: u64, returns: bool) -> u64 {
        let begin = self.position.saturating_sub(from) as usize;
        let end = position.saturating_sub(from) as usize;
        if let Some(passed) = text.get(begin..end) {
            self.pass(passed, returns);
            self.position += passed.len() as u64;
        }
        self.line
    }

    fn pass(&mut self, text: &[u8], returns: bool) {
        if !returns && !self.returned {
            self.line += memchr::memchr_iter(b'\n', text).count() as u64;
            return;
        }
        // A line ends at `\n`, `\r` and `\r\n`.
        let mut behind_return = if self.returned { Some(0) } else { None };
        for at in memchr::memchr2_iter(b'\n', b'\r', text) {
            let newline = text.get(at) == Some(&b'\n');
            if !(newline && behind_return == Some(at)) {
                self.line += 1;
            }
            behind_return = (!newline).then_some(at + 1);
        }
        if !text.is_empty() {
            self.returned = text.last() == Some(&b'\r');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_lines_of_all_kinds_in_pieces_of_any_length() {
        let text = b"a\nb\r\nc\rd\n\r\n\r\re\n";
        //           1  2    3  4  5   6   7 8
        for length in 1..text.len() {
            let mut lines = Lines::new(100, 1);
            let mut from = 100;
            for piece in text.chunks(length) {
                let end = from + piece.len() as u64;
                lines.at(from + piece.len() as u64 / 2, piece, from, true);
                lines.at(end, piece, from, true);
                from = end;
            }
            assert_eq!(lines.at(from, b"", from, true), 9, "pieces of {length}");
        }
        assert_eq!(Lines::new(0, 1).at(4, b"a\nb\n", 0, false), 3);
    }
}
