//! More partitions than a worker has places for: it makes room, and loses nothing.

use std::collections::BTreeMap;
use std::path::Path;

use crate::connectors::json::sink;
use crate::node::{Output as _, Writer as _};

/// The numbers in each file, by the value that its folder says.
fn found(folder: &Path) -> BTreeMap<u32, Vec<Vec<u32>>> {
    let mut found = BTreeMap::<u32, Vec<Vec<u32>>>::new();
    for folder in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_string();
        let Some(value) = name.strip_prefix("x=") else { continue };
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.collect();
        files.sort();
        let numbers = |text: String| text.lines().map(|line| line.parse().unwrap()).collect();
        let files = files.iter().map(|file| numbers(std::fs::read_to_string(file).unwrap()));
        found.insert(value.parse().unwrap(), files.collect());
    }
    found
}

#[tokio::test]
async fn places_are_given_up_when_they_are_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let files = sink::<u32>(folder.path()).partition_by("x", |n: &u32| n % 20).max_open(3);
    let mut writer = files.open(&crate::testing::context("files", 0, 1)).await.unwrap();
    let mut failed = Vec::new();
    for n in 0..100 {
        // What cannot be written at once is handed back, and written then.
        if let Some(event) = writer.try_write(n, &mut failed).unwrap() {
            writer.write(vec![event], &mut failed).await.unwrap();
        }
    }
    let prepared = writer.prepare().await.unwrap();
    files.commit(prepared).await.unwrap();
    assert_eq!(failed, []);
    // There are places for 16 of the 20.
    let found = found(folder.path());
    assert!(found.values().any(|files| files.len() > 1), "{found:?}");
    let files: usize = found.values().map(Vec::len).sum();
    assert!(files <= 100, "{files} files");
    for x in 0..20 {
        let numbers: Vec<u32> = found[&x].concat();
        assert_eq!(numbers, [0, 20, 40, 60, 80].map(|n| n + x), "x={x}");
    }
}
