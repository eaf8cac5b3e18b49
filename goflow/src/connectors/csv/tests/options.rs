//! What the builder can be told.

use serde::Deserialize;

use super::{Row, decode, decode_by, row};
use crate::connectors::csv::format::Format;

fn bare() -> Format {
    Format { header: false, ..Format::default() }
}

#[test]
fn quotes_escapes_and_comments() {
    let format = Format { quote: b'\'', escape: Some(b'\\'), comment: Some(b'#'), ..bare() };
    let text = b"#c,'\n'a,\\'\\\\\n''',1\n# more\n\n\"b,2\nc#,3\n#end";
    let (events, errors) = decode::<(String, u8)>(&format, text, false).unwrap();
    assert_eq!(events, [("a,'\\\n'".into(), 1), ("\"b".to_string(), 2), ("c#".to_string(), 3)]);
    assert_eq!(errors, []);
    // It ends as every line does.
    for end in ["\r", "\n", "\r\n"] {
        let text = format!("#1,{end}a,1{end}#2{end}{end}#3{end}b,2");
        let (events, errors) = decode::<(String, u8)>(&format, text.as_bytes(), false).unwrap();
        assert_eq!(events, [("a".into(), 1), ("b".to_string(), 2)], "{end:?}");
        assert_eq!(errors, []);
    }
    // A comment before the header is no header.
    let format = Format { comment: Some(b'#'), ..Format::default() };
    let (events, _) = decode::<Row>(&format, b"#x\n\nname,delay\n#y\na,1\n", false).unwrap();
    assert_eq!(events, [row("a", Some(1))]);
}

#[test]
fn flexible_records() {
    let format = Format { flexible: true, ..Format::default() };
    let (events, errors) =
        decode::<Row>(&format, b"name,delay\na\nb,1,2\nc,3\n,4\n", false).unwrap();
    assert_eq!(events, [row("a", None), row("b", Some(1)), row("c", Some(3)), row("", Some(4))]);
    assert_eq!(errors, []);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Late {
        delay: Option<i32>,
        name: String,
        #[serde(default)]
        level: u8,
    }
    let text = b"delay,name,level\n1\n2,b\n3,c,4,5\n";
    let (events, errors) = decode::<Late>(&format, text, false).unwrap();
    let late = |delay, name: &str, level| Late { delay: Some(delay), name: name.into(), level };
    assert_eq!(events, [late(2, "b", 0), late(3, "c", 4)]);
    assert_eq!((errors[0].record, errors[0].offset), (2, 17));
    assert_eq!(errors[0].cause, "it has no `name`, and the field is no `Option`");

    let format = Format { flexible: true, ..bare() };
    let (events, _) = decode::<Late>(&format, b"2,b\n3,c,4,5\n", false).unwrap();
    assert_eq!(events, [late(2, "b", 0), late(3, "c", 4)]);
}

#[test]
fn without_flexible_another_number_of_cells_is_a_bad_record() {
    let (events, errors) = decode::<Row>(&bare(), b"a,1\nb\nc,1,2\nd,2\n", false).unwrap();
    assert_eq!(events, [row("a", Some(1)), row("d", Some(2))]);
    let causes: Vec<_> =
        errors.iter().map(|e| (e.record, e.cause.split(';').next().unwrap())).collect();
    assert_eq!(
        causes,
        [(2, "1 cell, where the first record has 2"), (3, "3 cells, where the first record has 2")]
    );
    // More cells than the struct has fields, in all records.
    let (events, errors) = decode::<Row>(&bare(), b"a,1,x\n", false).unwrap();
    assert_eq!((events, errors.len()), (vec![], 1));
    assert_eq!(errors[0].cause, "3 cells, where 2 are expected");
}

#[test]
fn all_ends_of_lines_and_what_is_blank() {
    let text = b"name,delay\r\na,1\rb,2\n\r\n\n\"\",\r\n\r";
    let (events, errors) = decode::<Row>(&Format::default(), text, false).unwrap();
    assert_eq!(events, [row("a", Some(1)), row("b", Some(2)), row("", None)]);
    assert_eq!(errors, []);
    // A cell in quotes that is empty is a record.
    let (events, _) = decode::<(String,)>(&bare(), b"\"\"\n\na\n", false).unwrap();
    assert_eq!(events, [("".to_string(),), ("a".to_string(),)]);
    let (_, errors) =
        decode::<Row>(&Format::default(), b"name,delay\ra,1\r\rb,x\r", false).unwrap();
    assert_eq!((errors[0].record, errors[0].offset), (4, 16));
}

#[test]
fn the_longest_record() {
    let format = Format { max_record: 8, ..Format::default() };
    for room in [1, 100] {
        for length in [3, 7, 64] {
            let text = b"name,d\n1234567,\n\"34567\",\n123456,\n\"\n\n\n\n\n\n\n\n\",\nlast,";
            let read = decode_by::<Short>(&format, text, (length, room), false).unwrap();
            let names: Vec<_> = read.0.iter().map(|e| e.name.as_str()).collect();
            assert_eq!(names, ["1234567", "34567", "123456", "last"], "{length} {room}");
            let places: Vec<_> = read.1.iter().map(|e| (e.record, e.offset)).collect();
            assert_eq!(places, [(5, 33)]);
            assert_eq!(read.1[0].raw, b"\"\n\n\n\n\n\n\n\n\",");
            assert!(read.1[0].cause.starts_with("it is longer than 8 bytes; `.max_record"));
        }
    }
    // A header that is too long is the end of the file.
    let (events, errors) =
        decode_by::<Short>(&format, b"name,delay\na,1\n", (64, 9), false).unwrap();
    assert_eq!((events, errors.len(), errors[0].record), (vec![], 1, 1));
    assert!(errors[0].cause.contains("it is longer than 8 bytes"));
}

#[derive(Debug, PartialEq, Deserialize)]
struct Short {
    name: String,
}
