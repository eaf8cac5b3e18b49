//! Text of which each byte is a letter, against the same text in UTF-8.

use encoding_rs::Encoding;
use proptest::prelude::*;

use super::*;
use crate::connectors::file::Charset;

fn of(charset: &str) -> Format {
    Format { charset: Charset::of(charset).unwrap(), ..Format::default() }
}

fn encoded(text: &str, charset: &str) -> Vec<u8> {
    let (bytes, _, lost) = Encoding::for_label(charset.as_bytes()).unwrap().encode(text);
    assert!(!lost, "{text}");
    bytes.into_owned()
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Size {
    #[serde(rename = "Größe")]
    size: String,
    delay: Option<i32>,
}

#[test]
fn names_and_cells_are_in_it() {
    let format = of("windows-1252");
    let text = "x,Größe,delay\r\né,\"‚a‘,\"\"\n€\",1\r\né,a,\r\n";
    let size = |size: &str, delay| Size { size: size.into(), delay };
    let read = decode::<Size>(&format, &encoded(text, "windows-1252"), false).unwrap();
    assert_eq!(read, (vec![size("‚a‘,\"\n€", Some(1)), size("a", None)], vec![]));
    // A text for nothing is one in it, too.
    let format = Format { null: Some("é".into()), header: false, ..format };
    let text = encoded("ü,é\n\"ß\",\"é\"\n", "windows-1252");
    let (rows, _) = decode::<(String, Option<String>)>(&format, &text, false).unwrap();
    assert_eq!(rows, [("ü".into(), None), ("ß".into(), None)]);
}

#[test]
fn what_is_no_letter_is_told_where_it_is_wanted() {
    let format = of("windows-1253");
    let text = b"x,name,delay\n\xd2,\xe1,1\n\xe1,\xd2,2\n\xe1,\"b\xd2\n\",3\n\xe1,c,\xe1\n";
    let (rows, errors) = decode::<Row>(&format, text, false).unwrap();
    assert_eq!(rows, [row("α", Some(1))]);
    let told: Vec<_> =
        errors.iter().map(|e| (e.record, e.offset, e.column.as_deref().unwrap())).collect();
    assert_eq!(told, [(3, 19, "name"), (4, 25, "name"), (6, 35, "delay")]);
    let cause = "it has bytes that are no letters of windows-1253";
    assert_eq!((&*errors[0].cause, &*errors[1].cause), (cause, cause));
    assert_eq!(errors[1].raw, b"\xe1,\"b\xd2\n\",3");
    assert_eq!(errors[2].cause, "`α` is no i32: invalid digit found in string");
}

#[test]
fn a_header_that_does_not_fit_is_told_in_its_letters() {
    let misfit = |text: &[u8]| {
        decode::<Size>(&of("windows-1252"), text, false)
            .unwrap_err()
            .split_once("are ")
            .unwrap()
            .1
            .to_string()
    };
    assert_eq!(misfit(&encoded("Grösse,Verspätung\n", "windows-1252")), "`Grösse`, `Verspätung`");
    let utf_16: Vec<u8> =
        "\u{feff}Größe,delay\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let told = misfit(&utf_16);
    assert!(
        told.contains("; the file begins as UTF-16 does; say `.encoding(\"utf-16\")`"),
        "{told}"
    );
}

#[test]
fn a_part_of_a_file_knows_its_letters() {
    let text = encoded("Größe,delay\né,1\nü,2\n", "windows-1252");
    for (mark, head) in [(&b""[..], &text[..12]), (b"\xef\xbb\xbf", "Größe,delay\n".as_bytes())] {
        let mut feed = Feed::<Size>::new(&of("windows-1252"));
        let place = crate::connectors::file::Place { offset: 16, record: 1 };
        let head = [mark, head].concat();
        let part = Part { place, head, ..Part::whole("t.csv") };
        let rest = if mark.is_empty() { text[16..].to_vec() } else { "ü,2\n".into() };
        let (rows, errors) = feed.part(part, &rest).unwrap();
        assert_eq!((rows, errors), (vec![Size { size: "ü".into(), delay: Some(2) }], vec![]));
    }
}

proptest! {
    #[test]
    fn any_text_is_what_it_is_in_utf_8(
        text in "(é|ж|ш|ь|Я|µ|ß|x|1|,|\n|\r\n|\r|\"|\"ж,\n\"|\"\"|[à-ÿ]|[а-я]){0,60}",
        length in 1..30_usize,
    ) {
        for charset in ["windows-1252", "koi8-r", "iso-8859-15", "macintosh"] {
            let encoding = Encoding::for_label(charset.as_bytes()).unwrap();
            let holds = |letter: &char| !encoding.encode(&letter.to_string()).2;
            let text: String = text.chars().filter(holds).collect();
            for header in [true, false] {
                let plain = Format { header, flexible: true, ..Format::default() };
                let letters = Format { header, flexible: true, ..of(charset) };
                type Cells = std::collections::BTreeMap<String, String>;
                type Pair = (Option<String>, Option<String>);
                let bytes = encoded(&text, charset);
                let (size, whole) = ((length, 3), (4096, 3));
                if header {
                    let read = decode_by::<Cells>(&letters, &bytes, size, false);
                    let like = decode_by::<Cells>(&plain, text.as_bytes(), whole, false);
                    prop_assert_eq!(told(read), told(like));
                } else {
                    let read = decode_by::<Pair>(&letters, &bytes, size, false);
                    let like = decode_by::<Pair>(&plain, text.as_bytes(), whole, false);
                    prop_assert_eq!(told(read), told(like));
                }
            }
        }
    }
}

/// Events, and the record and the cause of each error.
type Told<T> = (Vec<T>, Vec<(u64, String)>);

/// What does not depend on how many bytes a letter has.
fn told<T>(read: Result<Read<T>, String>) -> Result<Told<T>, String> {
    let (events, errors) = read?;
    Ok((events, errors.into_iter().map(|error| (error.record, error.cause)).collect()))
}
