//! Finds places in a file's text where it may be cut.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::decoder::{Cuts, Scan};
use super::text::Text;

/// So much is read at once while a place is looked for.
const BLOCK: usize = 128 << 10;

/// Opens a file's bytes from one place to another.
pub(crate) type Open<'a> = &'a dyn Fn(u64, u64) -> io::Result<Text>;

/// Finds one place after the other in one file.
pub(crate) struct Cutter {
    scan: Option<Box<dyn Scan>>,
    /// How far the scan has come.
    at: u64,
}

impl Cutter {
    /// From the file's beginning on. `None`: it cannot be cut.
    pub(crate) fn new(cuts: &Cuts) -> Option<Self> {
        let scan = match cuts {
            Cuts::Never => return None,
            Cuts::Lines => None,
            Cuts::Records { scan, .. } => Some(scan()),
        };
        Some(Self { scan, at: 0 })
    }

    /// The first record's beginning at `wanted` or behind it, or `limit` if there is none before
    /// that. Of formats that need a scan, places are asked for in their order.
    pub(crate) fn cut(&mut self, wanted: u64, limit: u64, open: Open<'_>) -> io::Result<u64> {
        // A record begins behind the end of a line; that is looked for in the byte before, too.
        let wanted = wanted.saturating_sub(1);
        let Some(scan) = &mut self.scan else {
            let mut at = wanted;
            let found = each_block(open(wanted, limit)?, |block| {
                let end = memchr(b'\n', block);
                at += end.map_or(block.len(), |end| end + 1) as u64;
                end.is_some()
            })?;
            return Ok(if found { at } else { limit });
        };
        if self.at < wanted {
            each_block(open(self.at, wanted)?, |block| {
                scan.skip(block);
                false
            })?;
            self.at = wanted;
        }
        let mut at = self.at;
        let found = each_block(open(self.at, limit)?, |block| {
            let end = scan.record(block);
            at += end.unwrap_or(block.len()) as u64;
            end.is_some()
        })?;
        self.at = at;
        Ok(if found { at } else { limit })
    }

    /// The end of the last record between `from` and `to`, and how far was looked: what lies before
    /// that needs no second look.
    pub(crate) fn last(&mut self, from: u64, to: u64, open: Open<'_>) -> io::Result<Option<u64>> {
        let mut last = None;
        match &mut self.scan {
            Some(scan) => {
                let mut at = from;
                each_block(open(from, to)?, |mut block| {
                    while let Some(end) = scan.record(block) {
                        at += end as u64;
                        last = Some(at);
                        block = block.get(end..).unwrap_or_default();
                        if block.is_empty() {
                            return false;
                        }
                    }
                    at += block.len() as u64;
                    false
                })?;
            }
            None => {
                let mut end = to;
                while end > from && last.is_none() {
                    let begin = end.saturating_sub(BLOCK as u64).max(from);
                    let mut at = begin;
                    each_block(open(begin, end)?, |block| {
                        if let Some(place) = memrchr(b'\n', block) {
                            last = Some(at + place as u64 + 1);
                        }
                        at += block.len() as u64;
                        false
                    })?;
                    end = begin;
                }
            }
        }
        Ok(last)
    }
}

/// The file's text up to the end of its first record; `limit` is the most that is looked at.
pub(crate) fn head(cuts: &Cuts, limit: u64, open: Open<'_>) -> io::Result<Vec<u8>> {
    let Cuts::Records { scan, head: true } = cuts else { return Ok(Vec::new()) };
    let mut scan = scan();
    let mut head = Vec::new();
    each_block(open(0, limit)?, |block| {
        let end = scan.record(block);
        head.extend_from_slice(block.get(..end.unwrap_or(block.len())).unwrap_or_default());
        end.is_some()
    })?;
    Ok(head)
}

/// How many lines end between two places: at `\n`, and at `\r` alone if the format ends lines so.
pub(crate) fn lines(cuts: &Cuts, from: u64, to: u64, open: Open<'_>) -> io::Result<u64> {
    let returns = matches!(cuts, Cuts::Records { .. });
    let (mut lines, mut returned) = (0, false);
    each_block(open(from, to)?, |block| {
        if !returns || (!returned && memchr(b'\r', block).is_none()) {
            lines += memchr_iter(b'\n', block).count() as u64;
            return false;
        }
        for byte in block {
            lines += u64::from(*byte == b'\n' || returned);
            returned = *byte == b'\r';
        }
        false
    })?;
    Ok(lines + u64::from(returned))
}

/// Reads block by block until `enough` says so: did it?
fn each_block(mut text: Text, mut enough: impl FnMut(&[u8]) -> bool) -> io::Result<bool> {
    let mut buffer = vec![0; BLOCK];
    loop {
        match text.read(&mut buffer) {
            Ok(0) => return Ok(false),
            Ok(bytes) => {
                if enough(buffer.get(..bytes).unwrap_or_default()) {
                    return Ok(true);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;

    /// Records that end in `;`, but not between `(` and `)`.
    #[derive(Default)]
    pub(in super::super) struct Brackets {
        inside: bool,
    }
    impl Scan for Brackets {
        fn skip(&mut self, text: &[u8]) {
            let mut text = text;
            while let Some(end) = self.record(text) {
                text = &text[end..];
            }
        }
        fn record(&mut self, text: &[u8]) -> Option<usize> {
            for (place, byte) in text.iter().enumerate() {
                match byte {
                    b'(' => self.inside = true,
                    b')' => self.inside = false,
                    b';' if !self.inside => return Some(place + 1),
                    _ => {}
                }
            }
            None
        }
    }

    pub(in super::super) fn brackets() -> Cuts {
        Cuts::Records { scan: Arc::new(|| Box::<Brackets>::default()), head: true }
    }

    fn open(text: &'static str) -> impl Fn(u64, u64) -> io::Result<Text> {
        move |from, to| {
            let to = (to as usize).min(text.len());
            Ok(Box::new(io::Cursor::new(&text.as_bytes()[from as usize..to])))
        }
    }

    #[test]
    fn a_cut_is_where_a_record_begins_at_or_behind_the_place() {
        let text = "ab\ncd\n\nefg";
        let open = open(text);
        let cut = |wanted| Cutter::new(&Cuts::Lines).unwrap().cut(wanted, 10, &open).unwrap();
        let cuts: Vec<u64> = (1..=10).map(cut).collect();
        assert_eq!(cuts, [3, 3, 3, 6, 6, 6, 7, 10, 10, 10]);
        assert!(Cutter::new(&Cuts::Never).is_none());
    }

    #[test]
    fn a_scan_knows_what_is_quoted() {
        let text = "ab;(c;d;)e;f;";
        let open = open(text);
        let cut = |wanted| Cutter::new(&brackets()).unwrap().cut(wanted, 13, &open).unwrap();
        let cuts: Vec<u64> = (1..=13).map(cut).collect();
        assert_eq!(cuts, [3, 3, 3, 11, 11, 11, 11, 11, 11, 11, 11, 13, 13]);
        let mut cutter = Cutter::new(&brackets()).unwrap();
        let cuts: Vec<u64> = [2, 5, 12].map(|at| cutter.cut(at, 13, &open).unwrap()).to_vec();
        assert_eq!(cuts, [3, 11, 13]);
        assert_eq!(head(&brackets(), 100, &open).unwrap(), b"ab;");
        assert_eq!(head(&Cuts::Lines, 100, &open).unwrap(), b"");
    }

    #[test]
    fn the_last_record_of_what_was_added() {
        let text = "ab\ncd\n\nefg";
        let lines = open(text);
        let mut cutter = Cutter::new(&Cuts::Lines).unwrap();
        for (from, to, last) in [(0, 10, Some(7)), (7, 10, None), (0, 5, Some(3)), (4, 6, Some(6))]
        {
            assert_eq!(cutter.last(from, to, &lines).unwrap(), last);
        }
        let open = open("ab;(c;d;)e;f;");
        let mut cutter = Cutter::new(&brackets()).unwrap();
        assert_eq!(cutter.last(0, 7, &open).unwrap(), Some(3));
        assert_eq!(cutter.last(7, 10, &open).unwrap(), None);
        assert_eq!(cutter.last(10, 13, &open).unwrap(), Some(13));
        assert_eq!(super::lines(&Cuts::Lines, 1, 10, &lines).unwrap(), 3);
        let open = self::open("a\r\nb\r\rc\n\nd\re\r");
        for (from, to, all) in [(0, 13, 7), (0, 5, 2), (0, 6, 3), (7, 12, 3), (0, 1, 0)] {
            assert_eq!(super::lines(&brackets(), from, to, &open).unwrap(), all, "{from} to {to}");
        }
        assert_eq!(super::lines(&Cuts::Lines, 0, 13, &open).unwrap(), 3);
    }
}
