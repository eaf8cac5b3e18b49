//! Text as columns.

use std::path::Path;
use std::sync::{Arc, Mutex};

use goflow::prelude::*;
use goflow::{csv, json};
use rust_decimal::Decimal;

use super::{Dead, bury};

#[derive(Record, serde::Serialize, serde::Deserialize, Clone)]
struct Price {
    n: u32,
    #[record(decimal(5, 2))]
    price: Decimal,
}

#[output]
fn count(batch: RecordBatch, rows: &Arc<Mutex<usize>>) {
    *rows.lock().unwrap() += batch.num_rows();
}

/// What becomes of a file in pieces: rows, and what is none.
async fn read(path: &Path, workers: usize) -> (usize, Vec<RecordError>) {
    let (rows, dead) = (Arc::<Mutex<usize>>::default(), Dead::default());
    let flow = match path.extension().is_some_and(|ending| ending == "csv") {
        true => pipeline! {
            let file (c {workers}) = csv::batches::<Price>(path).split_size(1_000);
            file -> count(rows.clone());
            file -[err]-> bury(dead.clone());
        },
        false => pipeline! {
            let file (c {workers}) = json::batches::<Price>(path).split_size(1_000);
            file -> count(rows.clone());
            file -[err]-> bury(dead.clone());
        },
    };
    flow.run().await.unwrap();
    let mut dead = std::mem::take(&mut *dead.lock().unwrap());
    dead.sort_by_key(|error| error.record);
    (*rows.lock().unwrap(), dead)
}

/// What a column cannot hold is known by where it stands, as what cannot be read is.
#[tokio::test]
async fn a_value_that_no_column_holds_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let (table, lines) = (folder.path().join("a.csv"), folder.path().join("a.jsonl"));
    // 12345.6 has too many digits for its column, `x` is no number at all.
    let value = |n: usize| match n {
        700 => "12345.6",
        300 | 900 => "x",
        _ => "1.5",
    };
    let cells: Vec<_> = (0..1_000).map(|n| format!("{n},{}\n", value(n))).collect();
    let documents: Vec<_> =
        (0..1_000).map(|n| format!("{{\"n\":{n},\"price\":\"{}\"}}\n", value(n))).collect();
    std::fs::write(&table, format!("n,price\n{}", cells.concat())).unwrap();
    std::fs::write(&lines, documents.concat()).unwrap();
    for (path, records, header) in [(table, cells, 1), (lines, documents, 0)] {
        for workers in [1, 3] {
            let (rows, dead) = read(&path, workers).await;
            assert_eq!((rows, dead.len()), (997, 3));
            let error = &dead[1];
            assert_eq!(error.file, path.display().to_string());
            assert_eq!(error.record, 700 + header + 1);
            let before: usize = records[..700].iter().map(String::len).sum();
            assert_eq!(error.offset as usize, before + header as usize * "n,price\n".len());
            assert_eq!(error.column.as_deref(), Some("price"));
            assert_eq!(String::from_utf8_lossy(&error.raw), records[700].trim_end());
            assert_eq!(error.cause, "12345.6 has more digits than decimal(5, 2) holds");
        }
    }
}
