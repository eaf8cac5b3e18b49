//! Files that go away, change, or never end.

use std::fs;

use super::*;

#[tokio::test]
async fn a_file_that_is_gone_is_one_error_and_the_next_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for (name, range) in [("a.jsonl", 1..5), ("b.jsonl", 5..10), ("c.jsonl", 10..15)] {
        fs::write(folder.path().join(name), lines(range, 100)).unwrap();
    }
    let source = json(folder.path());
    let mut workers = open_after(&source, || fs::remove_file(folder.path().join("b.jsonl"))).await;
    let mut read = Read::default();
    drain(&mut workers, &mut read).await.unwrap();
    assert_eq!(read.numbers(), [1, 2, 3, 4, 10, 11, 12, 13, 14]);
    assert_eq!(read.errors.len(), 1);
    assert!(read.errors[0].cause.starts_with("the file is gone since it was found"));
    assert!(read.errors[0].file.ends_with("b.jsonl"));
}

/// Opens a source, and does something between that it looks for files and that it reads them.
async fn open_after(
    source: &JsonSource<Value>,
    meanwhile: impl FnOnce() -> std::io::Result<()>,
) -> Vec<Worker> {
    source.files_found().await;
    meanwhile().unwrap();
    open(source, 1, &[]).await
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    // Longer than what is read ahead.
    fs::write(&path, lines(1..40_000, u64::MAX)).unwrap();
    for change in ["more", "less", "another"] {
        let source = json(&path);
        let mut workers = open(&source, 1, &[]).await;
        let mut read = Read::default();
        workers[0].read(10, &mut read).await.unwrap();
        match change {
            "more" => {
                let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
                file.write_all(lines(1..9, 100).as_bytes()).unwrap();
            }
            "less" => {
                fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1 << 20).unwrap();
            }
            _ => {
                fs::write(folder.path().join("b"), lines(1..40_000, u64::MAX)).unwrap();
                fs::rename(folder.path().join("b"), &path).unwrap();
            }
        }
        drain(&mut workers, &mut read).await.unwrap();
        if change == "another" {
            // The file that was opened has lost its name, and is all there.
            assert_eq!((read.events.len(), read.errors.len()), (39_999, 0));
            continue;
        }
        assert!(read.events.len() > 1000);
        assert_eq!(read.errors.len(), 1, "{change}");
        let cause = &read.errors[0].cause;
        assert!(cause.starts_with("the file changed while it was read: it "), "{change}: {cause}");
        fs::write(&path, lines(1..40_000, u64::MAX)).unwrap();
    }
}

#[tokio::test]
async fn splits_of_one_file_are_of_one_state_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, lines(1..40_000, u64::MAX)).unwrap();
    let source = json(&path).split_size(500_000);
    // Two workers, so that it is cut; one of them reads.
    let mut workers = open(&source, 2, &[]).await;
    let mut read = Read::default();
    workers[0].read(10, &mut read).await.unwrap();
    fs::write(folder.path().join("b"), lines(1..40_000, u64::MAX)).unwrap();
    fs::rename(folder.path().join("b"), &path).unwrap();
    drain(&mut workers, &mut read).await.unwrap();
    assert!(read.events.len() < 39_999 && !read.errors.is_empty());
    for error in &read.errors {
        assert!(error.cause.contains("changed while it was read: it was replaced"), "{error}");
    }
}

#[tokio::test]
async fn a_record_over_the_limit_is_one_error_and_takes_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let long = format!("{{\"n\": 2, \"text\": \"{}\"}}", "y".repeat(300_000));
    for (array, text) in [
        (false, format!("{}{long}\n{}", lines(1..2, 100), lines(3..5, 100))),
        (true, format!("[{{\"n\":1}},{long},{{\"n\":3}},{{\"n\":4}}]")),
    ] {
        fs::write(&path, text).unwrap();
        let limited = |limit| {
            let source = json(&path).max_record(limit);
            if array { source.array() } else { source }
        };
        assert_eq!(read_all(limited(1 << 20), 1).await.numbers(), [1, 2, 3, 4]);
        for limit in [2000, 200_000] {
            let read = read_all(limited(limit), 1).await;
            assert_eq!(read.numbers(), [1, 3, 4]);
            assert_eq!((read.errors.len(), read.errors[0].raw.len()), (1, 1024));
            assert!(long.as_bytes().starts_with(&read.errors[0].raw));
            let cause = format!("it is longer than {limit} bytes; see `.max_record`");
            assert_eq!(read.errors[0].cause, cause);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "").unwrap();
    let refused = async |source: JsonSource<Value>| {
        let context = crate::testing::context("rows", 0, 1);
        source.open(&context).await.err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(refused(json(&path).compression(Compression::Snappy)).await.contains("is a codec in"));
    assert!(refused(json(&path).split_size(0)).await.contains("cuts files into nothing"));
    assert!(refused(json(&path).max_record(0)).await.contains("no room for any record"));
    assert_eq!(refused(json(&path)).await, "");
    let packed = folder.path().join("b.jsonl.gz");
    fs::write(&packed, "").unwrap();
    let error = refused(json(&packed)).await;
    assert!(error.starts_with("cannot read `") && error.ends_with("of its gzip stream"), "{error}");
}
