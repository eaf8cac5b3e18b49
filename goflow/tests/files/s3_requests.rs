//! How a store is asked: for many columns at once, to complete several uploads at once; and what becomes
//! of a request that nobody waits for.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use goflow::arrow::array::{ArrayRef, Int64Array};
use goflow::prelude::*;
use goflow::{Output, Writer, json, parquet, testing};

use super::moto::{Moto, get, relay};
use super::s3_writing::run;

const COLUMNS: i64 = 40;
const ROWS: i64 = 20_000;

/// Values that are not compressed away.
fn value(row: i64, column: i64) -> i64 {
    (row * COLUMNS + column).wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed())
}

#[source]
fn wide() -> impl Iterator<Item = RecordBatch> {
    (0..ROWS).step_by(5_000).map(|from| {
        let column = |c| {
            let values = (from..from + 5_000).map(move |row| value(row, c));
            (format!("c{c}"), Arc::new(values.collect::<Int64Array>()) as ArrayRef)
        };
        RecordBatch::try_from_iter((0..COLUMNS).map(column)).unwrap()
    })
}

#[output]
fn check(batch: RecordBatch, rows: &Arc<AtomicU64>) {
    let from = rows.fetch_add(batch.num_rows() as u64, Relaxed).cast_signed();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let number: i64 = field.name()[1..].parse().unwrap();
        let column = column.as_any().downcast_ref::<Int64Array>().unwrap();
        let expected = (from..).map(|row| value(row, number));
        assert!(column.values().iter().copied().eq(expected.take(column.len())), "{field}");
    }
}

#[test]
fn columns_of_a_row_group_come_in_few_requests() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let asked: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
    let count = asked.clone();
    let port = relay(moto.port, move |head| {
        if let Some(path) = head.strip_prefix("GET ").and_then(|rest| rest.split(' ').next()) {
            *count.lock().unwrap().entry(path.to_string()).or_default() += 1;
        }
    });
    run("s3_requests::reads_many_columns", port);
    let asked = asked.lock().unwrap();
    // The footer, for the schema and for the pieces; then all columns, 2 MiB at a time, two that lie apart,
    // or those and the indexes of pages.
    for (name, most) in [("all", 6), ("two", 4), ("some", 6)] {
        let requests = asked.get(&format!("/data/{name}.parquet"));
        assert!(requests.is_some_and(|requests| (2..=most).contains(requests)), "{asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn reads_many_columns() {
    for name in ["all", "two", "some"] {
        let flow = pipeline! {
            let file = parquet::batch_sink(format!("s3://data/{name}.parquet"));
            wide -> file;
        };
        flow.run().await.unwrap();
    }
    let [all, two, some] = [(); 3].map(|()| Arc::<AtomicU64>::default());
    let flow = pipeline! {
        let whole = parquet::batches("s3://data/all.parquet");
        whole -> all_of_it: check(all.clone());
        let apart = parquet::batches("s3://data/two.parquet").columns(["c2", "c37"]);
        apart -> two_of_it: check(two.clone());
        let rows = parquet::batches("s3://data/some.parquet")
            .columns(["c2", "c37"])
            .only(col("c0").ge(i64::MIN));
        rows -> some_of_it: check(some.clone());
    };
    flow.run().await.unwrap();
    for rows in [all, two, some] {
        assert_eq!(rows.load(Relaxed), ROWS.unsigned_abs());
    }
}

/// How many uploads are being completed.
#[derive(Default)]
struct Completing {
    now: usize,
    most: usize,
    /// No second one came while the first waited.
    alone: bool,
}

#[test]
fn several_uploads_are_completed_at_once() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let completing = Arc::<(Mutex<Completing>, Condvar)>::default();
    let seen = completing.clone();
    let port = relay(moto.port, move |head| {
        if !is_completion(head) {
            return;
        }
        let (state, more) = &*seen;
        let mut state = state.lock().unwrap();
        state.now += 1;
        state.most = state.most.max(state.now);
        more.notify_all();
        // The first answer waits until another one is asked for.
        let waits = |state: &mut Completing| state.most < 2 && !state.alone;
        let waited = more.wait_timeout_while(state, Duration::from_secs(20), waits);
        let (mut state, waited) = waited.unwrap();
        state.alone |= waited.timed_out();
        state.now -= 1;
    });
    run("s3_requests::writes_many_objects", port);
    let most = completing.0.lock().unwrap().most;
    assert!((2..=16).contains(&most), "{most} at once");
    assert!(!moto.get("/data?uploads").contains("<UploadId>"));
}

fn is_completion(head: &str) -> bool {
    let first = head.lines().next().unwrap_or_default();
    first.starts_with("POST") && first.contains("uploadId=")
}

#[source]
fn numbers() -> impl Iterator<Item = i64> {
    0..400
}

#[output]
fn sum(n: i64, all: &Arc<AtomicU64>) {
    all.fetch_add(n.unsigned_abs(), Relaxed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn writes_many_objects() {
    let flow = pipeline! {
        let files = json::sink::<i64>("s3://data/out/").partition_by("of", |n: &i64| n % 40);
        numbers -> files;
    };
    flow.run().await.unwrap();
    let all = Arc::<AtomicU64>::default();
    let flow = pipeline! {
        let files = json::source::<i64>("s3://data/out/");
        files -> sum(all.clone());
    };
    let report = flow.run().await.unwrap();
    assert_eq!(report.node("files").map(|node| node.sent), Some(400));
    assert_eq!(all.load(Relaxed), (0..400).sum::<u64>());
}

#[test]
fn an_object_that_is_being_completed_when_the_run_is_given_up_does_not_stay() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let port = relay(moto.port, |head| {
        if is_completion(head) {
            std::thread::sleep(Duration::from_secs(5));
        }
    });
    run("s3_requests::gives_up_while_it_completes", port);
    assert!(!moto.get("/data?uploads").contains("<UploadId>"));
    let objects = moto.get("/data");
    assert!(objects.contains("ListBucketResult") && !objects.contains("<Key>"), "{objects}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn gives_up_while_it_completes() {
    let sink = json::sink::<String>("s3://data/late/");
    let mut writer = sink.open(&testing::context("sink", 0, 1)).await.unwrap();
    writer.write(vec!["x".repeat(6 << 20)], &mut Vec::new()).await.unwrap();
    let prepared = writer.prepare().await.unwrap();
    writer.close().await.unwrap();
    drop(writer);
    let endpoint = std::env::var("AWS_ENDPOINT_URL").unwrap();
    let port = endpoint.rsplit(':').next().unwrap().parse().unwrap();
    // The store has completed it, and its answer is on the way.
    let there = async {
        let begun = Instant::now();
        while !tokio::task::block_in_place(|| get(port, "/data")).contains("<Key>") {
            assert!(begun.elapsed() < Duration::from_secs(30), "nothing is completed");
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        done = sink.commit(prepared.clone()) => panic!("it was not given up: {done:?}"),
        () = there => {}
    }
    sink.abort(prepared).await.unwrap();
}
