//! Small files in a store come several at once, and large ones in several requests: the proxy holds an answer
//! until it has seen the others. No byte is asked for twice.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use goflow::arrow::array::Int64Array;
use goflow::parquet;
use goflow::prelude::*;

use super::moto::{Moto, relay};
use super::s3_ahead::{PATIENCE, ROWS, Seen, asked, file};
use super::s3_writing::run;

/// So many files are cut at once, and as many of them fetched as have 4 MiB together.
const AT_ONCE: usize = 16;
const SMALL: i64 = 20;
const SMALL_COLUMNS: i64 = 2;

/// The answer for a footer comes when other files were asked for theirs, and that for a row group so, too. The
/// first footer is one by itself: what is wrong there is told at start.
#[test]
fn small_files_of_parquet_come_several_at_once() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let mut end = 0;
    for number in 0..SMALL {
        let (bytes, ends) = file(number * ROWS..(number + 1) * ROWS, SMALL_COLUMNS);
        moto.put(&format!("/data/{number:02}.parquet"), &bytes);
        end = ends[0];
    }
    let (seen, footers) = (Arc::<Seen>::default(), Arc::<Seen>::default());
    let told = (seen.clone(), footers.clone());
    let port = relay(moto.port, move |head| {
        let Some((file, range)) = asked_for(head) else { return };
        let is_footer = range.start >= end || range.end > end;
        let (seen, waits, many) = if is_footer { (&told.1, 1, AT_ONCE) } else { (&told.0, 0, 4) };
        seen.change(|state| _ = state.asked.insert(file));
        if file == waits {
            seen.until("what is asked at once", |state| state.asked.len() >= many);
        }
    });
    run("s3_several::reads_small_files", port);
    let all: Vec<_> = (0..SMALL as usize).collect();
    assert_eq!((asked(&footers), asked(&seen)), (all.clone(), all));
}

/// The file and the bytes that a request is for.
fn asked_for(head: &str) -> Option<(usize, Range<u64>)> {
    let file = head.strip_prefix("GET /data/")?.get(..2)?.parse().ok()?;
    let head = head.to_ascii_lowercase();
    let range = head.lines().find_map(|line| line.strip_prefix("range: bytes="))?;
    let (from, to) = range.split_once('-')?;
    Some((file, from.parse().ok()?..to.parse::<u64>().ok()? + 1))
}

#[output]
fn count_up(batch: RecordBatch, rows: &Arc<AtomicI64>) {
    let numbers = batch.column(0).as_any().downcast_ref::<Int64Array>().unwrap();
    let before = rows.fetch_add(batch.num_rows() as i64, Relaxed);
    assert_eq!(numbers.value(0), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_small_files() {
    let rows = Arc::<AtomicI64>::default();
    let flow = pipeline! {
        let files = parquet::batches("s3://data/*.parquet");
        files -> count_up(rows.clone());
    };
    flow.run().await.unwrap();
    assert_eq!(rows.load(Relaxed), SMALL * ROWS);
}

/// The answer for the second file comes when others were asked for, too. The first one is tried at start.
#[test]
fn small_files_of_text_come_several_at_once() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    for number in 0..SMALL {
        let name = format!("/data/{number:02}.csv");
        moto.put(&name, format!("n\n{}\n{}\n", 2 * number, 2 * number + 1).as_bytes());
    }
    let seen = Arc::<Seen>::default();
    let told = seen.clone();
    let port = relay(moto.port, move |head| {
        let Some((file, _)) = asked_for(head) else { return };
        told.change(|state| _ = state.asked.insert(file));
        if file == 1 {
            told.until("what is asked at once", |state| state.asked.len() >= AT_ONCE);
        }
    });
    run("s3_several::reads_small_texts", port);
    assert_eq!(asked(&seen), (0..SMALL as usize).collect::<Vec<_>>());
}

#[derive(Record, serde::Deserialize)]
struct Number {
    n: i64,
}

#[output]
fn count_one(number: Number, rows: &Arc<AtomicI64>) {
    assert_eq!(number.n, rows.fetch_add(1, Relaxed));
}

/// Reads all of them in their order, and tells all bytes as read.
macro_rules! counts_up {
    ($source:expr) => {{
        let rows = Arc::<AtomicI64>::default();
        let flow = pipeline! {
            let files = $source;
            files -> count_one(rows.clone());
        };
        let report = flow.run().await.unwrap();
        assert_eq!(rows.load(Relaxed), 2 * SMALL);
        let files = report.node("files").unwrap();
        assert!(files.bytes_read.is_some() && files.bytes_read == files.bytes_expected);
    }};
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_small_texts() {
    counts_up!(goflow::csv::source::<Number>("s3://data/*.csv"));
}

/// The same. All of a file comes with its header, and is not asked for again.
#[test]
fn small_files_of_avro_come_several_at_once() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    for number in 0..SMALL {
        moto.put(&format!("/data/{number:02}.avro"), &avro_of_two(2 * number));
    }
    let (seen, requests) = (Arc::<Seen>::default(), Arc::<AtomicI64>::default());
    let told = (seen.clone(), requests.clone());
    let port = relay(moto.port, move |head| {
        let (seen, requests) = &told;
        let Some((file, _)) = asked_for(head) else { return };
        requests.fetch_add(1, Relaxed);
        seen.change(|state| _ = state.asked.insert(file));
        if file == 1 {
            seen.until("what is asked at once", |state| state.asked.len() >= AT_ONCE);
        }
    });
    run("s3_several::reads_small_avro", port);
    assert_eq!(asked(&seen), (0..SMALL as usize).collect::<Vec<_>>());
    // The first one is tried at start.
    assert_eq!(requests.load(Relaxed), SMALL + 1);
}

/// An Avro file of two records.
fn avro_of_two(first: i64) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.avro");
    let flow = pipeline! {
        let file = goflow::avro::sink::<Number>(&path);
        two(first) -> file;
    };
    tokio::runtime::Runtime::new().unwrap().block_on(flow.run()).unwrap();
    std::fs::read(&path).unwrap()
}

#[source]
fn two(first: &i64) -> impl Iterator<Item = Number> + use<> {
    [*first, *first + 1].into_iter().map(|n| Number { n })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_small_avro() {
    counts_up!(goflow::avro::source::<Number>("s3://data/*.avro"));
}

/// The same of files that come after the source has begun to look for them: at its second look.
#[test]
fn small_files_that_are_new_come_several_at_once() {
    for (ending, test) in [("csv", "follows_small_texts"), ("avro", "follows_small_avro")] {
        let Some(moto) = Moto::start() else { return };
        let files = (0..SMALL).map(|number| match ending {
            "csv" => format!("n\n{}\n{}\n", 2 * number, 2 * number + 1).into_bytes(),
            _ => avro_of_two(2 * number),
        });
        let (files, looks): (Vec<_>, _) = (files.collect(), AtomicI64::new(0));
        let moto = Arc::new(moto);
        moto.put("/data", b"");
        let (seen, store) = (Arc::<Seen>::default(), moto.clone());
        let told = seen.clone();
        let port = relay(moto.port, move |head| {
            if head.starts_with("GET /data?") && looks.fetch_add(1, Relaxed) == 1 {
                for (number, file) in files.iter().enumerate() {
                    store.put(&format!("/data/{number:02}.{ending}"), file);
                }
            }
            let Some((file, _)) = asked_for(head) else { return };
            told.change(|state| _ = state.asked.insert(file));
            if file == 1 {
                told.until("what is asked at once", |state| state.asked.len() >= AT_ONCE);
            }
        });
        run(&format!("s3_several::{test}"), port);
        assert_eq!(asked(&seen), (0..SMALL as usize).collect::<Vec<_>>());
    }
}

macro_rules! counts_up_what_is_new {
    ($source:expr) => {{
        let rows = Arc::<AtomicI64>::default();
        let flow = pipeline! {
            let files = $source.follow();
            files -> count_one(rows.clone());
        };
        let (running, begun) = (flow.start(), Instant::now());
        while rows.load(Relaxed) < 2 * SMALL {
            assert!(begun.elapsed() < PATIENCE, "{}", rows.load(Relaxed));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(running.stop().await.unwrap().node("files").unwrap().sent, 2 * SMALL as u64);
    }};
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn follows_small_texts() {
    counts_up_what_is_new!(goflow::csv::source::<Number>("s3://data/*.csv"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn follows_small_avro() {
    counts_up_what_is_new!(goflow::avro::source::<Number>("s3://data/*.avro"));
}

/// The bytes of this many files with so many lines each, and those that two workers ask for.
fn asked_of_lines(
    files: usize,
    lines: i64,
    seen: impl Fn(Range<u64>) + Send + Sync + 'static,
) -> Option<(i64, i64)> {
    let moto = Moto::start()?;
    moto.put("/data", b"");
    let text: String = (0..lines).map(|n| format!("{{\"n\":{n:>1000}}}\n")).collect();
    for number in 0..files {
        moto.put(&format!("/data/{number:02}.jsonl"), text.as_bytes());
    }
    let bytes = Arc::<AtomicI64>::default();
    let told = bytes.clone();
    let port = relay(moto.port, move |head| {
        let Some((_, range)) = asked_for(head) else { return };
        told.fetch_add((range.end - range.start) as i64, Relaxed);
        seen(range);
    });
    run("s3_several::reads_lines_with_workers", port);
    Some(((files * text.len()) as i64, bytes.load(Relaxed)))
}

#[test]
fn small_files_come_once() {
    let Some((all, asked)) = asked_of_lines(16, LINES / 16, |_| {}) else { return };
    assert_eq!(asked, all);
}

/// Of a large file little more is asked for than is in it, though it is cut for two workers. The answer for its
/// first bytes comes when those behind them were asked for, too: 2 MiB at a time.
#[test]
fn a_large_file_comes_once_and_several_parts_of_it_at_once() {
    let seen = Arc::<Seen>::default();
    let told = seen.clone();
    let parts = asked_of_lines(1, LINES, move |range| {
        let part = (range.start >> 20) as usize;
        told.change(|state| _ = state.asked.insert(part));
        if part == 0 {
            told.until("what is asked at once", |state| state.asked.range(..8).count() >= 4);
        }
    });
    let Some((all, asked)) = parts else { return };
    assert_eq!(self::asked(&seen).first(), Some(&0));
    // Two parts begin inside of it.
    assert!((all..=all + 2 * (64 << 10)).contains(&asked), "{asked} of {all}");
}

/// Those of a file that is large enough to be cut twice in a store.
const LINES: i64 = 40_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_lines_with_workers() {
    let flow = pipeline! {
        let files (c 2) = goflow::json::source::<Number>("s3://data/*.jsonl");
        files -> discard;
    };
    let report = flow.run().await.unwrap();
    assert_eq!(report.node("files").unwrap().sent, LINES as u64);
}
