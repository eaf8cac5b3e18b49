//! The decoder against text that comes in pieces of any length, and the sink.

use std::io;

use serde_json::{Value, json};

use super::decoder::JsonDecoder;
use crate::connectors::file::{Decoder, FileWriter, MAX_RECORD, Part, RecordError};
use crate::node::{Batch, Output, Writer};

type Read = (Vec<Value>, Vec<RecordError>);

fn decode_by(text: &[u8], length: usize, room: usize, broken: bool) -> Read {
    decode_with(JsonDecoder::new(false, MAX_RECORD, None), text, length, room, broken)
}

fn decode_with(
    mut decoder: JsonDecoder<Value>,
    text: &[u8],
    length: usize,
    room: usize,
    broken: bool,
) -> Read {
    let mut batch = Batch::new();
    let (mut events, mut errors) = (Vec::new(), Vec::new());
    batch.room = room;
    decoder.begin(&Part::whole("t.jsonl")).unwrap();
    for piece in text.chunks(length) {
        let mut used = 0;
        while used < piece.len() {
            used += decoder.decode(&piece[used..], &mut batch).unwrap();
            events.append(&mut batch.events);
            errors.append(&mut batch.errors);
        }
    }
    decoder.end(broken.then(|| io::Error::other("the disk is gone")), &mut batch).unwrap();
    events.append(&mut batch.events);
    errors.append(&mut batch.errors);
    (events, errors)
}

fn decode(text: &str, broken: bool) -> Read {
    let whole = decode_by(text.as_bytes(), text.len().max(1), 1000, broken);
    for length in 3..text.len() {
        for room in [1, 1000] {
            assert_eq!(decode_by(text.as_bytes(), length, room, broken), whole);
        }
    }
    whole
}

#[test]
fn one_document_a_line() {
    let (events, errors) = decode("\u{feff}{\"a\": 1}\r\n \t\n[2\n\"é\"\n\n3", false);
    assert_eq!(events, [json!({"a": 1}), json!("é"), json!(3)]);
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].record, errors[0].offset, errors[0].raw.as_slice()), (3, 16, &b"[2"[..]));
    assert_eq!(errors[0].cause, "EOF while parsing a list at character 2");
    assert_eq!(decode("", false), (vec![], vec![]));
}

#[test]
fn a_first_line_that_shows_what_the_file_is_tells_the_mend() {
    let causes = |text: &[u8]| {
        let (_, errors) = decode_by(text, text.len(), 1000, false);
        errors.into_iter().map(|error| error.cause).collect::<Vec<_>>()
    };
    let array = "; a file that is one array is read with `.array()`";
    let pretty = causes(b"[\n {},\n[\n]\n");
    assert_eq!(pretty[0], format!("EOF while parsing a list at character 1{array}"));
    assert!(pretty[1..].iter().all(|cause| !cause.contains(array)), "{pretty:?}");
    assert!(causes(b"\xef\xbb\xbf [{},]\n")[0].ends_with(array));
    assert_eq!(
        causes(b"{\n \"a\": 1\n}\n")[0],
        "EOF while parsing an object at character 1; a document is one line, with no end of a line inside"
    );
    let gzip = "end its name in `.gz`, or say `.compression(Compression::Gzip)`";
    let packed = causes(b"\x1f\x8b\x08\n\x1f\x8b\x08\n");
    assert!(packed[0].ends_with(gzip) && !packed[1].contains("gzip"), "{packed:?}");
    assert_eq!(causes(b"{]\n")[0], "key must be a string at character 2");
    // One that is longer than a record may be.
    let long = [&b"["[..], &b"1,".repeat(50)].concat();
    let (_, errors) = decode_with(JsonDecoder::new(false, 64, None), &long, long.len(), 1, false);
    assert_eq!(errors[0].cause, format!("it is longer than 64 bytes; see `.max_record`{array}"));
    // Read as an array: its elements may be arrays, and a file that is none may be packed.
    let (_, errors) = array_of(b"[[1,],2]");
    assert!(!errors[0].cause.contains(".array()"), "{}", errors[0]);
    assert!(array_of(b"PAR1\x15\x00").1[0].cause.ends_with("read it with `parquet::source`"));
}

/// A record may be as long as is said, whatever ends its line.
#[test]
fn what_ends_a_line_is_none_of_the_record() {
    let fits = format!("\"{}\"", "x".repeat(62));
    let text = format!("{fits}\r\n{fits}\n{fits}1\r\n{fits}\r");
    for length in 1..text.len() {
        let decoder = JsonDecoder::new(false, 64, None);
        let (events, errors) = decode_with(decoder, text.as_bytes(), length, 1, false);
        assert_eq!((events.len(), errors.len()), (3, 1), "pieces of {length}");
        assert_eq!(errors[0].record, 3);
    }
}

/// The shortest text of a number means that number, to its last bit.
#[test]
fn a_float_is_the_nearest_to_its_text() {
    let numbers =
        (1..2_000_u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as f64 / 3.0);
    for number in numbers {
        let mut decoder = JsonDecoder::<f64>::new(false, MAX_RECORD, None);
        let mut batch = Batch::new();
        batch.room = 1;
        decoder.begin(&Part::whole("t.jsonl")).unwrap();
        decoder.decode(format!("{number}\n").as_bytes(), &mut batch).unwrap();
        assert_eq!(batch.events, [number]);
    }
}

fn array_of(text: &[u8]) -> Read {
    decode_with(JsonDecoder::new(true, MAX_RECORD, None), text, text.len(), 1000, false)
}

#[test]
fn a_file_that_is_cut_off_gives_one_error() {
    for (text, raw) in [("1\n[2,", "[2,"), ("1\n", "")] {
        let (events, errors) = decode(text, true);
        assert_eq!(events, [json!(1)]);
        assert_eq!((errors.len(), errors[0].record, errors[0].offset), (1, 2, 2));
        assert_eq!(
            (errors[0].raw.as_slice(), &*errors[0].cause),
            (raw.as_bytes(), "the disk is gone")
        );
    }
}

#[test]
fn a_record_of_no_end_takes_no_room() {
    let mut text = vec![b'1'; MAX_RECORD * 2];
    text.extend(b"\n2\n");
    let (events, errors) = decode_by(&text, 128 << 10, 1000, false);
    assert_eq!(events, [json!(2)]);
    assert_eq!((errors.len(), errors[0].raw.len()), (1, RecordError::RAW));
    assert_eq!(errors[0].cause, "it is longer than 16 MiB; see `.max_record`");
}

/// The elements of an array, whatever pieces its text comes in.
fn array(text: &str, broken: bool) -> Read {
    let by = |length, room| {
        let decoder = JsonDecoder::new(true, MAX_RECORD, None);
        decode_with(decoder, text.as_bytes(), length, room, broken)
    };
    let whole = by(text.len().max(1), 1000);
    for length in 3..text.len() {
        for room in [1, 1000] {
            // What is told of a mistake is as much of the text as is there.
            let (events, mut errors) = by(length, room);
            for (error, all) in errors.iter_mut().zip(&whole.1) {
                assert!(all.raw.starts_with(&error.raw), "{length}: {error:?} {all:?}");
                error.raw.clone_from(&all.raw);
            }
            assert_eq!((events, errors), whole, "{length}");
        }
    }
    whole
}

#[test]
fn an_array_is_its_elements() {
    let text = "\u{feff} [1, \"a]\\\"\",\n {\"b\": [[], \"}\"]},\r\n\nnull , [\n[2]\n],-3e1]\n\n";
    let (events, errors) = array(text, false);
    assert_eq!(errors, []);
    assert_eq!(events, serde_json::from_str::<Vec<Value>>(text.trim_matches('\u{feff}')).unwrap());
    for empty in ["[]", "[ \n]", " [ ]\t"] {
        assert_eq!(array(empty, false), (vec![], vec![]), "{empty}");
    }
}

#[test]
fn a_bad_element_is_passed_over_and_a_bad_array_ends_there() {
    let (events, errors) = array("[1, {\"a\"\n 2},\n tru, 'x', 3]", false);
    assert_eq!(events, [json!(1), json!(3)]);
    let told: Vec<_> = errors.iter().map(|e| (e.record, e.offset, e.cause.as_str())).collect();
    assert_eq!(told[0], (1, 4, "expected `:` at character 2 of its line 2"));
    assert_eq!((told[1].0, told[1].1, errors[1].raw.as_slice()), (3, 15, &b"tru"[..]));
    assert_eq!((told.len(), errors[2].raw.as_slice()), (3, &b"'x'"[..]));

    for (text, good, cause, offset) in [
        ("", 0, "the file ends before its array begins", 0),
        (" \n", 0, "the file ends before its array begins", 2),
        (
            "{\"a\": 1}",
            0,
            "the file is no array; one document a line is read without `.array()`",
            0,
        ),
        ("[1,2", 1, "the file ends in the middle of its array", 3),
        ("[1,2,", 2, "the file ends in the middle of its array", 5),
        ("[1 2]", 1, "a comma or the array's end is expected", 3),
        ("[1,,2]", 1, "an element is expected", 3),
        ("[1,]", 1, "an element is expected", 3),
        ("[1]]", 1, "something stands behind the array", 3),
        ("[1}", 1, "a comma or the array's end is expected", 2),
        ("[\"ab", 0, "the file ends in the middle of its array", 1),
    ] {
        let (events, errors) = array(text, false);
        assert_eq!((events.len(), errors.len()), (good, 1), "{text}");
        assert_eq!((errors[0].cause.as_str(), errors[0].offset), (cause, offset), "{text}");
    }
    let (events, errors) = array("[1, [2, 3", true);
    assert_eq!((events.len(), errors.len(), errors[0].offset), (1, 1, 4));
    assert_eq!((errors[0].raw.as_slice(), &*errors[0].cause), (&b"[2, 3"[..], "the disk is gone"));
}

type Sink = super::JsonSink<Value>;

async fn open(sink: &Sink) -> Result<FileWriter<super::sinks::JsonFormat<Value>>, String> {
    sink.open(&crate::testing::context("file", 0, 1)).await.map_err(|e| e.to_string())
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn a_file_appears_when_it_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/a.jsonl");
    let deep = folder.path().join("deep/er");
    let first: Sink = super::sink(&path);
    let mut writer = open(&first).await.unwrap();
    writer.write(vec![json!(1), json!("x\ny")], &mut Vec::new()).await.unwrap();
    let prepared = writer.prepare().await.unwrap();
    // The file, and the run's mark.
    let hidden = names(&deep);
    assert!(hidden.len() == 2, "{hidden:?}");
    assert_eq!(hidden.iter().filter(|name| name.starts_with(".a.jsonl.")).count(), 1);
    assert!(hidden.iter().all(|name| name.ends_with(".inprogress")), "{hidden:?}");
    first.commit(prepared.clone()).await.unwrap();
    assert_eq!(names(&deep), ["a.jsonl"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "1\n\"x\\ny\"\n");
    first.commit(prepared).await.unwrap();

    // What is not committed leaves no file, and what stood there stands.
    for prepares in [false, true] {
        let sink: Sink = super::sink(&path);
        let mut writer = open(&sink).await.unwrap();
        writer.write(vec![json!("y".repeat(1 << 20)); 3], &mut Vec::new()).await.unwrap();
        let prepared = match prepares {
            true => writer.prepare().await.unwrap(),
            false => Vec::new(),
        };
        drop(writer);
        sink.abort(prepared).await.unwrap();
        assert_eq!(names(&deep), ["a.jsonl"]);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "1\n\"x\\ny\"\n");
    }
}

#[tokio::test]
async fn a_name_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().display();
    let error = open(&super::sink(folder.path().join("a.csv"))).await.err().unwrap();
    assert!(error.contains("is no name for JSON; end it in `.jsonl`"), "{error}");
    std::fs::write(folder.path().join("a"), "").unwrap();
    let error = open(&super::sink(folder.path().join("a/b.jsonl"))).await.err().unwrap();
    assert!(error.starts_with(&format!("cannot write `{name}/a/b.jsonl`: ")), "{error}");
    assert!(
        error.ends_with("a part of the path is a file; remove it, or write elsewhere"),
        "{error}"
    );
    #[cfg(unix)]
    for stream in ["/dev/stdout", "/dev/null"] {
        let error = open(&super::sink(stream)).await.err().unwrap();
        let begin =
            format!("cannot write `{stream}`: it is a stream, and a sink moves what it wrote");
        assert!(error.starts_with(&begin), "{error}");
        assert!(error.ends_with("take an `#[output]` function that prints"), "{error}");
    }
    let sink = super::sink::<Value>(folder.path().join("a.jsonl"));
    let error = sink.open(&crate::testing::context("file", 0, 2)).await.err().unwrap().to_string();
    assert!(error.contains("written by one worker; leave out the `(c 2)`, or write to"), "{error}");
}

#[tokio::test]
async fn an_event_that_is_no_json_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let sink = super::sink::<std::collections::BTreeMap<(u8, u8), u8>>(&path);
    let mut writer = sink.open(&crate::testing::context("file", 0, 1)).await.unwrap();
    let mut failed = Vec::new();
    writer.write(vec![[].into(), [((1, 2), 3)].into(), [].into()], &mut failed).await.unwrap();
    sink.commit(writer.prepare().await.unwrap()).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[0].record, failed[0].offset), (2, 3));
    assert_eq!(
        (failed[0].raw.as_slice(), failed[0].cause.as_str()),
        (&b"{"[..], "key must be a string")
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}\n{}\n");
}

#[test]
fn a_bad_document_names_the_field() {
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code, reason = "only made")]
    struct Leg {
        dest: String,
        miles: u32,
    }
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code, reason = "only made")]
    struct Trip {
        n: u8,
        legs: Option<Vec<Leg>>,
    }
    let hive = crate::connectors::file::HiveValues::default();
    for (text, column) in [
        (r#"{"n": "x"}"#, Some("n")),
        (r#"{"n": 256, "legs": []}"#, Some("n")),
        (
            r#"{"n": 1, "legs": [{"dest": "JFK", "miles": 1}, {"dest": "LGA", "miles": -1}]}"#,
            Some("legs[1].miles"),
        ),
        (r#"{"n": 1, "legs": [{"dest": "JFK"}]}"#, Some("legs[0]")),
        (r#"{"n": NaN}"#, Some("n")),
        // The message has the name.
        (r#"{"legs": []}"#, None),
        ("7", None),
        ("", None),
    ] {
        assert!(super::document::parse::<Trip>(text.as_bytes(), &hive).is_err(), "{text}");
        let found = super::document::column::<Trip>(text.as_bytes(), &hive);
        assert_eq!(found.as_deref(), column, "{text}");
    }
    let mut decoder = JsonDecoder::<Trip>::new(false, MAX_RECORD, None);
    let mut batch = Batch::new();
    decoder.begin(&Part::whole("t.jsonl")).unwrap();
    batch.room = 10;
    decoder.decode(b"{\"n\": 1}\n{\"n\": \"x\"}\n", &mut batch).unwrap();
    assert_eq!(
        batch.errors[0].to_string(),
        "t.jsonl:2: column `n`: invalid type: string \"x\", expected u8 at character 9"
    );
}
