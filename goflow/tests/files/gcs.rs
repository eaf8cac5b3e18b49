//! Files in Google's storage. What its client sends there for an object, its parts and a list is the
//! XML that Google's storage has in common with S3, so the server of S3 answers; emulators of Google's
//! own know the other protocol, and nothing of uploads in parts.
//!
//! The store is set up by the environment, so what reads and writes runs in a process of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use goflow::prelude::*;
use goflow::{Output, Paths, avro, csv, json, parquet};

use super::moto::{Moto, forbidding, without_tokens};
use super::support::run_alone;

/// Runs an ignored test in a process of its own, whose account is `account`.
fn run(test: &str, account: &str) {
    run_alone(test, &[("GOOGLE_SERVICE_ACCOUNT_KEY", account)]);
}

/// An account of a server that asks for no key.
fn account(port: u16) -> String {
    format!(
        r#"{{"gcs_base_url":"http://127.0.0.1:{port}","disable_oauth":true,"client_email":"","private_key":"","private_key_id":""}}"#
    )
}

#[test]
fn objects_are_written_and_read() {
    let Some(server) = Moto::start() else { return };
    server.put("/data", b"");
    run("gcs::writes_and_reads", &account(without_tokens(server.port)));
}

#[test]
fn a_store_that_forbids_is_told_with_the_mend() {
    run("gcs::is_forbidden", &account(forbidding()));
}

#[test]
fn a_key_that_is_none_is_told_with_the_mend() {
    run("gcs::has_no_key", r#"{"client_email":"a@b","private_key":"no key","private_key_id":"1"}"#);
}

#[derive(Record, serde::Serialize, serde::Deserialize, Clone)]
struct Row {
    n: i64,
    odd: bool,
}

#[source]
fn rows(count: &i64) -> impl Iterator<Item = Row> + use<> {
    (0..*count).map(|n| Row { n, odd: n % 2 == 1 })
}
#[output]
fn add(row: Row, sum: &Arc<AtomicI64>) {
    sum.fetch_add(row.n, Relaxed);
}

async fn write<O: Output<Event = Row, Error = RecordError>>(
    count: i64,
    sink: O,
) -> Result<(), String> {
    let flow = pipeline! { let file = sink; rows(count) -> file; };
    flow.run().await.map(drop).map_err(|error| error.to_string())
}

/// How many rows can be read with two workers, and their sum.
async fn read(format: &str, paths: impl Into<Paths>) -> Result<(u64, i64), String> {
    let sum = Arc::<AtomicI64>::default();
    macro_rules! flow {
        ($source:expr) => {
            pipeline! {
                let file (c 2) = $source;
                file -> add(sum.clone());
            }
        };
    }
    let flow = match format {
        "csv" => flow!(csv::source::<Row>(paths)),
        "json" => flow!(json::source::<Row>(paths)),
        "avro" => flow!(avro::source::<Row>(paths)),
        _ => flow!(parquet::source::<Row>(paths)),
    };
    let report = flow.run().await.map_err(|error| error.to_string())?;
    Ok((report.node("file").unwrap().sent, sum.load(Relaxed)))
}

#[tokio::test]
#[ignore = "it needs the environment that `objects_are_written_and_read` gives it"]
async fn writes_and_reads() {
    let total = |count: i64| (count as u64, count * (count - 1) / 2);
    // 14 MB of JSON: three parts.
    let count = 500_000;
    write(count, json::sink::<Row>("gs://data/a.jsonl")).await.unwrap();
    assert_eq!(read("json", "gs://data/a.jsonl").await.unwrap(), total(count));
    let count = 20_000;
    // The second time, what stood there is replaced.
    for _ in 0..2 {
        macro_rules! both {
            ($sink:path, $format:literal) => {
                let folder = concat!("gs://data/", $format, "/");
                let sink = $sink(folder).partition_by("odd", |row: &Row| row.odd).overwrite();
                write(count, sink).await.unwrap();
                assert_eq!(read($format, folder).await.unwrap(), total(count), $format);
                let half = read($format, format!("{folder}odd=true/part-*")).await.unwrap();
                assert_eq!(half, (10_000, 100_000_000), $format);
            };
        }
        both!(csv::sink::<Row>, "csv");
        both!(json::sink::<Row>, "json");
        both!(avro::sink::<Row>, "avro");
        both!(parquet::sink::<Row>, "parquet");
    }
    // A run that fails leaves nothing.
    #[task]
    fn fail(row: Row) -> Result<Row, String> {
        if row.n == 400_000 { Err("the last".into()) } else { Ok(row) }
    }
    let flow = pipeline! {
        let file = json::sink::<Row>("gs://data/failed/");
        rows(500_000) -> fail -> file;
    };
    assert!(flow.run().await.unwrap_err().to_string().contains("the last"));
    let error = read("json", "gs://data/failed/").await.unwrap_err();
    assert!(error.contains("nothing to read in `gs://data/failed/`"), "{error}");

    let error = write(1_000_000, json::sink::<Row>("gs://nowhere/a.jsonl")).await.unwrap_err();
    let begin = "node `file`, worker 0: cannot write `gs://nowhere/a.jsonl`: ";
    assert!(
        error.starts_with(begin) && error.ends_with("; see that the bucket is there"),
        "{error}"
    );
    for path in ["gs://nowhere/", "gs://nowhere/a.jsonl", "gs://nowhere/*.jsonl"] {
        let error = read("json", path).await.unwrap_err();
        println!("{error}");
        assert!(error.contains("nowhere"), "{error}");
    }
}

#[tokio::test]
#[ignore = "it needs the environment that `a_store_that_forbids_is_told_with_the_mend` gives it"]
async fn is_forbidden() {
    let error = write(10, json::sink::<Row>("gs://data/a.jsonl")).await.unwrap_err();
    assert!(
        error.contains("; see that the credentials in the environment may write there"),
        "{error}"
    );
    let error = read("json", "gs://data/a.jsonl").await.unwrap_err();
    println!("{error}");
    assert!(error.contains("credentials"), "{error}");
}

#[tokio::test]
#[ignore = "it needs the environment that `a_key_that_is_none_is_told_with_the_mend` gives it"]
async fn has_no_key() {
    for error in [
        write(10, json::sink::<Row>("gs://data/a.jsonl")).await.unwrap_err(),
        read("json", "gs://data/a.jsonl").await.unwrap_err(),
    ] {
        assert!(error.contains("GOOGLE_SERVICE_ACCOUNT"), "{error}");
    }
}
