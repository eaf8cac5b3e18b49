//! Files written to S3, through a proxy that refuses, cuts and is slow.
//!
//! The store is set up by the environment, so what writes runs in a process of its own.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use futures::future::ready;
use goflow::prelude::*;
use goflow::{Output, Writer, json, testing};

use super::moto::{Moto, get, proxy, relay, slow_to_begin};
use super::support::run_alone;

/// Starts an ignored test of this program in a process of its own, whose S3 is at `port`.
pub fn run(test: &str, port: u16) {
    run_alone(
        test,
        &[
            ("AWS_ENDPOINT_URL", &format!("http://127.0.0.1:{port}")),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ],
    );
}

#[test]
fn objects_are_written_whatever_the_network_does() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let (port, done) = proxy(moto.port);
    run("s3_writing::writes", port);
    assert!(done.refused.load(Relaxed) > 2, "nothing was refused");
    // No upload was left open, and nothing half-written.
    let open = moto.get("/data?uploads");
    assert!(open.contains("ListMultipartUploadsResult") && !open.contains("<UploadId>"), "{open}");
}

#[test]
fn an_upload_that_is_being_begun_is_cancelled_too() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    run("s3_writing::fails_while_it_begins", slow_to_begin(moto.port));
    let open = moto.get("/data?uploads");
    assert!(open.contains("ListMultipartUploadsResult") && !open.contains("<UploadId>"), "{open}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn fails_while_it_begins() {
    let sink = json::sink::<String>("s3://data/late.jsonl");
    let mut writer = sink.open(&testing::context("sink", 0, 1)).await.unwrap();
    writer.write(vec!["x".repeat(6 << 20)], &mut Vec::new()).await.unwrap();
    let endpoint = std::env::var("AWS_ENDPOINT_URL").unwrap();
    let port = endpoint.rsplit(':').next().unwrap().parse().unwrap();
    // The store has begun it, and its answer is on the way.
    let begun = Instant::now();
    while !tokio::task::block_in_place(|| get(port, "/data?uploads")).contains("<UploadId>") {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing is begun");
    }
    drop(writer);
    sink.abort(Vec::new()).await.unwrap();
}

/// The answer for the first object comes when others were begun, too.
#[test]
fn small_objects_are_written_several_at_once() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let begun = Arc::<(Mutex<BTreeSet<String>>, Condvar)>::default();
    let seen = begun.clone();
    let port = relay(moto.port, move |head| {
        let Some((path, _)) = head.split_once("?uploads") else { return };
        let Some((_, folder)) = path.split_once("/data/out/n%3D") else { return };
        let (begun, more) = &*seen;
        let mut begun = begun.lock().unwrap();
        begun.insert(folder.into());
        more.notify_all();
        let waits = |begun: &mut BTreeSet<String>| begun.len() < 16;
        drop(more.wait_timeout_while(begun, Duration::from_secs(60), waits).unwrap());
    });
    let started = Instant::now();
    run("s3_writing::writes_small_objects", port);
    assert!(started.elapsed() < Duration::from_secs(60), "they were not begun together");
    assert_eq!(begun.0.lock().unwrap().len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn writes_small_objects() {
    let flow = pipeline! {
        let files = json::sink::<u64>("s3://data/out").partition_by("n", |n| *n);
        numbers(20) -> files;
    };
    flow.run().await.unwrap();
}

/// What a proxy sees of uploads.
#[derive(Default)]
struct Uploads {
    beginning: usize,
    /// How many were being begun at the same time.
    most: usize,
    completed: usize,
}

/// The store answers late, and meanwhile the other files are due. The source ends when all are visible.
#[test]
fn objects_that_are_rolled_are_written_several_at_once() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let uploads = Arc::<(Mutex<Uploads>, Condvar)>::default();
    let seen = uploads.clone();
    let port = relay(moto.port, move |head| {
        let (uploads, more) = &*seen;
        let count = |change: fn(&mut Uploads)| {
            change(&mut uploads.lock().unwrap());
            more.notify_all();
        };
        let first = head.lines().next().unwrap_or_default();
        if first.starts_with("POST") && first.contains("?uploads") {
            count(|uploads| {
                uploads.beginning += 1;
                uploads.most = uploads.most.max(uploads.beginning);
            });
            std::thread::sleep(Duration::from_millis(500));
            count(|uploads| uploads.beginning -= 1);
        } else if first.starts_with("POST") && first.contains("uploadId=") {
            count(|uploads| uploads.completed += 1);
        } else if first.starts_with("GET /data/rolled") {
            let waits = |uploads: &mut Uploads| uploads.completed < 20;
            let uploads = uploads.lock().unwrap();
            drop(more.wait_timeout_while(uploads, Duration::from_secs(60), waits).unwrap());
        }
    });
    run("s3_writing::rolls_small_objects", port);
    let uploads = uploads.0.lock().unwrap();
    assert_eq!(uploads.completed, 20);
    assert!(uploads.most >= 8, "{}", uploads.most);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs the environment that another test gives it"]
async fn rolls_small_objects() {
    /// Numbers, and then nothing until all of them are visible.
    #[source]
    fn waiting() -> impl Stream<Item = u64> {
        futures::stream::iter(0..20).chain(futures::stream::once(rolled()).filter_map(ready))
    }
    async fn rolled() -> Option<u64> {
        let endpoint = std::env::var("AWS_ENDPOINT_URL").unwrap();
        let port = endpoint.rsplit(':').next().unwrap().parse().unwrap();
        tokio::task::spawn_blocking(move || get(port, "/data/rolled")).await.unwrap();
        None
    }
    let flow = pipeline! {
        let files = json::sink::<u64>("s3://data/out")
            .partition_by("n", |n| *n)
            .roll(Roll::every(100.millis()));
        waiting -> files;
    };
    flow.run().await.unwrap();
}

#[test]
fn a_store_that_is_gone_ends_the_pipeline() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    run("s3_writing::nobody_answers", port);
}

#[source]
fn numbers(count: &u64) -> impl Iterator<Item = u64> + use<> {
    0..*count
}
#[task]
fn stretch(n: u64) -> (u64, String) {
    (n, "x".repeat(100))
}

/// How many lines can be read, and the sum of what is in them.
async fn read(path: &str) -> Result<(u64, u64), String> {
    let seen = Arc::<(AtomicU64, AtomicU64)>::default();
    #[output]
    fn sum((n, _): (u64, String), seen: &Arc<(AtomicU64, AtomicU64)>) {
        seen.0.fetch_add(1, Relaxed);
        seen.1.fetch_add(n, Relaxed);
    }
    let flow = pipeline! {
        let lines = json::source::<(u64, String)>(path);
        lines -> sum(seen.clone());
    };
    flow.run().await.map_err(|error| error.to_string())?;
    Ok((seen.0.load(Relaxed), seen.1.load(Relaxed)))
}

type Row = (u64, String);

/// Writes so many rows.
async fn write(sink: json::JsonSink<Row>, count: u64) -> Result<(), String> {
    let flow = pipeline! {
        let sink = sink;
        numbers(count) -> stretch -> sink;
    };
    flow.run().await.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
#[ignore = "it needs the environment that `objects_are_written_whatever_the_network_does` gives it"]
async fn writes() {
    let sum = |count: u64| (count, count * (count - 1) / 2);
    // 9 MB: two parts.
    write(json::sink("s3://data/big.jsonl"), 80_000).await.unwrap();
    assert_eq!(read("s3://data/big.jsonl").await.unwrap(), sum(80_000));
    // Not even a row.
    write(json::sink("s3://data/empty.jsonl.gz"), 0).await.unwrap();
    assert_eq!(read("s3://data/empty.jsonl.gz").await.unwrap(), (0, 0));

    let parts = || json::sink::<Row>("s3://data/parts/").partition_by("a/b", |row: &Row| row.0 % 3);
    write(parts(), 3000).await.unwrap();
    write(parts(), 3000).await.unwrap();
    assert_eq!(read("s3://data/parts/").await.unwrap().0, 6000);
    assert_eq!(read("s3://data/parts/a%2Fb=1/").await.unwrap().0, 2000);
    write(parts().overwrite(), 3000).await.unwrap();
    assert_eq!(read("s3://data/parts/").await.unwrap(), sum(3000));

    // A run that fails leaves nothing: neither objects nor uploads.
    #[task]
    fn fail(n: u64) -> Result<Row, String> {
        if n == 70_000 { Err("too far".into()) } else { Ok((n, "x".repeat(100))) }
    }
    let flow = pipeline! {
        let failed = json::sink::<Row>("s3://data/failed/");
        numbers(80_000) -> fail -> failed;
    };
    assert!(flow.run().await.unwrap_err().to_string().contains("too far"));
    assert!(read("s3://data/failed/").await.unwrap_err().contains("nothing to read"));

    // Prepared, and taken away; then prepared, and committed twice.
    for commits in [0, 2] {
        let sink = json::sink::<Row>("s3://data/hand/");
        let mut writer = sink.open(&testing::context("sink", 0, 1)).await.unwrap();
        writer.write(vec![(7, "x".into())], &mut Vec::new()).await.unwrap();
        let prepared = writer.prepare().await.unwrap();
        assert!(read("s3://data/hand/").await.unwrap_err().contains("nothing to read"));
        for _ in 0..commits {
            sink.commit(prepared.clone()).await.unwrap();
        }
        if commits == 0 {
            sink.abort(prepared).await.unwrap();
        }
    }
    assert_eq!(read("s3://data/hand/").await.unwrap(), (1, 7));

    let error = write(json::sink("s3://nowhere/a.jsonl"), 10).await.unwrap_err();
    assert!(
        error.starts_with("node `sink`, worker 0: cannot write `s3://nowhere/a.jsonl`"),
        "{error}"
    );
    assert!(error.contains("see that the bucket is there"), "{error}");
    println!("{error}");
}

#[tokio::test]
#[ignore = "it needs the environment that `a_store_that_is_gone_ends_the_pipeline` gives it"]
async fn nobody_answers() {
    let error = write(json::sink("s3://data/a.jsonl"), 10).await.unwrap_err();
    assert!(
        error.starts_with("node `sink`, worker 0: cannot write `s3://data/a.jsonl`"),
        "{error}"
    );
    assert!(error.contains("see that the store can be reached"), "{error}");
}
