//! Parquet and Avro in S3, written and read through a proxy that refuses, cuts and is slow; and what
//! is told before an event when a store cannot be written to.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use goflow::prelude::*;
use goflow::{Output, Paths, avro, csv, json, parquet};

use super::moto::{Moto, forbidding, proxy};
use super::s3_writing::run;

#[derive(Record, serde::Serialize, Debug, Clone, PartialEq)]
struct Row {
    n: i64,
    carrier: String,
    text: Option<String>,
}

type Rows = Arc<Mutex<Vec<Row>>>;

#[source]
fn rows(count: &i64, made: &Arc<AtomicU64>) -> impl Iterator<Item = Row> + use<> {
    let made = made.clone();
    (0..*count).map(move |n| {
        made.fetch_add(1, Relaxed);
        row(n)
    })
}
#[output]
fn keep(row: Row, rows: &Rows) {
    rows.lock().unwrap().push(row);
}
#[output]
fn count(batch: RecordBatch, rows: &Arc<AtomicU64>) {
    rows.fetch_add(batch.num_rows() as u64, Relaxed);
}

fn row(n: i64) -> Row {
    let carrier = ["UA", "DL", "AA"][n as usize % 3].to_string();
    // Too many to be compressed away.
    let text =
        (n % 7 != 0).then(|| format!("{:x}", (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    Row { n, carrier, text }
}

/// Writes so many rows; how many were made.
async fn write<O>(count: i64, sink: O) -> Result<u64, String>
where
    O: Output<Event = Row, Error = RecordError>,
{
    let made = Arc::<AtomicU64>::default();
    let flow = pipeline! {
        let sink = sink;
        rows(count, made.clone()) -> sink;
    };
    let ended = flow.run().await;
    let made = made.load(Relaxed);
    ended.map(|_| made).map_err(|error| format!("{made} made: {error}"))
}

fn sorted(rows: &Rows) -> Vec<Row> {
    let mut all = std::mem::take(&mut *rows.lock().unwrap());
    all.sort_by_key(|row| row.n);
    all
}

async fn read_parquet(paths: impl Into<Paths>, workers: usize) -> Vec<Row> {
    let kept = Rows::default();
    let flow = pipeline! {
        let file (c {workers}) = parquet::source::<Row>(paths);
        file -> keep(kept.clone());
    };
    flow.run().await.unwrap();
    sorted(&kept)
}

async fn read_avro(paths: impl Into<Paths>, workers: usize) -> Vec<Row> {
    let kept = Rows::default();
    let flow = pipeline! {
        let file (c {workers}) = avro::source::<Row>(paths).split_size(256.kib());
        file -> keep(kept.clone());
    };
    flow.run().await.unwrap();
    sorted(&kept)
}

#[test]
fn columns_are_written_and_read_whatever_the_network_does() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    let (port, done) = proxy(moto.port);
    run("s3_columnar::writes_and_reads", port);
    assert!(done.refused.load(Relaxed) > 2, "nothing was refused");
    let open = moto.get("/data?uploads");
    assert!(open.contains("ListMultipartUploadsResult") && !open.contains("<UploadId>"), "{open}");
}

#[tokio::test]
#[ignore = "it needs the environment that another test gives it"]
async fn writes_and_reads() {
    let all: Vec<Row> = (0..100_000).map(row).collect();
    assert_eq!(write(100_000, parquet::sink("s3://data/a.parquet")).await, Ok(100_000));
    assert_eq!(write(100_000, avro::sink("s3://data/a.avro")).await, Ok(100_000));
    for workers in [1, 3] {
        assert!(read_parquet("s3://data/a.parquet", workers).await == all, "{workers}");
        assert!(read_avro("s3://data/a.avro", workers).await == all, "{workers}");
    }

    // Partitions, buckets, conditions, and columns as they are.
    let parts = || {
        parquet::sink::<Row>("s3://data/parts/")
            .partition_by("carrier", |row: &Row| row.carrier.clone())
            .bucket_by(2, |row: &Row| row.n)
    };
    write(3_000, parts()).await.unwrap();
    write(3_000, parts().overwrite()).await.unwrap();
    assert_eq!(read_parquet("s3://data/parts/", 2).await, all[..3_000]);
    let united = read_parquet("s3://data/parts/carrier=UA/*-b00001-*.parquet", 1).await;
    assert!(!united.is_empty() && united.len() < 1_000);
    assert!(united.iter().all(|row| row.carrier == "UA"));
    let (kept, counted) = (Rows::default(), Arc::<AtomicU64>::default());
    let flow = pipeline! {
        let late = parquet::source::<Row>("s3://data/parts/")
            .only(col("n").ge(2_990).and(col("carrier").ne("UA")));
        let columns = parquet::batches("s3://data/*.parquet").columns(["n"]).only(col("n").lt(10));
        let blocks = avro::batches("s3://data/a.avro").columns(["text"]);
        late -> keep(kept.clone());
        columns -> count(counted.clone());
        blocks -> discard;
    };
    let report = flow.run().await.unwrap();
    let wanted = |row: &&Row| row.n >= 2_990 && row.carrier != "UA";
    let wanted: Vec<Row> = all[..3_000].iter().filter(wanted).cloned().collect();
    assert_eq!(sorted(&kept), wanted);
    assert_eq!(counted.load(Relaxed), 10);
    assert!(report.node("blocks").unwrap().sent >= 100_000 / 8192);

    // Without a batch there is no object, and none stays that stood there.
    let to = "s3://data/few/a.parquet";
    let few = |below: i64| {
        pipeline! {
            let rows = parquet::batches("s3://data/a.parquet").only(col("n").lt(below));
            let file = parquet::batch_sink(to);
            rows -> file;
        }
    };
    few(10).run().await.unwrap();
    assert_eq!(read_parquet(to, 1).await, all[..10]);
    for _ in 0..2 {
        few(0).run().await.unwrap();
        let flow = pipeline! {
            let file = parquet::source::<Row>(to);
            file -> discard;
        };
        let error = flow.run().await.unwrap_err().to_string();
        assert!(error.contains("few/a.parquet"), "{error}");
    }
}

#[test]
fn what_a_store_refuses_is_told_before_an_event() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    run("s3_columnar::no_bucket", moto.port);
    assert!(!moto.get("/data?uploads").contains("<UploadId>"));
    run("s3_columnar::no_right", forbidding());
}

/// Every format, one file and a folder: the errors, none of which came after an event.
async fn refused(bucket: &str) -> Vec<String> {
    let url = |name: &str| format!("s3://{bucket}/{name}");
    let begun = Instant::now();
    let refused = [
        write(1_000_000, parquet::sink(url("a.parquet"))).await,
        write(1_000_000, avro::sink(url("out/"))).await,
        write(1_000_000, csv::sink(url("a.csv"))).await,
        write(1_000_000, json::sink(url("out/")).roll(Roll::rows(10))).await,
    ];
    assert!(begun.elapsed() < Duration::from_secs(20), "it was tried again and again");
    let said = |result: Result<u64, String>| {
        let error = result.unwrap_err();
        let (made, error) = error.split_once(" made: ").unwrap();
        // What a source has at hand before the first is asked for.
        assert!(made.parse::<u64>().unwrap() < 10_000, "{made}: {error}");
        error.to_string()
    };
    refused.into_iter().map(said).collect()
}

#[tokio::test]
#[ignore = "it needs the environment that another test gives it"]
async fn no_bucket() {
    let errors = refused("nowhere").await;
    for (error, name) in errors.iter().zip(["a.parquet", "out/", "a.csv", "out/"]) {
        let begin = format!("node `sink`, worker 0: cannot write `s3://nowhere/{name}`: ");
        assert!(error.starts_with(&begin), "{error}");
        assert!(error.ends_with("; see that the bucket is there"), "{error}");
    }
    // And where there is one, nothing is left of the trial.
    write(0, json::sink("s3://data/out/")).await.unwrap();
}

#[tokio::test]
#[ignore = "it needs the environment that another test gives it"]
async fn no_right() {
    for error in refused("data").await {
        assert!(error.starts_with("node `sink`, worker 0: cannot write `s3://data/"), "{error}");
        let mend = "; see that the credentials in the environment may write there";
        assert!(error.ends_with(mend), "{error}");
    }
    let flow = pipeline! {
        let file = parquet::batches("s3://data/a.parquet");
        file -> discard;
    };
    let error = flow.run().await.unwrap_err().to_string();
    assert!(
        error.starts_with("node `file`, worker 0: cannot read `s3://data/a.parquet`: "),
        "{error}"
    );
    assert!(
        error.contains("see that the credentials in the environment may read there"),
        "{error}"
    );
}
