//! The JSON test suite, where `GOFLOW_CORPORA` leads to it; and text that nobody meant.

use std::fs;

use serde_json::Value;

use super::decoder::JsonDecoder;
use super::document::parse;
use crate::connectors::file::{Decoder, HiveValues, MAX_RECORD, Part, RecordError};
use crate::node::Batch;

/// What a decoder makes of a text in pieces of that length.
fn decode(array: bool, text: &[u8], length: usize) -> (Vec<Value>, Vec<RecordError>) {
    let mut decoder = JsonDecoder::<Value>::new(array, MAX_RECORD, None);
    let mut batch = Batch::new();
    batch.room = usize::MAX;
    decoder.begin(&Part::whole("t.json")).unwrap();
    for piece in text.chunks(length) {
        assert_eq!(decoder.decode(piece, &mut batch).unwrap(), piece.len());
    }
    decoder.end(None, &mut batch).unwrap();
    assert!(decoder.place().offset <= text.len() as u64);
    (batch.events, batch.errors)
}

fn document(text: &[u8]) -> Option<Value> {
    parse(text, &HiveValues::default()).ok()
}

/// Names and texts of the suite.
fn suite() -> Vec<(String, Vec<u8>)> {
    let Some(corpora) = std::env::var_os("GOFLOW_CORPORA") else {
        println!("skipped: GOFLOW_CORPORA is not set");
        return Vec::new();
    };
    let folder = std::path::Path::new(&corpora).join("JSONTestSuite/test_parsing");
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    assert!(files.len() > 300);
    files
}

#[test]
fn what_is_json_is_accepted_and_what_is_none_is_refused() {
    for (name, text) in suite() {
        // A file is one document.
        let whole = document(&text);
        match name.get(..2) {
            Some("y_") => assert!(whole.is_some(), "{name}"),
            Some("n_") => assert!(whole.is_none(), "{name}"),
            _ => {}
        }
        // A document in one line is a line, and what is none makes an error.
        if !text.contains(&b'\n') && !text.iter().all(u8::is_ascii_whitespace) {
            let mark = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
            let (events, errors) = decode(false, &text, 7);
            assert_eq!(events.first(), document(mark).as_ref(), "{name}");
            assert_eq!(errors.is_empty(), events.len() == 1 || mark.is_empty(), "{name}");
        }
        // An element of an array is a document.
        if name.starts_with("y_") {
            let array = [b"[".as_slice(), &text, b" ,\n", &text, b"]"].concat();
            let (events, errors) = decode(true, &array, 7);
            assert_eq!(errors, [], "{name}");
            assert_eq!(events.len(), 2, "{name}");
            assert!(events.iter().all(|event| Some(event) == whole.as_ref()), "{name}");
        }
        // An array is its elements, and what is none makes an error.
        if text.first() == Some(&b'[') {
            let (events, errors) = decode(true, &text, 7);
            match &whole {
                Some(whole) => assert_eq!((Some(&events), errors.len()), (whole.as_array(), 0)),
                None if name.starts_with("n_") => assert!(!errors.is_empty(), "{name}"),
                None => {}
            }
        }
    }
}

#[test]
fn damage_at_a_thousand_places_is_no_panic_and_no_hang() {
    let mut state = 1_u64;
    let mut below = move |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (state >> 33) as usize % limit.max(1)
    };
    for (name, whole) in suite() {
        // The deepest of them are long, and deep in every place.
        let times = if whole.len() > 10_000 { 50 } else { 1000 };
        for time in 0..times {
            let mut text = whole.clone();
            for _ in 0..1 + below(3) {
                let place = below(text.len() + 1);
                match below(4) {
                    0 => text.insert(place, b"[]{}\",:\\\n\r 0-.eEtfnu\xff\x00"[below(22)]),
                    1 if place < text.len() => drop(text.remove(place)),
                    2 if place < text.len() => text[place] ^= 1 << below(8),
                    _ => text.truncate(place),
                }
            }
            // As lines and as an array in turn.
            let array = time % 2 == 0;
            let length = 1 + below(text.len());
            let (events, errors) = decode(array, &text, length);
            let all: usize = errors.iter().map(|error| error.raw.len()).sum();
            assert!(events.len() + errors.len() <= text.len() + 1, "{name}: {text:?}");
            assert!(all <= text.len() + 1024, "{name}: {text:?}");
            // Where the text is cut into pieces makes no difference.
            if length >= 3 {
                let (again, mistakes) = decode(array, &text, text.len().max(3));
                assert_eq!(events, again, "{name}: {text:?}");
                assert_eq!(errors.len(), mistakes.len(), "{name}: {text:?}");
            }
        }
    }
}
