//! The records and cells against those of the csv crate.

use proptest::prelude::*;

use crate::connectors::csv::format::Format;
use crate::connectors::csv::records::{Next, Record, Records};
use crate::connectors::csv::rules::Rules;

/// Records of cells, and whether the text ends inside of quotes.
pub(super) type Table = (Vec<Vec<Vec<u8>>>, bool);

/// How we read it, in pieces of that length.
pub(super) fn ours(format: &Format, text: &[u8], length: usize) -> Table {
    let rules = Rules::new(format);
    let cells = |record: Record<'_>| -> Vec<Vec<u8>> {
        let cell = |n| {
            let raw = record.cell(n).unwrap();
            if rules.is_quoted(raw) { rules.unquote(raw).into_owned() } else { raw.to_vec() }
        };
        (0..record.len()).map(cell).collect()
    };
    let mut records = Records::new(format);
    let mut table = Vec::new();
    let mut all = text;
    if let Some(behind) = text.strip_prefix(b"\xef\xbb\xbf") {
        records.skip(3);
        all = behind;
    }
    for piece in all.chunks(length.max(1)) {
        while let Next::Record(record) = records.next(piece) {
            table.push(cells(record));
        }
        records.used(piece, piece.len());
    }
    let cut = match records.finish() {
        Next::Record(record) => {
            table.push(cells(record));
            false
        }
        Next::Cut => true,
        _ => false,
    };
    (table, cut)
}

/// How the csv crate reads it. It takes what ends inside of quotes for a record, and a comment that
/// ends without its line, too.
pub(super) fn theirs(format: &Format, text: &[u8], cut: bool) -> Vec<Vec<Vec<u8>>> {
    let all = [text, if cut { b"" } else { b"\n" }].concat();
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
            prop::collection::vec(prop::sample::select(b"a,\"\n\r;'\\#".to_vec()), 0..400),
            // Mostly well-formed, and longer.
            prop::collection::vec(
                prop::sample::select(vec!["abc", ",", "\n", "\"q,\nq\"", "\"\"\"\"", "\r\n", "'x'", ";", "#", "\\"]),
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
