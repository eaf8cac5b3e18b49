//! The records and cells against those of the csv crate.

use proptest::prelude::*;

use crate::connectors::csv::format::Format;
use crate::connectors::csv::records::{Next, Records};

use crate::connectors::csv::fuzz::table;

/// How it is read here, and what of it ended inside of quotes.
pub(super) fn ours(format: &Format, text: &[u8], length: usize) -> (Vec<Vec<Vec<u8>>>, bool) {
    let (mut table, cut) = table(format, text, length);
    if format.comment.is_some() {
        table.iter_mut().flatten().for_each(|cell| *cell = newlines(cell));
    }
    (table, cut)
}

/// With newlines only. In the csv crate nothing else ends a comment.
fn newlines(text: &[u8]) -> Vec<u8> {
    text.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect()
}

/// How the csv crate reads it. It takes what ends inside of quotes for a record, and a comment that
/// ends without its line, too.
pub(super) fn theirs(format: &Format, text: &[u8], cut: bool) -> Vec<Vec<Vec<u8>>> {
    let all = [text, if cut { b"" } else { b"\n" }].concat();
    let all = if format.comment.is_some() { newlines(&all) } else { all };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(format.delimiter)
        .quote(format.quote)
        .escape(format.escape)
        .comment(format.comment)
        .from_reader(all.as_slice());
    let records = reader.byte_records().map(Result::unwrap);
    let mut table: Vec<_> =
        records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect();
    if cut {
        table.pop();
    }
    table
}

fn any_format() -> impl Strategy<Value = Format> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(escape, comment, odd)| Format {
        escape: escape.then_some(b'\\'),
        comment: comment.then_some(b'#'),
        delimiter: if odd { b';' } else { b',' },
        quote: if odd { b'\'' } else { b'"' },
        ..Format::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_in_any_format(
        format in any_format(),
        text in prop_oneof![
            prop::collection::vec(prop::sample::select(b"a,\"\n\r;'\\#\xc3\xa9".to_vec()), 0..400),
            // Mostly well-formed, and longer.
            prop::collection::vec(
                prop::sample::select(vec!["abc", ",", "\n", "\"q,\nq\"", "\"\"\"\"", "\r\n", "'x'", ";", "#", "\\", "é"]),
                0..400,
            ).prop_map(|parts| parts.concat().into_bytes()),
        ],
        length in prop_oneof![1..200_usize, Just(usize::MAX)],
    ) {
        let (table, cut) = ours(&format, &text, length);
        prop_assert_eq!(table, theirs(&format, &text, cut));
    }
}

#[test]
fn long_files_in_long_pieces() {
    for quoted in [false, true] {
        let row = |n: u32| match quoted {
            true => format!("{n},\"a \"\"{n}\"\"\n,\",\"{}\"\r\n", "x".repeat(n as usize % 300)),
            false => format!("{n},a {n},{}\n", "x".repeat(n as usize % 300)),
        };
        let text: String = (0..20_000).map(row).collect();
        let format = Format::default();
        let expected = theirs(&format, text.as_bytes(), false);
        for length in [8 << 10, 100_003, usize::MAX] {
            assert_eq!(ours(&format, text.as_bytes(), length), (expected.clone(), false));
        }
    }
}

/// Wherever the text is cut, and whatever else stands in it.
#[test]
fn what_is_ascii_is_known_to_be() {
    let row = |n: u32| match n % 1000 {
        0 => format!("{n},é{}\n", "x".repeat(n as usize % 20_000)),
        _ => format!("{n},{}\n", "x".repeat(n as usize % 100)),
    };
    let rows: Vec<_> = (0..20_000).map(row).collect();
    let text = rows.concat();
    for length in [1000, 8 << 10, 100_003, usize::MAX] {
        let mut records = Records::new(&Format::default());
        let (mut next, mut known) = (rows.iter(), 0);
        for piece in text.as_bytes().chunks(length.min(text.len())) {
            while let Next::Record(record) = records.next(piece) {
                let is = next.next().unwrap().is_ascii();
                assert!(is || !record.is_ascii());
                known += usize::from(record.is_ascii());
            }
            records.used(piece, piece.len());
        }
        assert_eq!(next.len(), 0);
        // Of records that are in two pieces, and of long ones, it may not be known.
        assert!(known > 15_000, "{known} in pieces of {length}");
    }
}
