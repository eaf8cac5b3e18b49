//! Batches in folders by the values of their columns.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use goflow::parquet;
use goflow::prelude::*;

#[derive(Record, Clone, Debug, PartialEq, PartialOrd)]
struct Sale {
    n: u32,
    region: Option<String>,
    year: u16,
    price: f64,
}

#[source]
fn sales(count: &u32) -> impl Iterator<Item = Sale> + use<> {
    let regions = [Some("eu"), Some("us/west"), None, Some("")];
    (0..*count).map(move |n| {
        let region = regions.get(n as usize % 4).copied().flatten().map(String::from);
        Sale { n, region, year: 2013 + n as u16 / 100 % 3, price: f64::from(n) / 4.0 }
    })
}

#[output]
fn keep(sale: Sale, kept: &Arc<Mutex<Vec<Sale>>>) {
    kept.lock().unwrap().push(sale);
}

async fn read(path: &Path) -> Vec<Sale> {
    let kept = Arc::<Mutex<Vec<Sale>>>::default();
    let flow = pipeline! {
        let files = parquet::source::<Sale>(path);
        files -> keep(kept.clone());
    };
    flow.run().await.unwrap();
    let mut kept = std::mem::take(&mut *kept.lock().unwrap());
    kept.sort_by_key(|sale| sale.n);
    kept
}

/// The folders with files in them, below `root`.
fn folders(root: &Path, below: &str, all: &mut Vec<String>) {
    for entry in std::fs::read_dir(root.join(below)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            folders(root, &format!("{below}{name}/"), all);
        } else {
            all.push(below.to_string());
        }
    }
}

async fn one_file(folder: &Path, count: u32) -> std::path::PathBuf {
    let path = folder.join("sales.parquet");
    let flow = pipeline! {
        let file = parquet::sink::<Sale>(&path);
        sales(count) -> file;
    };
    flow.run().await.unwrap();
    path
}

#[tokio::test]
async fn rows_are_where_records_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let whole = one_file(folder.path(), 30_000).await;
    let (ours, records) = (folder.path().join("columns"), folder.path().join("records"));
    let flow = pipeline! {
        let batches = parquet::batches(&whole);
        let files = parquet::batch_sink(&ours)
            .partition_by_column("region")
            .partition_by_column("year");
        let rows = parquet::source::<Sale>(&whole);
        let by_row = parquet::sink::<Sale>(&records)
            .partition_by("region", |sale: &Sale| sale.region.clone())
            .partition_by("year", |sale: &Sale| sale.year);
        batches -> files (c 2);
        rows -> by_row;
    };
    flow.run().await.unwrap();
    let listed = |root: &Path| {
        let mut all = Vec::new();
        folders(root, "", &mut all);
        all.sort();
        all.dedup();
        all
    };
    assert_eq!(listed(&ours), listed(&records));
    assert_eq!(listed(&ours).len(), 9);
    let (from_columns, from_records) = (read(&ours).await, read(&records).await);
    assert_eq!(from_columns.len(), 30_000);
    assert!(from_columns == from_records);
    // What stands in the folders' names is not in the files.
    let file = std::fs::read_dir(ours.join("region=eu/year=2014")).unwrap().next().unwrap();
    let file = std::fs::File::open(file.unwrap().path()).unwrap();
    let file = SerializedFileReader::new(file).unwrap();
    let columns = file.metadata().file_metadata().schema_descr();
    let names: Vec<_> = columns.columns().iter().map(|column| column.name()).collect();
    assert_eq!(names, ["n", "price"]);
}

#[tokio::test]
async fn a_column_that_cannot_be_is_told_with_its_node() {
    let folder = tempfile::tempdir().unwrap();
    let whole = one_file(folder.path(), 10).await;
    for (column, told) in [
        ("price", "node `files`, worker 0: the column `price` is Float64, of which no folder is"),
        (
            "pirce",
            "node `files`, worker 0: there is no column `pirce` to partition by; a batch has",
        ),
    ] {
        let out = folder.path().join("out");
        let flow = pipeline! {
            let batches = parquet::batches(&whole);
            let files = parquet::batch_sink(&out).partition_by_column(column);
            batches -> files;
        };
        let error = flow.run().await.unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
        let mut left = Vec::new();
        folders(&out, "", &mut left);
        assert_eq!(left, [""; 0]);
    }
}
