//! Files of others: read, or refused with words.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDateTime};
use goflow::parquet;
use goflow::prelude::*;

use crate::reading::{corpora, whole};

/// Reads them all; gives the names of those that were not read, with what was said.
async fn refused(folders: &[&str], ending: &str) -> Option<Vec<(String, String)>> {
    let mut refused = Vec::new();
    let mut rows = 0;
    for path in corpora(folders, ending)? {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = whole(&path).await;
        rows += read.rows;
        if let Some(error) = read.error {
            assert!(error.contains(&name) && error.len() < 600, "{name}: {error}");
            refused.push((name, error));
        }
    }
    eprintln!("{rows} rows in {folders:?}, refused: {refused:#?}");
    assert!(rows > 100);
    Some(refused)
}

fn check(refused: &[(String, String)], expected: &[(&str, &str)]) {
    let names: Vec<_> = refused.iter().map(|(name, _)| name.as_str()).collect();
    let wanted: Vec<_> = expected.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, wanted);
    for ((name, error), (_, part)) in refused.iter().zip(expected) {
        assert!(error.contains(part), "{name}: {error}");
    }
}

#[tokio::test]
async fn avro_files_are_read_but_those_that_are_bad_on_purpose() {
    let Some(refused) = refused(&["avro"], "avro").await else { return };
    check(&refused, AVRO);
}

#[tokio::test]
async fn parquet_files_are_read_but_those_that_are_broken() {
    let Some(refused) = refused(&["parquet-testing/data"], "parquet").await else { return };
    check(&refused, PARQUET);
}

#[tokio::test]
async fn bad_parquet_files_are_refused_with_words_or_read() {
    let folders = ["parquet-testing/bad_data", "parquet-testing/shredded_variant"];
    let Some(refused) = refused(&folders, "parquet").await else { return };
    assert!(refused.len() >= 5, "{refused:#?}");
}

#[derive(Record, Debug)]
struct Old {
    a: Option<NaiveDateTime>,
}

type Micros = Arc<Mutex<Vec<Option<i64>>>>;

#[output]
fn keep(old: Old, kept: &Micros) {
    kept.lock().unwrap().push(old.a.map(|at| at.and_utc().timestamp_micros()));
}
#[output]
fn bury(failed: Failed<RecordError>) {
    assert_eq!(failed.error.cause, "second 9089380393200 is no date");
    assert_eq!((failed.error.record, failed.error.column.as_deref()), (6, Some("a")));
}

/// Spark's 12 bytes reach further than 64 bits of nanoseconds do.
#[tokio::test]
async fn old_timestamps_are_microseconds_without_a_zone() {
    let Some(files) = corpora(&["parquet-testing/data"], "parquet") else { return };
    let file = files.iter().find(|file| file.ends_with("int96_from_spark.parquet")).unwrap();
    let kept = Micros::default();
    let flow = pipeline! {
        let old = parquet::source::<Old>(file);
        old -> keep(kept.clone());
        old -[err]-> bury;
    };
    flow.run().await.unwrap();
    let far: DateTime<chrono::Utc> = "9999-12-31T03:00:00Z".parse().unwrap();
    let kept = kept.lock().unwrap();
    assert_eq!(kept[..2], [Some(1_704_141_296_123_456), Some(1_704_070_800_000_000)]);
    assert_eq!(kept[2..], [Some(far.timestamp_micros()), Some(1_735_599_600_000_000), None]);
}

const AVRO: &[(&str, &str)] = &[
    ("avro-1237-bad-union-discriminant.avro", "of a union of two"),
    ("avro-1238-truncated.avro", "the file ends in the middle of a block"),
    // Its last byte belongs to nothing.
    ("person-10.no-codec.avro", ":11: the data end in the middle of a number"),
];
const PARQUET: &[(&str, &str)] = &[
    ("dict-page-offset-zero.parquet", "Expected list element type"),
    // A page of 1 GiB made of 1,627 bytes.
    (
        "large_string_map.brotli.parquet",
        "a page of 1073741828 bytes, where 1073741824 may be; `.max_record(…)`",
    ),
    ("nation.dict-malformed.parquet", "Invalid page header"),
];
