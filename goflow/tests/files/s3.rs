//! Files in S3: a server of the project's own, behind a proxy that refuses and cuts.
//!
//! The store is set up by the environment, so what reads runs in a process of its own.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};

use goflow::prelude::*;
use goflow::{Paths, json};

use super::moto::{Moto, proxy};
use super::s3_writing::run;

#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
struct Row {
    n: u64,
    #[serde(default)]
    carrier: Option<String>,
}

type Rows = Arc<Mutex<Vec<Row>>>;
type Dead = Arc<Mutex<Vec<RecordError>>>;

#[output]
fn keep(row: Row, rows: &Rows) {
    rows.lock().unwrap().push(row);
}
#[output]
fn bury(failed: Failed<RecordError>, dead: &Dead) {
    dead.lock().unwrap().push(failed.error);
}

fn text(numbers: std::ops::Range<u64>) -> String {
    numbers.map(|n| format!("{{\"n\": {n}, \"text\": \"{}\"}}\n", "x".repeat(60))).collect()
}

#[test]
fn objects_are_read_whatever_the_network_does() {
    let Some(moto) = Moto::start() else { return };
    moto.put("/data", b"");
    moto.put("/data/in/carrier=UA/a.jsonl", text(0..1000).as_bytes());
    moto.put("/data/in/carrier=DL/b.jsonl.gz", &super::gz(text(1000..2000)));
    moto.put("/data/in/_tmp/c.jsonl", b"no data");
    // More than is asked for at once.
    moto.put("/data/in/big.jsonl", text(2000..80_000).as_bytes());
    let (port, done) = proxy(moto.port);
    run("s3::in_a_process_of_its_own", port);
    assert!(done.refused.load(Relaxed) > 2 && done.cut.load(Relaxed) > 0);
}

async fn read(paths: impl Into<Paths>, workers: usize) -> Result<(Vec<Row>, u64, u64), String> {
    let (rows, dead) = (Rows::default(), Dead::default());
    let flow = pipeline! {
        let lines (c {workers}) = json::source::<Row>(paths).split_size(1.mib());
        lines -> keep(rows.clone());
        lines -[err]-> bury(dead.clone());
    };
    let report = flow.run().await.map_err(|error| error.to_string())?;
    assert_eq!(*dead.lock().unwrap(), []);
    let mut rows = std::mem::take(&mut *rows.lock().unwrap());
    rows.sort_by_key(|row| row.n);
    let lines = report.node("lines").unwrap();
    Ok((rows, lines.bytes_read.unwrap(), lines.bytes_expected.unwrap()))
}

#[tokio::test]
#[ignore = "it needs the environment that `objects_are_read_whatever_the_network_does` gives it"]
async fn in_a_process_of_its_own() {
    for workers in [1, 3] {
        let (rows, read, expected) = read("s3://data/in", workers).await.unwrap();
        assert!(rows.iter().map(|row| row.n).eq(0..80_000), "{workers}: {}", rows.len());
        assert_eq!(rows[0].carrier.as_deref(), Some("UA"));
        assert_eq!(rows[1000].carrier.as_deref(), Some("DL"));
        assert_eq!(rows[2000].carrier, None);
        assert_eq!(read, expected);
    }
    let (rows, ..) = read("s3://data/in/*/?.jsonl*", 1).await.unwrap();
    assert_eq!(rows.len(), 2000);
    let (rows, ..) = read("s3://data/in/carrier=UA/a.jsonl", 1).await.unwrap();
    assert_eq!(rows.len(), 1000);
    let error = read("s3://data/none/", 1).await.unwrap_err();
    assert!(error.contains("nothing to read in `s3://data/none/`"), "{error}");
    let error = read("s3://nowhere/in/", 1).await.unwrap_err();
    assert!(error.contains("cannot read `s3://nowhere/in/`"), "{error}");
    println!("{error}");
}
