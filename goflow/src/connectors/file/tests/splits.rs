//! Cut, dealt, stopped and gone on with.

use std::fs;

use futures::FutureExt as _;

use super::*;

/// A generator of numbers that is the same on every machine.
struct Seeded(u64);
impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % limit
    }
}

#[tokio::test]
async fn a_file_in_splits_is_the_file_and_its_errors_have_its_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let text = format!("\u{feff}\n{}", lines(1..3000, 100));
    fs::write(&path, &text).unwrap();
    let whole = read_all(json(&path), 1).await;
    assert_eq!(whole.numbers(), (1..3000).filter(|n| n % 100 != 0).collect::<Vec<_>>());
    assert_eq!(whole.errors.len(), 29);
    for error in &whole.errors {
        // The number of a line is one more than its document's: a blank line stands first.
        assert!(error.raw.starts_with(format!("{{\"n\": {},", error.record - 1).as_bytes()));
        assert!(text[error.offset as usize..].starts_with(&*String::from_utf8_lossy(&error.raw)));
    }
    for (workers, size) in [(2, 1000), (3, 10), (4, 100_000), (2, 1 << 30)] {
        let cut = read_all(json(&path).split_size(size), workers).await.sorted();
        assert_eq!(cut.numbers(), whole.numbers(), "{workers} workers, {size}");
        assert_eq!(cut.errors, whole.errors, "{workers} workers, {size}");
    }
}

#[tokio::test]
async fn one_worker_reads_files_in_order_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("b")).unwrap();
    let (gzip, zstd) = (Compression::Gzip, Compression::Zstd(1));
    for (name, range, compression) in [
        ("a.jsonl", 1..50, Compression::None),
        ("b/a.jsonl.gz", 50..60, gzip),
        ("b/b.jsonl.zst", 60..70, zstd),
        ("c.jsonl", 70..5000, Compression::None),
    ] {
        let text = pack(&lines(range, u64::MAX), compression);
        fs::write(folder.path().join(name), text).unwrap();
    }
    let read = read_all(json(folder.path()).split_size(1000), 1).await;
    assert_eq!(read.numbers(), (1..5000).collect::<Vec<_>>());
    let read = read_all(json(folder.path()).split_size(1000), 2).await.sorted();
    assert_eq!(read.numbers(), (1..5000).collect::<Vec<_>>());
    // What is compressed is said, not seen.
    let path = folder.path().join("b/c");
    fs::write(&path, pack(&lines(1..9, 100), gzip)).unwrap();
    assert_eq!(read_all(json(&path).compression(gzip), 1).await.numbers().len(), 8);
    assert_eq!(read_all(json(&path), 1).await.numbers().len(), 0);
}

/// Reads a little, keeps the positions, begins anew from them with another number of workers.
pub(super) async fn in_steps<S: Values>(make: impl Fn() -> S, seed: u64) -> Read {
    let mut seeded = Seeded(seed);
    let (mut read, mut positions) = (Read::default(), Vec::new());
    loop {
        let source = make();
        let workers = 1 + seeded.below(3) as usize;
        let mut opened = open(&source, workers, &positions).await;
        for _ in 0..seeded.below(20) {
            let worker = seeded.below(workers as u64) as usize;
            let (worker, room) = (&mut opened[worker], 1 + seeded.below(100) as usize);
            match seeded.below(2) {
                _ if worker.over => {}
                0 => worker.read(room, &mut read).await.unwrap(),
                // What is wrong there has to come again if nobody reads on.
                _ => worker.try_read(room, &mut read),
            }
        }
        if opened.iter().all(|worker| worker.over) {
            return read.sorted();
        }
        positions = opened.iter().flat_map(|worker| worker.reader.positions()).collect();
    }
}

#[tokio::test]
async fn stopped_anywhere_and_gone_on_with_nothing_is_lost_or_twice() {
    let folder = tempfile::tempdir().unwrap();
    let text = lines(1..2000, 70);
    let path = folder.path().join("a.jsonl");
    fs::write(&path, &text).unwrap();
    fs::write(folder.path().join("b.jsonl.gz"), pack(&lines(2000..3000, 70), Compression::Gzip))
        .unwrap();
    let make = || json(folder.path()).split_size(10_000);
    let whole = read_all(make(), 1).await.sorted();
    assert_eq!(whole.events.len() + whole.errors.len(), 2999);
    for seed in 0..8 {
        let steps = in_steps(make, seed).await;
        assert_eq!(steps.numbers(), whole.numbers(), "seed {seed}");
        assert_eq!(steps.errors, whole.errors, "seed {seed}");
    }

    let array = folder.path().join("array.json");
    let elements: Vec<String> =
        (1..1000).map(|n| format!("{{\"n\": {n}, \"a\": [\"]\"]}}")).collect();
    fs::write(&array, format!(" [\n{}]\n", elements.join(",\n"))).unwrap();
    let make = || json(&array).array();
    for seed in 8..12 {
        let steps = in_steps(make, seed).await;
        assert_eq!(steps.numbers(), (1..1000).collect::<Vec<_>>(), "seed {seed}");
        assert_eq!(steps.errors, []);
    }
}

#[tokio::test]
async fn a_read_that_is_given_up_loses_nothing_and_the_next_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    // The last line is none, and has no end: it is told when its split is over.
    fs::write(&path, lines(1..300, 1000) + "{\"n\": 1, ").unwrap();
    let whole = read_all(json(&path), 1).await;
    assert_eq!((whole.errors.len(), whole.errors[0].record), (1, 300));
    let mut workers = open(&json(&path).split_size(2000), 2, &[]).await;
    let mut read = Read::default();
    while workers.iter().any(|worker| !worker.over) {
        for worker in workers.iter_mut().filter(|worker| !worker.over) {
            // Polled once, and dropped if it has to wait: for text, or for somebody to count lines.
            let mut batch = Batch::new();
            batch.room = 7;
            match worker.reader.read(&mut batch).now_or_never() {
                Some(more) => worker.over = !more.unwrap(),
                None => tokio::time::sleep(std::time::Duration::from_millis(1)).await,
            }
            read.events.append(&mut batch.events);
            read.errors.append(&mut batch.errors);
        }
    }
    assert_eq!(read.sorted(), whole.sorted());
    let positions: Vec<_> = workers.iter().flat_map(|worker| worker.reader.positions()).collect();
    assert!(positions.iter().all(|position| position.done), "{positions:?}");
    let mut rest = Read::default();
    drain(&mut open(&json(&path).split_size(2000), 2, &positions).await, &mut rest).await.unwrap();
    assert_eq!(rest, Read::default());
}

#[tokio::test]
async fn positions_of_another_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, lines(1..100, 70)).unwrap();
    let source = json(&path);
    let mut workers = open(&source, 1, &[]).await;
    drain(&mut workers, &mut Read::default()).await.unwrap();
    let positions = workers[0].reader.positions();
    assert_eq!(positions.len(), 1);
    assert!(positions[0].done);
    let mut read = Read::default();
    drain(&mut open(&json(&path), 2, &positions).await, &mut read).await.unwrap();
    assert!(read.events.is_empty());
    fs::write(&path, lines(1..50, 70)).unwrap();
    let error = drain(&mut open(&json(&path), 1, &positions).await, &mut read).await.unwrap_err();
    assert!(error.contains("is not the file that was read before"), "{error}");
    // One that says nothing would have what it stands for read again.
    for (split, at) in [("@0-", "12"), ("@0-x", "1:1"), ("@9-5", "9:1"), ("@0-5", "6:1"), ("", "")]
    {
        let split = format!("{}{split}", path.display());
        let damaged = [Position { split: split.clone(), at: at.into(), done: false }];
        let context = crate::testing::context("rows", 0, 1);
        let error = json(&path).open_at(&context, &damaged).await.err().unwrap().to_string();
        assert!(error.starts_with(&format!("`{at}` in `{split}` is no position")), "{error}");
        assert!(error.contains("put the right one there, or begin anew"), "{error}");
    }
}

#[tokio::test]
async fn folders_fill_fields() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("carrier=U%20A/year=2013/day=__HIVE_DEFAULT_PARTITION__");
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("a.jsonl"), "{\"n\": 1}\n").unwrap();
    let read = read_all(json(folder.path()), 1).await;
    let filled = serde_json::json!({"n": 1, "carrier": "U A", "year": 2013, "day": null});
    assert_eq!(read.events, [filled]);

    #[derive(serde::Deserialize)]
    #[allow(dead_code, reason = "never made")]
    struct Row {
        n: u8,
        day: u8,
    }
    let context = crate::testing::context("rows", 0, 1);
    let error = source::<Row>(folder.path()).open(&context).await.err().unwrap().to_string();
    assert!(
        error.contains("the folder `day=…` fills the field `day`: the default part"),
        "{error}"
    );
}
