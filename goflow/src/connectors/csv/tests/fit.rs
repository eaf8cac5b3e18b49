//! What a struct asks of a file, and what the file has.

use std::num::NonZeroU8;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Feed, Row, decode, row};
use crate::connectors::csv::decoder::CsvDecoder;
use crate::connectors::csv::format::Format;
use crate::connectors::file::{Decoder as _, Part, Place};

fn refused<T: serde::de::DeserializeOwned + crate::Event + std::fmt::Debug>(text: &str) -> String {
    Feed::<T>::new(&Format::default()).part(Part::whole("t.csv"), text.as_bytes()).unwrap_err()
}

fn later(file: &str) -> Part {
    Part { first: false, ..Part::whole(file) }
}

#[test]
fn every_file_has_its_own_order_of_columns() {
    let mut feed = Feed::<Row>::new(&Format::default());
    // A long one first, so that the next begins where this one has long been.
    let long = format!("name,delay\n{}", "a,1\n".repeat(10_000));
    assert_eq!(feed.all(long.as_bytes()).0.len(), 10_000);
    assert_eq!(feed.all(b"name,delay\na,1\n").0, [row("a", Some(1))]);
    let (events, errors) = feed.part(later("u.csv"), b"x,delay,y,name\n,2,,b\n").unwrap();
    assert_eq!((events, errors), (vec![row("b", Some(2))], vec![]));
    // One that lacks a column, and one that lacks what need not be there.
    let (events, errors) = feed.part(later("v.csv"), b"delay\n3\n4\n").unwrap();
    assert_eq!(events, []);
    assert_eq!((errors.len(), errors[0].record, errors[0].file.as_str()), (1, 1, "v.csv"));
    assert_eq!(
        errors[0].cause,
        "the header has no column `name`; make the field an `Option`, or rename it; its columns are \
         `delay`"
    );
    let (events, errors) = feed.part(later("w.csv"), b"name\nc\n").unwrap();
    assert_eq!((events, errors), (vec![row("c", None)], vec![]));
}

#[test]
fn a_header_alone_tells_all_that_it_lacks() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "never made")]
    struct Strict {
        day: NaiveDate,
        count: NonZeroU8,
        name: String,
        note: Option<String>,
        #[serde(default)]
        level: u8,
    }
    assert_eq!(
        refused::<Strict>("day,x\n"),
        "`t.csv`: the header has no columns `count`, `name`; make the fields `Option`s, or rename them; \
         its columns are `day`, `x`"
    );
    let other = refused::<Row>("name;'de\u{1}lay'\n");
    assert!(other.contains("its columns are `name;'de\\u{1}lay'`; "), "{other}");
    let text = b"count,day,name\n1,2013-01-01,a\n";
    assert_eq!(Feed::<Strict>::new(&Format::default()).all(text).0[0].level, 0);
}

#[test]
fn a_header_that_shows_what_the_file_is_tells_the_mend() {
    let bytes = |text: &[u8]| {
        decode::<Row>(&Format::default(), text, false)
            .unwrap_err()
            .rsplit_once("; ")
            .unwrap()
            .1
            .to_string()
    };
    assert_eq!(
        bytes(b"name;delay, in minutes;x\n"),
        "its columns are `name;delay`, ` in minutes;x`"
    );
    assert_eq!(bytes(b"name;delay;x|y\n"), "if it is several cells, say `.delimiter(b';')`");
    assert_eq!(bytes(b"name\tdelay\n"), r"if it is several cells, say `.delimiter(b'\t')`");
    let data = "a header has no numbers: if the file begins with data, say `.header(false)`";
    assert_eq!(bytes(b"UA,-1.5\n"), data);
    assert_eq!(bytes(b"nan,inf\n"), "its columns are `nan`, `inf`");
    assert_eq!(bytes(b"names\n"), "its columns are `names`");
    let latin = "say how it is encoded, as `.encoding(\"windows-1252\")` does, or convert the file, as \
                 `iconv -f latin1 -t utf-8` does";
    assert_eq!(bytes(b"Gr\xf6\xdfe,delay\n"), latin);
    let utf_16: Vec<u8> =
        "\u{feff}name,delay\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mend = "say `.encoding(\"utf-16\")`, or convert it, as `iconv -f utf-16 -t utf-8` does";
    assert_eq!(bytes(&utf_16), mend);
    assert_eq!(bytes(b"PAR1\x15\x00\n"), "read it with `parquet::source`");
    // Without a header the first record tells, and no later one.
    let bare = Format { header: false, ..Format::default() };
    let (_, errors) = decode::<(u8, u8)>(&bare, b"\x1f\x8b\x08\n\x1f\x8b\x08\n", false).unwrap();
    let gzip = "end its name in `.gz`, or say `.compression(Compression::Gzip)`";
    assert!(errors[0].cause.ends_with(gzip), "{}", errors[0]);
    assert!(!errors[1].cause.contains("gzip"), "{}", errors[1]);
    let (_, errors) = decode::<Row>(&Format::default(), b"name,delay\nK\xf6ln,1\n", false).unwrap();
    assert_eq!(errors[0].cause, format!("it is no UTF-8; {latin}"));
}

#[test]
fn a_file_of_which_no_column_is_wanted_is_no_file_of_nothing() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Loose {
        name: Option<String>,
        #[serde(rename = "Größe", default)]
        size: u8,
    }
    assert_eq!(
        refused::<Loose>("name;Größe\na;1\n"),
        "`t.csv`: the header has none of the columns `name`, `Größe`; its columns are `name;Größe`; if \
         it is several cells, say `.delimiter(b';')`"
    );
    let latin = |text: &[u8]| decode::<Loose>(&Format::default(), text, false);
    let error = latin(b"name,Gr\xf6\xdfe\na,1\n").unwrap_err();
    assert!(
        error.contains("the header has no column `Größe`; its columns are `name`, "),
        "{error}"
    );
    assert!(error.ends_with("as `iconv -f latin1 -t utf-8` does"), "{error}");
    // All that is wanted is there, and what is not can be in any encoding.
    assert_eq!(latin("name,Größe\na,1\n".as_bytes()).unwrap().0.len(), 1);
    assert_eq!(
        decode::<Row>(&Format::default(), b"name,\xf6,delay\na,\xf6,1\n", false).unwrap().0.len(),
        1
    );
    // One is enough, and a later file is one error.
    assert_eq!(latin(b"name\na\n").unwrap().0, [Loose { name: Some("a".into()), size: 0 }]);
    let (_, errors) =
        Feed::<Loose>::new(&Format::default()).part(later("u.csv"), b"x\n1\n2\n").unwrap();
    assert_eq!(
        errors.iter().map(|error| &*error.cause).collect::<Vec<_>>(),
        ["the header has none of the columns `name`, `Größe`; its columns are `x`"]
    );
}

#[test]
fn columns_that_come_twice_and_columns_that_are_refused() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Closed {
        a: u8,
        b: Option<u8>,
    }
    assert_eq!(
        refused::<Row>("name,delay,name\n"),
        "`t.csv`: the header has the column `name` twice, and a field takes one; rename one of them"
    );
    assert_eq!(
        refused::<Closed>("a,b,c\n"),
        "`t.csv`: the header has a column `c`, which the struct refuses; add a field for it, or \
         leave out `deny_unknown_fields`"
    );
    // A map would keep the last of them.
    type Map = std::collections::BTreeMap<String, String>;
    assert_eq!(
        refused::<Map>("a,b,a\n1,2,3\n"),
        "`t.csv`: the header has the column `a` twice, and a field takes one; rename one of them"
    );
    let (maps, _) = Feed::<Map>::new(&Format::default()).all(b"a,,\n1,2,3\n");
    assert_eq!(maps[0]["a"], "1");
    // Nobody looks at what comes twice.
    let mut feed = Feed::<Row>::new(&Format::default());
    assert_eq!(feed.all(b"x,name,x,,\n1,a,2,,\n").0, [row("a", None)]);
    assert_eq!(
        Feed::<Closed>::new(&Format::default()).all(b"a\n1\n").0,
        [Closed { a: 1, b: None }]
    );
}

#[test]
fn defaults_are_for_what_is_missing_and_aliases_for_what_has_two_names() {
    fn seven() -> i32 {
        7
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Defaults {
        #[serde(default = "seven")]
        a: i32,
        #[serde(skip)]
        skipped: u8,
        #[serde(default)]
        b: Option<i32>,
        #[serde(alias = "sea", alias = "cee")]
        c: i32,
        #[serde(default = "seven")]
        d: i32,
    }
    let made = |a, b, c, d| Defaults { a, skipped: 0, b, c, d };
    let read = |text: &str| {
        let (events, errors) =
            decode::<Defaults>(&Format::default(), text.as_bytes(), false).unwrap();
        assert_eq!(errors, []);
        events
    };
    assert_eq!(read("d,c,b,a\n4,3,2,1\n8,7,,5\n"), [made(1, Some(2), 3, 4), made(5, None, 7, 8)]);
    assert_eq!(read("sea\n3\n"), [made(7, None, 3, 7)]);
    assert_eq!(read("b,cee,a\n1,2,3\n"), [made(3, Some(1), 2, 7)]);
    assert!(refused::<Defaults>("cee,sea\n1,2\n").contains("twice"));
    // Without a header, an alias is no column of its own.
    let format = Format { header: false, ..Format::default() };
    let (events, _) = decode::<Defaults>(&format, b"1,2,3,4\n5,,7,8\n", false).unwrap();
    assert_eq!(events, [made(1, Some(2), 3, 4), made(5, None, 7, 8)]);
}

#[test]
fn what_no_cell_can_be_is_refused_before_any_file() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "never made")]
    struct Deep {
        name: String,
        tags: Option<Vec<String>>,
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "never made")]
    struct Nested {
        inner: Row,
    }
    fn error<T: serde::de::DeserializeOwned>(format: &Format) -> String {
        CsvDecoder::<T>::new(format).map(drop).unwrap_err().to_string()
    }
    let format = Format::default();
    assert!(error::<Deep>(&format).starts_with("the field `tags` is a list, and a cell of a csv"));
    assert!(error::<Nested>(&format).starts_with("the field `inner` is a struct, and a cell"));
    assert!(error::<(u8, Vec<u8>)>(&format).starts_with("element 2 of the tuple is a list"));
    assert!(error::<String>(&format).starts_with("the event is one text, and a record is several"));
    let bad = Format { delimiter: b'"', ..Format::default() };
    assert!(error::<Row>(&bad).contains("cannot be both `.delimiter` and `.quote`"));
}

#[test]
fn folders_fill_fields_and_parts_begin_anywhere() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Flight {
        carrier: String,
        month: Option<u8>,
        delay: i32,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Maybe {
        carrier: Option<String>,
    }
    let flight = |carrier: &str, month, delay| Flight { carrier: carrier.into(), month, delay };
    let hive = [("carrier".into(), Some("\"U,A".into())), ("month".into(), None)];
    let part = Part { hive: hive.into(), ..Part::whole("f/carrier=x/f.csv") };
    let mut feed = Feed::<Flight>::new(&Format::default());
    let (events, errors) = feed.part(part.clone(), b"delay,carrier\n1,XX\n").unwrap();
    assert_eq!((events, errors), (vec![flight("\"U,A", None, 1)], vec![]));

    // What cells call nothing is a text in a folder's name.
    let format = Format { null: Some("NA".into()), ..Format::default() };
    let named = Part { hive: [("carrier".into(), Some("NA".into()))].into(), ..Part::whole("f") };
    let (events, errors) =
        Feed::<Flight>::new(&format).part(named.clone(), b"delay,month\n1,NA\n").unwrap();
    assert_eq!((events, errors), (vec![flight("NA", None, 1)], vec![]));
    let (events, errors) =
        Feed::<Maybe>::new(&format).part(named, b"delay,carrier\n1,NA\n").unwrap();
    assert_eq!((events, errors), (vec![Maybe { carrier: Some("NA".into()) }], vec![]));

    let place = Place { offset: 100, record: 9 };
    let part = Part { place, head: b"\xef\xbb\xbf\"delay\"\r\n".to_vec(), ..part };
    let (events, errors) = feed.part(part, b"5\nx\n6\n").unwrap();
    assert_eq!(events, [flight("\"U,A", None, 5), flight("\"U,A", None, 6)]);
    assert_eq!((errors[0].record, errors[0].offset), (10, 102));
    assert_eq!(feed.decoder_place(), Place { offset: 106, record: 12 });

    let format = Format { header: false, ..Format::default() };
    let part = Part { hive: [("month".into(), Some("3".into()))].into(), ..Part::whole("g") };
    let (events, errors) = Feed::<Flight>::new(&format).part(part, b"AA,1\nDL,2\n").unwrap();
    assert_eq!(
        (events, errors),
        (vec![flight("AA", Some(3), 1), flight("DL", Some(3), 2)], vec![])
    );
}

#[test]
fn the_place_is_where_the_next_record_begins() {
    let mut decoder = CsvDecoder::<Row>::new(&Format::default()).unwrap();
    let mut batch = crate::node::Batch::new();
    decoder.begin(&Part::whole("t.csv")).unwrap();
    let text = b"name,delay\n\"a\n\",1\n\nb,2\n";
    let mut from = 0;
    for (room, to, place) in [
        // All that was asked for.
        (1, 18, Place { offset: 18, record: 4 }),
        // A record that is not all there has its place, not the text.
        (9, 22, Place { offset: 19, record: 5 }),
        (9, 23, Place { offset: 23, record: 6 }),
    ] {
        batch.room = room;
        batch.events.clear();
        from += decoder.decode(&text[from..to], &mut batch).unwrap();
        assert_eq!((from, decoder.place()), (to, place));
    }
    assert_eq!(batch.events, [row("b", Some(2))]);
}
