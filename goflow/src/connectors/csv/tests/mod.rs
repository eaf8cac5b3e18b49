//! The decoder against text that comes in pieces of any length.

mod corpus;
mod differential;
mod fit;
mod letters;
mod options;
mod types;

use std::io;

use serde::Deserialize;

use super::decoder::CsvDecoder;
use super::format::Format;
use crate::connectors::file::{Decoder, MAX_RECORD, Part, RecordError};
use crate::node::Batch;

type Read<T> = (Vec<T>, Vec<RecordError>);

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Row {
    name: String,
    delay: Option<i32>,
}

fn row(name: &str, delay: Option<i32>) -> Row {
    Row { name: name.into(), delay }
}

/// Decodes `text` in pieces of `length` bytes, `room` records at a time.
fn decode_by<T: serde::de::DeserializeOwned + crate::Event>(
    format: &Format,
    text: &[u8],
    (length, room): (usize, usize),
    broken: bool,
) -> Result<Read<T>, String> {
    let mut decoder = CsvDecoder::<T>::new(format).map_err(|e| e.to_string())?;
    let mut batch = Batch::new();
    let (mut events, mut errors) = (Vec::new(), Vec::new());
    batch.room = room;
    decoder.begin(&Part::whole("t.csv")).map_err(|e| e.to_string())?;
    for piece in text.chunks(length) {
        let mut used = 0;
        while used < piece.len() {
            used += decoder.decode(&piece[used..], &mut batch).map_err(|e| e.to_string())?;
            events.append(&mut batch.events);
            errors.append(&mut batch.errors);
        }
    }
    let broken = broken.then(|| io::Error::other("the disk is gone"));
    decoder.end(broken, &mut batch).map_err(|e| e.to_string())?;
    events.append(&mut batch.events);
    errors.append(&mut batch.errors);
    Ok((events, errors))
}

/// The same in pieces of every length: they must not differ.
fn decode<T>(format: &Format, text: &[u8], broken: bool) -> Result<Read<T>, String>
where
    T: serde::de::DeserializeOwned + crate::Event + PartialEq + std::fmt::Debug,
{
    let whole = decode_by(format, text, (text.len().max(1), 1000), broken);
    for length in 3..text.len().min(100) {
        for room in [1, 2, 1000] {
            assert_eq!(
                decode_by(format, text, (length, room), broken),
                whole,
                "pieces of {length}"
            );
        }
    }
    whole
}

fn rows(text: &str) -> Read<Row> {
    let format = Format { null: Some("NA".into()), ..Format::default() };
    decode(&format, text.as_bytes(), false).unwrap()
}

#[test]
fn cells_are_found_by_name_and_na_is_none() {
    let text = "\u{feff}x,delay,name\r\n,5,a\r\n\r\n0,NA,\"b,\"\"\r\nc\"\n,,";
    let (events, errors) = rows(text);
    assert_eq!(events, [row("a", Some(5)), row("b,\"\r\nc", None), row("", None)]);
    assert_eq!(errors, []);
    assert_eq!(rows("name,delay"), (vec![], vec![]));
    assert_eq!(rows(""), (vec![], vec![]));
    assert_eq!(rows("name\na\n"), (vec![row("a", None)], vec![]));
}

#[test]
fn bad_records_have_their_place() {
    let text = "name,delay\na,x\n\n\"b\nb\",1\nc,1,2\nNA,3\nd,99999999999\r\ne,7\n";
    let (events, errors) = rows(text);
    assert_eq!(events, [row("b\nb", Some(1)), row("e", Some(7))]);
    let places: Vec<_> = errors
        .iter()
        .map(|e| (e.record, e.column.as_deref(), e.offset, e.cause.as_str()))
        .collect();
    assert_eq!(
        places,
        [
            (2, Some("delay"), 11, "`x` is no i32: invalid digit found in string"),
            (6, None, 24, "3 cells, where the header has 2; `.flexible(true)` lets that pass"),
            (7, Some("name"), 30, "`NA` stands for nothing, and the field is no `Option`"),
            (
                8,
                Some("delay"),
                35,
                "`99999999999` is no i32: number too large to fit in target type"
            ),
        ]
    );
    assert_eq!(errors[3].raw, b"d,99999999999");
    assert_eq!(errors[3].to_string().split(": ").next(), Some("t.csv:8"));
}

#[test]
fn a_file_that_is_cut_off_gives_one_error() {
    let (events, errors) = rows("name,delay\na,1\n\"b");
    assert_eq!(events, [row("a", Some(1))]);
    assert_eq!((errors.len(), errors[0].record, errors[0].offset), (1, 3, 15));
    assert_eq!(errors[0].cause, "the file ends inside of quotes");
    // What is cut inside of a record, and what is cut between two.
    for (text, raw) in [("name,delay\na,1\nb,", "b,"), ("name,delay\na,1\n", "")] {
        let (events, errors) = decode::<Row>(&Format::default(), text.as_bytes(), true).unwrap();
        assert_eq!(events, [row("a", Some(1))]);
        assert_eq!((errors.len(), errors[0].record, errors[0].offset), (1, 3, 15));
        assert_eq!(
            (errors[0].raw.as_slice(), &*errors[0].cause),
            (raw.as_bytes(), "the disk is gone")
        );
    }
}

#[test]
fn text_that_is_no_utf8_is_an_error_only_where_it_is_wanted() {
    let text = b"name,delay,x\n\xff,1,a\nb,2,\xff\n";
    let (events, errors) = decode::<Row>(&Format::default(), text, false).unwrap();
    assert_eq!(events, [row("b", Some(2))]);
    assert_eq!((errors[0].record, errors[0].column.as_deref()), (2, Some("name")));
    assert!(serde_json::to_string(&errors[0]).unwrap().contains("\"raw\":\"\u{fffd},1,a\""));
}

#[test]
fn without_a_header_cells_come_in_order() {
    let format = Format { header: false, delimiter: b';', ..Format::default() };
    let (events, errors) = decode::<(String, u8)>(&format, b"a;1\nb;2\nc;300\n", false).unwrap();
    assert_eq!(events, [("a".into(), 1), ("b".into(), 2)]);
    assert_eq!((errors[0].record, errors[0].column.as_deref()), (3, Some("2")));
    let (events, _) = decode::<Row>(&format, b"a;1\nb;\n", false).unwrap();
    assert_eq!(events, [row("a", Some(1)), row("b", None)]);
    let (_, errors) = decode::<(u8, u8)>(&format, b"1;2;3\n", false).unwrap();
    assert_eq!(errors[0].cause, "3 cells, where 2 are expected");
}

#[test]
fn what_no_record_can_mend_ends_the_reading() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Lists {
        name: Vec<String>,
    }
    let error = decode::<Row>(&Format::default(), b"n,delay\na,1\n", false).unwrap_err();
    assert_eq!(
        error,
        "`t.csv`: the header has no column `name`; make the field an `Option`, or rename it; its columns are \
         `n`, `delay`"
    );
    let error = decode::<Lists>(&Format::default(), b"name\na\n", false).unwrap_err();
    assert_eq!(
        error,
        "the field `name` is a list, and a cell of a csv file holds a scalar: a number, a text, a \
         bool; use json, avro or parquet for it, or read it as a `String`"
    );
}

#[test]
fn a_record_of_no_end_takes_no_room() {
    let mut text = b"name,delay\n\"".to_vec();
    text.resize(text.len() + MAX_RECORD * 2, b'x');
    text.extend(b"\",1\nb,2\n");
    let size = (128 << 10, 1000);
    let (events, errors) = decode_by::<Row>(&Format::default(), &text, size, false).unwrap();
    assert_eq!(events, [row("b", Some(2))]);
    assert_eq!((errors.len(), errors[0].record, errors[0].raw.len()), (1, 2, RecordError::RAW));
    assert_eq!(
        errors[0].cause,
        "it is longer than 16777216 bytes; `.max_record(…)` lets longer ones pass"
    );
}

#[test]
fn who_goes_on_at_a_carriage_return_counts_each_line_once() {
    for (text, next) in [(&b"a,1\r\nb,x\r\n"[..], 5), (b"a,1\rb,x\r", 4)] {
        let format = Format { header: false, ..Format::default() };
        let mut decoder = CsvDecoder::<(String, u8)>::new(&format).unwrap();
        let mut batch = Batch::new();
        batch.room = 1;
        decoder.begin(&Part::whole("t.csv")).unwrap();
        let used = decoder.decode(text, &mut batch).unwrap();
        assert_eq!((used, batch.events.len()), (4, 1));
        let place = decoder.place();
        let rest = &text[place.offset as usize..];
        let part = Part { place, head: b"a,1\r".to_vec(), ..Part::whole("t.csv") };
        let (_, errors) = Feed::<(String, u8)>::new(&format).part(part, rest).unwrap();
        assert_eq!((errors[0].record, errors[0].offset), (2, next));
    }
}

/// A decoder that is given a file at once.
struct Feed<T> {
    decoder: CsvDecoder<T>,
}

impl<T: serde::de::DeserializeOwned + crate::Event> Feed<T> {
    fn new(format: &Format) -> Self {
        Self { decoder: CsvDecoder::new(format).unwrap() }
    }

    /// A file, the first of all.
    fn all(&mut self, text: &[u8]) -> Read<T> {
        self.part(Part::whole("t.csv"), text).unwrap()
    }

    fn decoder_place(&self) -> crate::connectors::file::Place {
        self.decoder.place()
    }

    fn part(&mut self, part: Part, text: &[u8]) -> Result<Read<T>, String> {
        let told = |error: crate::BoxError| error.to_string();
        let mut batch = Batch::new();
        batch.room = usize::MAX;
        self.decoder.begin(&part).map_err(told)?;
        self.decoder.decode(text, &mut batch).map_err(told)?;
        self.decoder.end(None, &mut batch).map_err(told)?;
        Ok((batch.events, batch.errors))
    }
}
