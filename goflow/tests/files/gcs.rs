//! Files in Google's storage: a server of the project's own.
//!
//! The store is set up by the environment, so what reads and writes runs in a process of its own.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use goflow::prelude::*;
use goflow::{Output, Paths, avro, csv, json, parquet};

/// A server, gone when this is dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts one; `None` where it is not installed.
    fn start() -> Option<Self> {
        let tools = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/gobin");
        let program = Path::new(tools).join("fake-gcs-server");
        if !program.exists() {
            println!(
                "skipped: there is no fake-gcs-server in target/tools; `.ci/tools` installs it with go"
            );
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["-scheme", "http", "-backend", "memory", "-host", "127.0.0.1"]);
        command.args(["-port", &port.to_string(), "-public-host", &format!("127.0.0.1:{port}")]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the server does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    /// Makes a bucket.
    fn bucket(&self, name: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let body = format!(r#"{{"name":"{name}"}}"#);
        let length = body.len();
        write!(stream, "POST /storage/v1/b HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", self.port).unwrap();
        write!(stream, "Content-Type: application/json\r\nContent-Length: {length}\r\n").unwrap();
        write!(stream, "Connection: close\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// Runs an ignored test in a process of its own, whose account is `account`.
fn run(test: &str, account: &str) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("GOOGLE_SERVICE_ACCOUNT_KEY", account)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{told}{}", String::from_utf8_lossy(&child.stderr));
    assert!(told.contains("1 passed"), "{told}");
}

/// An account of a server that asks for no key.
fn account(port: u16) -> String {
    format!(
        r#"{{"gcs_base_url":"http://127.0.0.1:{port}","disable_oauth":true,"client_email":"","private_key":"","private_key_id":""}}"#
    )
}

#[test]
fn objects_are_written_and_read() {
    let Some(server) = Server::start() else { return };
    server.bucket("data");
    run("gcs::writes_and_reads", &account(server.port));
}

#[cfg(feature = "s3")]
#[test]
fn a_store_that_forbids_is_told_with_the_mend() {
    run("gcs::is_forbidden", &account(super::moto::forbidding()));
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
