//! The records and cells against those of the csv crate.

use proptest::prelude::*;

use crate::connectors::csv::format::Format;

pub(super) use crate::connectors::csv::fuzz::table as ours;

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
