//! Row groups as sinks make them, and the memory that rows take until then.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use ::parquet::file::serialized_reader::ReadOptionsBuilder;
use goflow::arrow::array::{ArrayRef, Int64Array, StringArray};
use goflow::parquet;
use goflow::prelude::*;

use super::every::{Every, rows};
use super::memory;

#[derive(Record, Clone)]
struct Reading {
    sensor: u32,
    value: f64,
    at: i64,
    text: String,
}

#[source]
fn readings(count: &u32) -> impl Iterator<Item = Reading> + use<> {
    (0..*count).map(|n| {
        let mixed = n.wrapping_mul(0x9e37_79b1);
        let text = format!("reading {}", mixed % 1000);
        Reading { sensor: mixed >> 28, value: f64::from(mixed), at: i64::from(n), text }
    })
}

/// Rows in each row group of each file, below a folder or of one file.
fn groups(path: &Path) -> Vec<Vec<i64>> {
    if path.is_dir() {
        let mut entries: Vec<_> =
            std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        return entries.iter().flat_map(|entry| groups(entry)).collect();
    }
    let file = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    vec![file.metadata().row_groups().iter().map(|group| group.num_rows()).collect()]
}

/// Rows in each page of each column of the first row group of a file, but in the last ones.
fn pages(path: &Path) -> Vec<i64> {
    let options = ReadOptionsBuilder::new().with_page_index().build();
    let file = std::fs::File::open(path).unwrap();
    let file = SerializedFileReader::new_with_options(file, options).unwrap();
    let index = file.metadata().page_index_for_row_group(0);
    let columns = (0..file.metadata().row_group(0).num_columns()).map(|column| {
        let firsts = index.page_locations(column).unwrap().iter().map(|page| page.first_row_index);
        firsts.collect::<Vec<_>>()
    });
    columns
        .flat_map(|firsts| firsts.windows(2).map(|it| it[1] - it[0]).collect::<Vec<_>>())
        .collect()
}

/// Writes them to 16 partitions: the most memory that was in use meanwhile, beyond what was before.
async fn written(folder: &Path, count: u32) -> usize {
    let before = memory::begin();
    let flow = pipeline! {
        let files = parquet::sink::<Reading>(folder)
            .partition_by("sensor", |reading: &Reading| reading.sensor);
        readings(count) -> files;
    };
    flow.run().await.unwrap();
    memory::most().saturating_sub(before)
}

#[tokio::test]
#[ignore = "it needs a process of its own, which `many_files_share_one_budget` gives it"]
async fn alone_in_a_process() {
    let folder = tempfile::tempdir().unwrap();
    let (little, much) = (folder.path().join("little"), folder.path().join("much"));
    // What is made once, and stays.
    written(&folder.path().join("first"), 20_000).await;
    let few = written(&little, 1_200_000).await;
    let many = written(&much, 3_600_000).await;
    println!("{few} bytes of memory for 1,200,000 rows, {many} for 3,600,000");
    // 48 encoders of columns would take 30 MiB, and the rows that wait as much.
    assert!(many < 4 << 20, "{many} bytes");
    // As many as there are workers at the end may encode the largest columns in the same moment.
    assert!(many < few + few / 3, "{many} bytes for 3,600,000 rows, {few} for 1,200,000");
    let found = groups(&much);
    assert_eq!(found.len(), 16);
    assert_eq!(found.iter().flatten().sum::<i64>(), 3_600_000);
    // Each file has about as many rows, and its row groups have enough.
    for groups in found {
        let (last, others) = groups.split_last().unwrap();
        assert!(others.len() >= 2 && *last > 0, "{groups:?}");
        assert!(others.iter().all(|rows| (65_536..80_000).contains(rows)), "{groups:?}");
    }
    // An encoder is as large as its pages.
    let first = std::fs::read_dir(much.join("sensor=0")).unwrap().next().unwrap().unwrap();
    let pages = pages(&first.path());
    assert!(pages.len() >= 3 * 7 && pages.iter().all(|rows| *rows < 10_000), "{pages:?}");
}

/// Runs an ignored test in a process of its own, where no other one takes memory.
fn alone(test: &str) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("row_groups::{test}"), "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{told}{}", String::from_utf8_lossy(&child.stderr));
    assert!(told.contains("1 passed"), "{told}");
}

#[test]
fn many_files_share_one_budget() {
    alone("alone_in_a_process");
}

/// A batch of one text for each of so many partitions.
#[source]
fn large_texts(count: &u32) -> impl Iterator<Item = RecordBatch> + use<> {
    (0..*count).map(|n| {
        let text = "0".repeat(2 << 20) + &n.to_string();
        let text: ArrayRef = Arc::new(StringArray::from(vec![text]));
        RecordBatch::try_from_iter([("text", text)]).unwrap()
    })
}

#[tokio::test]
#[ignore = "it needs a process of its own, which `large_rows_leave_no_memory_behind` gives it"]
async fn large_rows_alone_in_a_process() {
    let folder = tempfile::tempdir().unwrap();
    let write = async |name: &str, count: u32| {
        let before = memory::begin();
        let flow = pipeline! {
            let files = parquet::batch_sink(folder.path().join(name))
                .partition_by("n", |batch: &RecordBatch| {
                    let texts = batch.column(0).as_any().downcast_ref::<StringArray>().unwrap();
                    texts.value(0).trim_start_matches('0').to_owned()
                })
                .row_group_memory(1);
            large_texts(count) -> files;
        };
        flow.run().await.unwrap();
        memory::most().saturating_sub(before)
    };
    write("first", 1).await;
    let (few, many) = (write("few", 8).await, write("many", 64).await);
    println!("{few} bytes of memory for 8 files, {many} for 64");
    // A large row in each would be 112 MiB more.
    assert!(many < few + (16 << 20), "{many} bytes for 64 files, {few} for 8");
}

/// One row of so many columns.
#[source]
fn wide_row(columns: &usize) -> impl Iterator<Item = RecordBatch> + use<> {
    let value: ArrayRef = Arc::new(Int64Array::from_value(7, 1));
    let columns = (0..*columns).map(|n| (format!("c{n}"), Arc::clone(&value)));
    std::iter::once(RecordBatch::try_from_iter(columns).unwrap())
}

#[tokio::test]
#[ignore = "it needs a process of its own, which `a_column_takes_no_more_among_many` gives it"]
async fn many_columns_alone_in_a_process() {
    let folder = tempfile::tempdir().unwrap();
    let write = async |columns: usize| {
        let before = memory::begin();
        let flow = pipeline! {
            let file = parquet::batch_sink(folder.path().join(format!("{columns}.parquet")));
            wide_row(columns) -> file;
        };
        flow.run().await.unwrap();
        memory::most().saturating_sub(before) / columns
    };
    write(1).await;
    let (few, many) = (write(100).await, write(2_000).await);
    println!("{few} bytes of memory for each of 100 columns, {many} for each of 2,000");
    assert!(many < few + few / 4, "{many} bytes for each of 2,000 columns, {few} for each of 100");
}

/// What is said of all columns is not kept with each.
#[test]
fn a_column_takes_no_more_among_many() {
    alone("many_columns_alone_in_a_process");
}

/// Files stay open with nothing of the rows that are in them.
#[test]
fn large_rows_leave_no_memory_behind() {
    alone("large_rows_alone_in_a_process");
}

#[tokio::test]
async fn one_file_has_the_whole_budget() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let write = async |sink: parquet::ParquetSink<Reading>| {
        let flow = pipeline! { let file = sink; readings(100_000) -> file; };
        flow.run().await.map(|_| groups(&path).remove(0))
    };
    assert_eq!(write(parquet::sink(&path)).await.unwrap(), [100_000]);
    let small = write(parquet::sink(&path).row_group_memory(1.mib())).await.unwrap();
    assert_eq!(small.iter().sum::<i64>(), 100_000);
    assert!((3..30).contains(&small.len()), "{small:?}");
    let error = write(parquet::sink(&path).row_group_memory(0)).await.unwrap_err().to_string();
    assert!(error.contains("`.row_group_memory(0)` leaves no room for a row"), "{error}");
}

#[source]
fn many(count: &usize) -> impl Iterator<Item = Every> + use<> {
    std::iter::repeat_n(rows(), *count).flatten()
}
#[output]
fn keep(row: Every, kept: &Arc<Mutex<Vec<Every>>>) {
    kept.lock().unwrap().push(row);
}

/// Rows of one file are encoded as they come, those of several wait: of every type, and on the disk.
#[tokio::test]
async fn what_waits_is_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let flow = pipeline! {
        let files = parquet::sink::<Every>(folder.path())
            .bucket_by(2, |row: &Every| row.a_i64)
            // There is no room for more than a piece.
            .row_group_memory(1);
        many(3_000) -> files;
    };
    flow.run().await.unwrap();
    assert_eq!(groups(folder.path()), [[6_000]]);
    let kept = Arc::<Mutex<Vec<Every>>>::default();
    let flow = pipeline! {
        let files = parquet::source::<Every>(folder.path());
        files -> keep(kept.clone());
    };
    flow.run().await.unwrap();
    let kept = std::mem::take(&mut *kept.lock().unwrap());
    assert_eq!(kept.len(), 6_000);
    for row in rows() {
        assert_eq!(kept.iter().filter(|kept| **kept == row).count(), 3_000);
    }
}

/// Batches of 40 rows, all of one value, for 32 values in turn, and of 100 columns of others.
#[source]
fn wide_parts() -> impl Iterator<Item = RecordBatch> {
    (0..32).cycle().take(1_600).map(|part| {
        let part: ArrayRef = Arc::new(Int64Array::from_value(part, 40));
        let mixed = (0..40_i64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()));
        let mixed: ArrayRef = Arc::new(Int64Array::from_iter_values(mixed));
        let columns = (1..=100).map(|n| (format!("c{n}"), Arc::clone(&mixed)));
        RecordBatch::try_from_iter([("c0".to_owned(), part)].into_iter().chain(columns)).unwrap()
    })
}

/// However little memory there is for all of them.
#[tokio::test]
async fn many_files_of_many_columns_have_whole_row_groups() {
    let first = |batch: &RecordBatch| {
        batch.column(0).as_any().downcast_ref::<Int64Array>().unwrap().value(0)
    };
    let folder = tempfile::tempdir().unwrap();
    let flow = pipeline! {
        let files = parquet::batch_sink(folder.path())
            .partition_by("c0", move |batch| first(batch))
            .row_group_memory(64.kib());
        wide_parts -> files;
    };
    flow.run().await.unwrap();
    assert_eq!(groups(folder.path()), [[2_000]; 32]);
}

#[source]
fn parts(batch: &RecordBatch) -> impl Iterator<Item = RecordBatch> + use<> {
    let batch = batch.clone();
    (0..200).map(move |part| batch.slice(part * 1000, 1000))
}

/// Each part of a batch holds all of its memory; only its rows wait.
#[tokio::test]
async fn parts_of_a_batch() {
    let folder = tempfile::tempdir().unwrap();
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..200_000));
    let texts = StringArray::from_iter_values((0..200_000).map(|n| format!("{n}")));
    let batch = RecordBatch::try_from_iter([("n", numbers), ("t", Arc::new(texts) as ArrayRef)]);
    let batch = batch.unwrap();
    let first = |batch: &RecordBatch| {
        batch.column(0).as_any().downcast_ref::<Int64Array>().unwrap().value(0)
    };
    let flow = pipeline! {
        let files = parquet::batch_sink(folder.path())
            .partition_by("odd", move |batch: &RecordBatch| first(batch) / 1000 % 2)
            .row_group_memory(3.mib());
        parts(batch) -> files;
    };
    flow.run().await.unwrap();
    assert_eq!(groups(folder.path()), [[100_000], [100_000]]);
}
