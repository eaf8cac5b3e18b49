//! What the fuzz target `csv` calls, and tests that compare with the csv crate: see `fuzz/`.

use super::format::Format;
use super::records::{Next, Record, Records};
use super::rules::Rules;
use crate::connectors::file::BYTE_ORDER_MARK;

/// Records of cells, and whether the text ends inside of quotes.
pub(super) type Table = (Vec<Vec<Vec<u8>>>, bool);

/// The records of a text that comes in pieces of that length.
pub(super) fn table(format: &Format, text: &[u8], length: usize) -> Table {
    let rules = Rules::new(format);
    let cells = |record: Record<'_>| -> Vec<Vec<u8>> {
        let cell = |n| {
            let raw = record.cell(n).unwrap_or_default();
            if rules.is_quoted(raw) { rules.unquote(raw).into_owned() } else { raw.to_vec() }
        };
        let cells: Vec<_> = (0..record.len()).map(cell).collect();
        assert!(!record.is_ascii() || cells.iter().all(|cell| cell.is_ascii()));
        cells
    };
    let mut records = Records::new(format);
    let mut table = Vec::new();
    let mut all = text;
    if let Some(behind) = text.strip_prefix(BYTE_ORDER_MARK) {
        records.skip(BYTE_ORDER_MARK.len());
        all = behind;
    }
    for piece in all.chunks(length.max(1)) {
        loop {
            match records.next(piece) {
                Next::Record(record) => table.push(cells(record)),
                Next::TooLong => {}
                Next::Cut | Next::Nothing => break,
            }
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

#[cfg(fuzzing)]
pub use fuzzing::{Reading, csv};

#[cfg(fuzzing)]
mod fuzzing {
    use std::collections::BTreeMap;

    use super::super::cuts::RecordScan;
    use super::super::decoder::CsvDecoder;
    use super::super::format::Format;
    use crate::connectors::file::{Decoder, HiveValues, Part, Place, RecordError, Scan};
    use crate::node::Batch;

    type Read = (Vec<BTreeMap<String, String>>, Vec<RecordError>);

    /// A text, how it was read, and what came of it.
    #[allow(missing_docs, reason = "for the fuzz target")]
    pub struct Reading<'t> {
        pub text: &'t [u8],
        pub delimiter: u8,
        pub escape: Option<u8>,
        pub comment: Option<u8>,
        pub records: Vec<Vec<Vec<u8>>>,
        pub cut: bool,
    }

    /// Reads a text in a format, in pieces of a length and in batches of a size that its first bytes
    /// say, and panics where the result depends on these, or on where the text is cut.
    pub fn csv(bytes: &[u8]) -> Option<Reading<'_>> {
        let ([form, length, room], text) = bytes.split_first_chunk::<3>()?;
        let format = Format {
            delimiter: if form & 1 == 1 { b';' } else { b',' },
            escape: (form & 2 == 2).then_some(b'\\'),
            comment: (form & 4 == 4).then_some(b'#'),
            flexible: form & 8 == 8,
            max_record: if form & 16 == 16 { 64 } else { 1 << 20 },
            ..Format::default()
        };
        let (length, room) = (3 + usize::from(*length), 1 + usize::from(*room));
        let start = Part {
            file: "fuzz".into(),
            first: false,
            place: Place::START,
            hive: HiveValues::default(),
            head: Vec::new(),
        };
        let whole = decode(&format, &start, text, usize::MAX, usize::MAX);
        assert_eq!(decode(&format, &start, text, length, room), whole);
        for error in &whole.1 {
            assert!(error.raw.len() <= RecordError::RAW && error.offset <= text.len() as u64);
        }

        // Cut behind a record, and read as two parts. A header of its own error ends the file.
        let mut scan = RecordScan::new(&format);
        if let Some(head) = scan.record(text)
            && let behind = text.get(head..).unwrap_or_default()
            && let Some(cut) = scan.record(behind)
        {
            let (first, second) = text.split_at(head + cut);
            let mut parts = decode(&format, &start, first, length, room);
            let lines = 1 + memchr::memchr_iter(b'\n', first).count() as u64;
            let place = Place { offset: first.len() as u64, record: lines };
            let head = text.get(..head).unwrap_or_default().to_vec();
            let rest = decode(&format, &Part { place, head, ..start }, second, length, room);
            parts.0.extend(rest.0);
            let hopeless = parts.1.iter().any(|error| error.record == 1 && error.offset == 0);
            if !hopeless && !text.contains(&b'\r') && whole.1.len() == parts.1.len() + rest.1.len()
            {
                parts.1.extend(rest.1);
                assert_eq!(parts, whole);
            }
        }
        let (records, cut) = super::table(&format, text, length);
        let Format { delimiter, escape, comment, .. } = format;
        let format_is_long = format.max_record > text.len();
        format_is_long.then_some(Reading { text, delimiter, escape, comment, records, cut })
    }

    fn decode(format: &Format, part: &Part, text: &[u8], length: usize, room: usize) -> Read {
        let mut batch = Batch::new();
        let mut read = (Vec::new(), Vec::new());
        let Ok(mut decoder) = CsvDecoder::new(format) else { return read };
        batch.room = room;
        assert!(decoder.begin(part).is_ok());
        for piece in text.chunks(length) {
            let mut rest = piece;
            while !rest.is_empty() {
                let used = decoder.decode(rest, &mut batch).unwrap_or(usize::MAX);
                rest = rest.get(used..).unwrap_or_default();
                read.0.append(&mut batch.events);
                read.1.append(&mut batch.errors);
            }
        }
        assert!(decoder.end(None, &mut batch).is_ok());
        read.0.append(&mut batch.events);
        read.1.append(&mut batch.errors);
        read
    }
}
