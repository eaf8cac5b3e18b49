//! Rows as text, and the same events read back.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::encoder::{CsvEncoder, EncodeError};
use crate::connectors::csv::decoder::CsvDecoder;
use crate::connectors::csv::format::Format;
use crate::connectors::file::{Decoder, Part};
use crate::node::Batch;

/// The text of a file, header and all.
fn write<T: Serialize>(format: &Format, events: &[T]) -> String {
    let mut encoder = CsvEncoder::new(format, &[]);
    let mut rows = Vec::new();
    for event in events {
        encoder.encode(event, &mut rows).unwrap();
    }
    let header = encoder.header().unwrap_or_default();
    String::from_utf8([header, &rows].concat()).unwrap()
}

fn refused<T: Serialize>(event: T) -> EncodeError {
    CsvEncoder::new(&Format::default(), &[]).encode(&event, &mut Vec::new()).unwrap_err()
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Row {
    name: String,
    #[serde(rename = "how many")]
    count: Option<i32>,
}

fn row(name: &str, count: Option<i32>) -> Row {
    Row { name: name.into(), count }
}

#[test]
fn quotes_only_where_they_must_be() {
    let rows = [
        row("plain text", Some(-1)),
        row("a,b", None),
        row("say \"hi\"", Some(0)),
        row("two\nlines\r", None),
        row("", None),
        row("\u{feff}x", None),
        row("\u{f000}", None),
    ];
    assert_eq!(
        write(&Format::default(), &rows),
        "name,how many\nplain text,-1\n\"a,b\",\n\"say \"\"hi\"\"\",0\n\"two\nlines\r\",\n,\n\
         \"\u{feff}x\",\n\u{f000},\n"
    );
    let format = Format { delimiter: b'\t', null: Some("N\tA".into()), ..Format::default() };
    assert_eq!(write(&format, &rows[1..2]), "name\thow many\na,b\t\"N\tA\"\n");
    // Where a delimiter may be part of a number, numbers are looked at, too.
    let format = Format { delimiter: b'-', header: false, ..Format::default() };
    assert_eq!(write(&format, &[(-1, 1.5e-7, true)]), "\"-1\"-\"1.5e-7\"-true\n");
}

#[test]
fn scalars_of_every_kind() {
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Early,
    }
    #[derive(Serialize)]
    struct Wrapped(u8);
    #[derive(Serialize)]
    struct All {
        kind: Kind,
        wrapped: Wrapped,
        letter: char,
        flag: bool,
        single: f32,
        double: f64,
        wide: i128,
        nothing: (),
        day: NaiveDate,
        utc: DateTime<Utc>,
        local: NaiveDateTime,
        price: Decimal,
        id: Uuid,
        #[serde(skip_serializing_if = "Option::is_none")]
        left: Option<u8>,
        #[serde(skip)]
        #[allow(dead_code, reason = "never written")]
        skipped: u8,
    }
    let day = NaiveDate::from_ymd_opt(2013, 1, 2).unwrap();
    let all = All {
        kind: Kind::Early,
        wrapped: Wrapped(7),
        letter: '"',
        flag: true,
        single: 0.1,
        double: 1e21,
        wide: i128::MIN,
        nothing: (),
        day,
        utc: "2013-01-02T10:00:00.5Z".parse().unwrap(),
        local: day.and_hms_opt(5, 0, 0).unwrap(),
        price: "12.50".parse().unwrap(),
        id: Uuid::nil(),
        left: None,
        skipped: 0,
    };
    let text = write(&Format::default(), &[&all]);
    let (header, row) = text.split_once('\n').unwrap();
    assert_eq!(
        header,
        "kind,wrapped,letter,flag,single,double,wide,nothing,day,utc,local,price,id,left"
    );
    assert_eq!(
        row,
        "early,7,\"\"\"\",true,0.1,1e+21,-170141183460469231731687303715884105728,,2013-01-02,\
         2013-01-02T10:00:00.500Z,2013-01-02T05:00:00,12.50,\
         00000000-0000-0000-0000-000000000000,\n"
    );
    let more = All { left: Some(3), ..all };
    assert!(write(&Format::default(), &[&more]).ends_with(",3\n"));
    let bare = Format { header: false, ..Format::default() };
    assert_eq!(write(&bare, &[(f64::NAN, f64::INFINITY, f32::NEG_INFINITY)]), "NaN,inf,-inf\n");
}

#[test]
fn maps_and_what_is_flattened_have_the_first_events_columns() {
    let map = |pairs: &[(&str, u8)]| -> BTreeMap<String, u8> {
        pairs.iter().map(|(k, v)| (k.to_string(), *v)).collect()
    };
    let mut encoder = CsvEncoder::new(&Format::default(), &[]);
    let mut out = Vec::new();
    encoder.encode(&map(&[("a,", 1), ("b", 2)]), &mut out).unwrap();
    assert_eq!(encoder.header(), Some(&b"\"a,\",b\n"[..]));
    for (other, cause) in [
        (map(&[("a,", 1)]), "1 fields, where the first event had 2"),
        (
            map(&[("a,", 1), ("c", 2)]),
            "a field `c`, where the first event had `b`; all rows have its fields, in its order: take a struct, \
             or a `BTreeMap` in place of a `HashMap`",
        ),
        (map(&[("a,", 1), ("b", 2), ("c", 3)]), "more fields than the 2 of the first event"),
    ] {
        let error = encoder.encode(&other, &mut out).unwrap_err();
        assert_eq!((error.cause.as_str(), error.of_type), (cause, false));
        assert!(error.raw.starts_with(b"1"));
    }
    assert_eq!(out, b"1,2\n");

    #[derive(Serialize)]
    struct Flat {
        x: u8,
        #[serde(flatten)]
        row: Row,
    }
    assert_eq!(
        write(&Format::default(), &[Flat { x: 1, row: row("a", None) }]),
        "x,name,how many\n1,a,\n"
    );
}

#[test]
fn fields_that_stand_elsewhere_are_left_out() {
    let left_out = ["name".to_string(), "other".to_string()];
    let mut encoder = CsvEncoder::new(&Format::default(), &left_out);
    let mut out = Vec::new();
    for count in [Some(1), None] {
        encoder.encode(&row("a", count), &mut out).unwrap();
    }
    // A row of one empty cell would be no row.
    assert_eq!((encoder.header(), out.as_slice()), (Some(&b"how many\n"[..]), &b"1\n\"\"\n"[..]));
}

#[test]
fn what_no_cell_can_be_is_refused_with_its_name() {
    #[derive(Serialize)]
    struct Deep {
        name: String,
        tags: Vec<u8>,
    }
    let error = refused(Deep { name: "a\"".into(), tags: vec![] });
    assert_eq!((error.column.as_deref(), error.of_type), (Some("tags"), true));
    assert!(error.cause.starts_with("it is a list, and a cell of a csv file holds a scalar"));
    assert_eq!(error.raw, b"\"a\"\"\",");
    assert_eq!(refused((1, (2, 3))).column.as_deref(), Some("2"));
    assert!(refused(1).to_string().starts_with("the event is one number, and a record is"));
    assert!(refused((1, 2)).to_string().contains("it has no names for a header; write structs"));
    #[derive(Serialize)]
    struct Empty {}
    assert!(refused(Empty {}).to_string().starts_with("it has no fields"));
    // A mistake of the first event is forgotten.
    #[derive(Serialize)]
    struct Picky {
        #[serde(serialize_with = "positive")]
        n: i32,
    }
    fn positive<S: serde::Serializer>(n: &i32, serializer: S) -> Result<S::Ok, S::Error> {
        if *n < 0 {
            Err(serde::ser::Error::custom("it is negative"))
        } else {
            n.serialize(serializer)
        }
    }
    let mut encoder = CsvEncoder::new(&Format::default(), &[]);
    let mut out = Vec::new();
    let error = encoder.encode(&Picky { n: -1 }, &mut out).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.of_type), ("field `n`: it is negative", false));
    encoder.encode(&Picky { n: 1 }, &mut out).unwrap();
    assert_eq!((encoder.header(), out.as_slice()), (Some(&b"n\n"[..]), &b"1\n"[..]));
}

fn read<T: serde::de::DeserializeOwned + crate::Event>(format: &Format, text: &str) -> Vec<T> {
    let mut decoder = CsvDecoder::<T>::new(format).unwrap();
    let mut batch = Batch::new();
    batch.room = usize::MAX;
    decoder.begin(&Part::whole("t.csv")).unwrap();
    decoder.decode(text.as_bytes(), &mut batch).unwrap();
    decoder.end(None, &mut batch).unwrap();
    assert!(batch.errors.is_empty(), "{:?}", batch.errors);
    batch.events
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Any {
    text: String,
    maybe: Option<String>,
    number: i64,
    float: f64,
    flag: Option<bool>,
    letter: char,
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::collection::vec(
            prop::sample::select(vec!["a", ",", ";", "\"", "\n", "\r", "NA", "\u{feff}", "é"]),
            0..8
        )
        .prop_map(|parts| parts.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec(
            (any_text(), prop::option::of(any_text()), any::<i64>(), any::<f64>(), any::<Option<bool>>(), any::<char>()),
            1..6,
        ),
        (header, semicolon, null) in any::<(bool, bool, bool)>(),
    ) {
        let format = Format {
            header,
            delimiter: if semicolon { b';' } else { b',' },
            null: null.then(|| "NA".into()),
            ..Format::default()
        };
        let nothing = |text: &str| text.is_empty() || (null && text == "NA");
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(text, maybe, number, float, flag, letter)| Any {
                // A text that means nothing is no text for a field that must have one.
                text: if nothing(&text) { String::new() } else { text },
                maybe, number, float, flag, letter,
            })
            .collect();
        let read: Vec<Any> = read(&format, &write(&format, &rows));
        let expected: Vec<_> = rows
            .into_iter()
            // And none at all for one that may have none.
            .map(|row| Any { maybe: row.maybe.filter(|text| !nothing(text)), ..row })
            .collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn one_column_alone(texts in prop::collection::vec(any_text(), 1..6)) {
        let format = Format { header: false, ..Format::default() };
        let rows: Vec<_> = texts.into_iter().map(|text| (text,)).collect();
        let read: Vec<(String,)> = read(&format, &write(&format, &rows));
        prop_assert_eq!(read, rows);
    }
}
