//! Text that is no UTF-8, as Python reads it.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use goflow::csv;
use goflow::prelude::*;

use crate::{Dead, bury, gz};

type Row = (u32, String, String);
type Rows = Arc<Mutex<Vec<Row>>>;

#[output]
fn hold(row: Row, rows: &Rows) {
    rows.lock().unwrap().push(row);
}

/// What Python wrote, and what it reads; `false` if there is none.
fn written(folder: &Path) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let script = root.join("tests/interop/encodings.py");
    match Command::new("python3").arg(script).arg(folder).output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(error) => {
            eprintln!("skipped: there is no python3: {error}");
            false
        }
    }
}

async fn read(path: &Path, label: &str, workers: usize, size: u64) -> Vec<Row> {
    let (rows, dead) = (Rows::default(), Dead::default());
    let flow = pipeline! {
        let table (c {workers}) =
            csv::source::<Row>(path).header(false).encoding(label).split_size(size);
        table -> hold(rows.clone());
        table -[err]-> bury(dead.clone());
    };
    flow.run().await.unwrap();
    assert_eq!(*dead.lock().unwrap(), [], "{label}");
    let mut rows = std::mem::take(&mut *rows.lock().unwrap());
    rows.sort();
    rows
}

/// The rows of `NAME.json`.
fn known(folder: &Path, name: &str) -> Vec<Row> {
    let text = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
    let rows: Vec<(String, String, String)> = serde_json::from_slice(&text).unwrap();
    rows.into_iter().map(|(n, a, b)| (n.parse().unwrap(), a, b)).collect()
}

#[tokio::test]
async fn csv_is_what_python_reads() {
    let folder = tempfile::tempdir().unwrap();
    if !written(folder.path()) {
        return;
    }
    let names = crate::support::names(folder.path());
    let tables = names.iter().filter_map(|name| name.strip_suffix(".csv"));
    let mut read_in = 0;
    for name in tables {
        let label = name.strip_suffix(".letters").unwrap_or(name);
        let path = folder.path().join(format!("{name}.csv"));
        let known = known(folder.path(), name);
        for (workers, size) in [(1, 1 << 20), (3, 1000)] {
            let rows = read(&path, label, workers, size).await;
            // Whole tables are no message.
            let differ = rows.iter().zip(&known).find(|(row, known)| row != known);
            assert_eq!((differ, rows.len()), (None, known.len()), "{name}, {workers} workers");
        }
        let packed = folder.path().join(format!("{name}.csv.gz"));
        std::fs::write(&packed, gz(std::fs::read(&path).unwrap())).unwrap();
        assert!(read(&packed, label, 1, 1 << 20).await == known, "{name} in gzip");
        read_in += 1;
    }
    assert_eq!(read_in, 46);
}

#[cfg(feature = "avro")]
#[tokio::test]
async fn batches_of_columns_have_it_too() {
    #[derive(Record, serde::Deserialize)]
    struct Place {
        name: String,
    }
    #[output]
    fn keep(batch: RecordBatch, seen: &Arc<Mutex<Vec<String>>>) {
        let places = goflow::record::rows::<Place>(&batch).unwrap();
        seen.lock().unwrap().extend(places.map(|place| place.unwrap().name));
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("a.csv"), b"name\nK\xf6ln\n").unwrap();
    std::fs::write(at("a.jsonl"), b"{\"name\": \"K\xf6ln\"}\n").unwrap();
    let seen = Arc::default();
    let flow = pipeline! {
        let a = goflow::csv::batches::<Place>(at("a.csv")).encoding("latin1");
        let b = goflow::json::batches::<Place>(at("a.jsonl")).encoding("latin1");
        a -> keep(Arc::clone(&seen));
        b -> keep;
    };
    flow.run().await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["Köln", "Köln"]);
}
