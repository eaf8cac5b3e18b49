//! Real files, whole and damaged: csv-spectrum, by `GOFLOW_CORPORA`.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::Feed;
use super::differential::{ours, theirs};
use crate::connectors::csv::format::Format;

/// The csv files, and the JSON that they must give.
fn spectrum() -> Vec<(String, Vec<u8>, serde_json::Value)> {
    let Some(corpora) = std::env::var_os("GOFLOW_CORPORA") else {
        eprintln!("skipped: GOFLOW_CORPORA is not set");
        return Vec::new();
    };
    let folder = PathBuf::from(corpora).join("csv-spectrum");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder.join("csvs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let json = fs::read(folder.join("json").join(format!("{name}.json"))).unwrap();
        files.push((name, fs::read(&path).unwrap(), serde_json::from_slice(&json).unwrap()));
    }
    assert!(files.len() >= 12, "{} files", files.len());
    files
}

#[test]
fn csv_spectrum_equals_its_json() {
    for (name, text, mut json) in spectrum() {
        // The corpus has one record there instead of a list, and in it another number than its csv.
        if name == "location_coordinates" {
            json["Contact Phone Number"] = "2095257564".into();
            json = vec![json].into();
        }
        let mut feed = Feed::<HashMap<String, String>>::new(&Format::default());
        let (events, errors) = feed.all(&text);
        assert_eq!(errors, [], "{name}");
        assert_eq!(serde_json::to_value(events).unwrap(), json, "{name}");
    }
}

/// Changes a text in one place.
fn damage(text: &[u8], random: &mut TestRng) -> Vec<u8> {
    const BYTES: &[u8] = b",\"\n\r\\;#'\0 a\xff\xc3";
    let mut text = text.to_vec();
    let at = random.next_u32() as usize % text.len();
    let byte = BYTES[random.next_u32() as usize % BYTES.len()];
    match random.next_u32() % 5 {
        0 => text[at] = byte,
        1 => text.insert(at, byte),
        2 => drop(text.remove(at)),
        3 => text.truncate(at),
        _ => {
            let piece = text[at..].to_vec();
            text.extend(piece);
        }
    }
    text
}

#[test]
fn damaged_files_are_read_as_the_csv_crate_reads_them() {
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for (name, text, _) in spectrum() {
        for n in 0..1000 {
            let text = damage(&text, &mut random);
            let format = Format {
                escape: (n % 3 == 1).then_some(b'\\'),
                comment: (n % 5 == 1).then_some(b'#'),
                ..Format::default()
            };
            let (table, cut) = ours(&format, &text, 1 + n % 90);
            assert_eq!(table, theirs(&format, &text, cut), "{name}, change {n}");
            // And into events: as many as there are records, good or bad, if there is a header.
            let format = Format { flexible: true, ..format };
            let mut feed = Feed::<Vec<String>>::new(&format);
            let (events, errors) = feed.all(&text);
            // A header that is cut is an error, too.
            let records = match table.len() {
                0 => usize::from(cut),
                records => records - 1 + usize::from(cut),
            };
            assert_eq!(events.len() + errors.len(), records, "{name}, change {n}");
        }
    }
}
