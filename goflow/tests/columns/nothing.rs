//! Sinks of batches to which no batch comes.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use goflow::arrow::array::{ArrayRef, Int64Array};
use goflow::parquet;
use goflow::prelude::*;

use crate::interop::python;

#[source]
fn batches(all: &Vec<RecordBatch>) -> impl Iterator<Item = RecordBatch> + use<> {
    all.clone().into_iter()
}

async fn write(path: &Path, all: Vec<RecordBatch>) {
    let flow = pipeline! {
        let file = parquet::batch_sink(path);
        batches(all) -> file;
    };
    flow.run().await.unwrap();
}

fn numbers(count: i64) -> RecordBatch {
    let numbers: ArrayRef = Arc::new((0..count).collect::<Int64Array>());
    RecordBatch::try_from_iter([("n", numbers)]).unwrap()
}

/// Rows of all files of a folder together, as others count them.
fn count(python: &Path, folder: &Path) -> String {
    let script = "import duckdb, pyarrow.dataset, sys
files = sys.argv[1] + '/*.parquet'
print(duckdb.sql(f\"select count(n) from '{files}'\").fetchall()[0][0])
print(pyarrow.dataset.dataset(sys.argv[1]).to_table(columns=['n']).num_rows)";
    let output = Command::new(python).args(["-c", script]).arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<_> =
        entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn without_a_batch_there_is_no_file_and_none_stays_that_stood_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    write(&at("rows.parquet"), vec![numbers(3)]).await;
    write(&at("later.parquet"), vec![numbers(2)]).await;
    write(&at("never.parquet"), vec![]).await;
    write(&at("empty.parquet"), vec![numbers(0)]).await;
    assert_eq!(names(folder.path()), ["empty.parquet", "later.parquet", "rows.parquet"]);
    // Rows of which none passes are no batch.
    let (from, to) = (at("rows.parquet"), at("later.parquet"));
    let flow = pipeline! {
        let rows = parquet::batches(&from).only(col("n").lt(0));
        let file = parquet::batch_sink(&to);
        rows -> file;
    };
    flow.run().await.unwrap();
    assert_eq!(names(folder.path()), ["empty.parquet", "rows.parquet"]);
    if let Some(python) = python() {
        assert_eq!(count(&python, folder.path()), "3\n3\n");
        std::fs::remove_file(at("rows.parquet")).unwrap();
        assert_eq!(count(&python, folder.path()), "0\n0\n");
    }
}

#[tokio::test]
async fn a_run_that_fails_before_its_first_batch_leaves_what_stood_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    write(&path, vec![numbers(1)]).await;
    let missing = folder.path().join("missing.parquet");
    let flow = pipeline! {
        let rows = parquet::batches(&missing);
        let file = parquet::batch_sink(&path);
        rows -> file;
    };
    flow.run().await.unwrap_err();
    assert_eq!(names(folder.path()), ["a.parquet"]);
}
