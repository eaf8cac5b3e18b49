//! Parquet files of more partitions than files may be open.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use goflow::parquet;
use goflow::prelude::*;

#[derive(Record, Clone, Debug, PartialEq)]
struct Reading {
    n: u32,
    text: String,
}

fn reading(n: u32, width: usize) -> Reading {
    Reading { n, text: format!("{:0>width$}", n % 777) }
}

/// Several pieces of each partition.
#[source]
fn wide(count: &u32) -> impl Iterator<Item = Reading> + use<> {
    (0..*count).map(|n| reading(n, 300))
}

#[output]
fn keep(reading: Reading, kept: &Arc<Mutex<Vec<Reading>>>) {
    kept.lock().unwrap().push(reading);
}

/// What a folder has, in the order of `n`.
async fn all_of(folder: &Path) -> Vec<Reading> {
    let kept = Arc::<Mutex<Vec<Reading>>>::default();
    let flow = pipeline! {
        let files = parquet::source::<Reading>(folder);
        files -> keep(kept.clone());
    };
    flow.run().await.unwrap();
    let mut kept = std::mem::take(&mut *kept.lock().unwrap());
    kept.sort_by_key(|reading| reading.n);
    kept
}

/// Rows in each row group of the files of each partition.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<Vec<i64>>> {
    let entries = |path: &Path| -> Vec<PathBuf> {
        let mut all: Vec<_> = fs::read_dir(path).unwrap().map(|it| it.unwrap().path()).collect();
        all.sort();
        all
    };
    let groups = |path: &PathBuf| {
        let file = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
        file.metadata().row_groups().iter().map(|group| group.num_rows()).collect()
    };
    let of = |partition: PathBuf| {
        let groups = entries(&partition).iter().map(groups).collect();
        (partition, groups)
    };
    entries(folder).into_iter().filter(|path| path.is_dir()).map(of).collect()
}

#[tokio::test]
async fn each_has_one_file_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let flow = pipeline! {
        let files = parquet::sink::<Reading>(folder.path())
            .partition_by("of", |reading: &Reading| reading.n % 500)
            .max_open(3)
            .row_group_memory(16.kib());
        wide(100_000) -> files;
    };
    flow.run().await.unwrap();
    let files = files(folder.path());
    assert_eq!(files.len(), 500);
    for (partition, groups) in files {
        assert_eq!(groups, [[200]], "{}", partition.display());
    }
    assert!(all_of(folder.path()).await.into_iter().eq((0..100_000).map(|n| reading(n, 300))));
}

/// Counts how many files are being written.
#[source]
fn watched(
    count: &u32,
    folder: &PathBuf,
    most: &Arc<AtomicUsize>,
) -> impl Iterator<Item = Reading> + use<> {
    let (folder, most) = (folder.clone(), most.clone());
    (0..*count).map(move |n| {
        if n % 10_000 == 0 {
            let folders = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path());
            let names = folders.filter_map(|path| fs::read_dir(path).ok()).flatten();
            let begun = names.filter_map(Result::ok).filter(|entry| {
                let open = fs::read_dir("/proc/self/fd").into_iter().flatten();
                open.filter_map(|fd| fs::read_link(fd.ok()?.path()).ok())
                    .any(|file| file == entry.path())
            });
            most.fetch_max(begun.count(), Relaxed);
        }
        reading(n, 3)
    })
}

#[tokio::test]
async fn no_more_files_are_open_than_may_be_and_those_have_whole_row_groups() {
    let folder = tempfile::tempdir().unwrap();
    let (out, most) = (folder.path().canonicalize().unwrap(), Arc::<AtomicUsize>::default());
    let flow = pipeline! {
        let files = parquet::sink::<Reading>(&out)
            .partition_by("of", |reading: &Reading| reading.n % 5)
            .max_open(2)
            .row_group_memory(256.kib());
        watched(500_000, out.clone(), most.clone()) -> files;
    };
    flow.run().await.unwrap();
    let files = files(&out);
    assert_eq!(files.len(), 5);
    for (partition, files) in files {
        let (shown, rows) = (partition.display(), files.iter().flatten());
        assert_eq!(rows.clone().sum::<i64>(), 100_000, "{shown}");
        // Enough rows for a row group, and the rest.
        assert!(files.len() <= 2 && rows.max() >= Some(&65_536), "{shown}: {files:?}");
    }
    if cfg!(target_os = "linux") {
        assert!((1..=2).contains(&most.load(Relaxed)), "{most:?} files");
    }
    assert!(all_of(&out).await.into_iter().eq((0..500_000).map(|n| reading(n, 3))));
}
