//! Files that grow and turn up.

use std::fs;
use std::time::Duration;

use super::*;
use crate::connectors::file::decoder::Cuts;
use crate::connectors::file::find::find;
use crate::connectors::file::options::FileOptions;
use crate::connectors::file::splits::{Next, Splits};
use crate::connectors::file::watch::Watch;

/// Reads until the numbers are there, in whatever order.
pub(super) async fn until<R: Reader<Event = Value, Error = RecordError>>(
    workers: &mut [Worker<R>],
    read: &mut Read,
    numbers: impl IntoIterator<Item = u64>,
) {
    let mut wanted: Vec<u64> = numbers.into_iter().collect();
    wanted.sort_unstable();
    let reading = async {
        loop {
            let mut seen = read.numbers();
            seen.sort_unstable();
            if seen == wanted {
                return;
            }
            assert!(seen.len() <= wanted.len(), "{seen:?}");
            for worker in workers.iter_mut() {
                // A read that waits is dropped, as it is at a stop.
                let pause = Duration::from_millis(20);
                let _ = tokio::time::timeout(pause, worker.read(100, read)).await;
            }
        }
    };
    let limit = Duration::from_secs(20);
    if tokio::time::timeout(limit, reading).await.is_err() {
        panic!("read were {:?}", read.numbers());
    }
    read.events.clear();
}

pub(super) fn append(path: &Path, text: &str) {
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[tokio::test]
async fn files_that_grow_and_files_that_are_new() {
    let folder = tempfile::tempdir().unwrap();
    let glob = folder.path().join("**/*.jsonl*");
    for workers in [1, 3] {
        let source = json(&glob).follow();
        let mut opened = open(&source, workers, &[]).await;
        let mut read = Read::default();
        let at = |name: &str| folder.path().join(format!("{workers}-{name}"));
        append(&at("a.jsonl"), &lines(1..4, 100));
        append(&at("b.jsonl"), &lines(4..6, 100));
        until(&mut opened, &mut read, 1..6).await;
        // A line is no record until its end comes.
        append(&at("a.jsonl"), "{\"n\": 6");
        append(&at("b.jsonl"), "{\"n\": 7}\n{\"n\"");
        until(&mut opened, &mut read, [7]).await;
        append(&at("a.jsonl"), "1}\n");
        append(&at("b.jsonl"), ": 8}\n");
        fs::write(at("c.jsonl.gz"), pack(&lines(10..12, 100), Compression::Gzip)).unwrap();
        until(&mut opened, &mut read, [61, 8, 10, 11]).await;
        append(&at("a.jsonl"), "bad\n{\"n\": 9}\n{\"n\": 10}");
        until(&mut opened, &mut read, [9]).await;
        assert_eq!((read.errors.len(), read.errors[0].record), (1, 5));
        // The last line stays unread.
        let stood: Vec<Position> = opened.iter().flat_map(|w| w.reader.positions()).collect();
        drop(opened);
        append(&at("a.jsonl"), "\n");
        let mut opened = open(&source_at(&glob), 2, &stood).await;
        until(&mut opened, &mut read, [10]).await;
        for name in ["a.jsonl", "b.jsonl", "c.jsonl.gz"] {
            fs::remove_file(at(name)).unwrap();
        }
    }
}

fn source_at(path: &Path) -> JsonSource<Value> {
    json(path).follow()
}

#[tokio::test]
async fn a_file_without_a_byte_is_not_read_before_it_has_some() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl.gz");
    fs::write(&path, "").unwrap();
    let mut options = FileOptions::new(folder.path().into());
    options.follow = true;
    let mut watch = Watch::new(&options, &[]);
    let found = || async { find(&options.paths, true).await.unwrap() };
    for _ in 0..3 {
        watch.offer(found().await);
        assert!(watch.first().is_none());
    }
    fs::write(&path, pack(&lines(1..4, 100), Compression::Gzip)).unwrap();
    for _ in 0..2 {
        watch.offer(found().await);
    }
    assert!(watch.first().is_some());
}

#[tokio::test]
async fn a_file_that_always_grows_keeps_nobody_from_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    ["a", "b", "c"].iter().for_each(|name| append(&at(name), "1\n"));
    let mut options = FileOptions::new(folder.path().into());
    options.follow = true;
    let found = find(&options.paths, true).await.unwrap();
    let splits = Splits::new(&options, Cuts::Lines, 1, &found, &[]);
    let mut dealt = String::new();
    for _ in 0..8 {
        let Next::Split(split, _) = splits.next(0) else { panic!("after {dealt}") };
        dealt.push_str(split.file.name.rsplit('/').next().unwrap());
        append(&at("a"), "2\n");
        if dealt == "abca" {
            append(&at("c"), "2\n");
        }
    }
    assert_eq!(dealt, "abcaacaa");
}
