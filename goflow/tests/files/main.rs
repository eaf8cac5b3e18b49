//! Files on disk, through a whole pipeline.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

#[cfg(all(feature = "azure", feature = "parquet"))]
mod azure;
#[cfg(feature = "avro")]
mod batches;
#[cfg(all(unix, feature = "avro", feature = "parquet"))]
mod denied;
mod encodings;
mod faults;
mod follow;
#[cfg(all(feature = "gcs", feature = "s3", feature = "avro", feature = "parquet"))]
mod gcs;
#[cfg(all(feature = "avro", feature = "parquet"))]
mod mixed;
#[cfg(feature = "s3")]
mod moto;
#[cfg(feature = "s3")]
mod s3;
#[cfg(all(feature = "s3", feature = "parquet"))]
mod s3_ahead;
#[cfg(all(feature = "s3", feature = "avro", feature = "parquet"))]
mod s3_columnar;
#[cfg(all(feature = "s3", feature = "parquet"))]
mod s3_requests;
#[cfg(all(feature = "s3", feature = "avro", feature = "parquet"))]
mod s3_several;
#[cfg(all(feature = "s3", feature = "avro", feature = "parquet"))]
mod s3_stopping;
#[cfg(feature = "s3")]
mod s3_writing;
mod speed;
mod support;
#[cfg(feature = "avro")]
mod unseen;
mod writing;

use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::GzEncoder;

use goflow::csv;
use goflow::prelude::*;

type Seen = Arc<Mutex<Vec<u32>>>;
type Dead = Arc<Mutex<Vec<RecordError>>>;

#[output]
fn keep((n,): (u32,), seen: &Seen) {
    seen.lock().unwrap().push(n);
}
#[output]
fn bury(failed: Failed<RecordError>, dead: &Dead) {
    dead.lock().unwrap().push(failed.error);
}

fn gz(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

async fn read(
    path: &Path,
    workers: usize,
) -> Result<(Vec<u32>, Vec<RecordError>, goflow::Report), String> {
    let (seen, dead) = (Seen::default(), Dead::default());
    let flow = pipeline! {
        let rows (c {workers}) = csv::source::<(u32,)>(path).header(false);
        rows -> keep(seen.clone());
        rows -[err]-> bury(dead.clone());
    };
    let report = flow.run().await.map_err(|error| error.to_string())?;
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    let dead = std::mem::take(&mut *dead.lock().unwrap());
    Ok((seen, dead, report))
}

#[tokio::test]
async fn several_files_plain_and_gz_and_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("a.csv"), "1\n2\n").unwrap();
    // Two members, the second begins inside of a line.
    std::fs::write(at("b.csv.gz"), [gz("3\n4"), gz("5\n")].concat()).unwrap();
    std::fs::write(at("c.csv"), "").unwrap();
    std::fs::write(at("d.csv"), "6").unwrap();
    let (seen, dead, report) = read(folder.path(), 1).await.unwrap();
    assert_eq!((seen, dead), (vec![1, 2, 3, 45, 6], vec![]));
    let rows = report.node("rows").unwrap();
    let bytes = 5 + std::fs::metadata(at("b.csv.gz")).unwrap().len();
    assert_eq!((rows.bytes_read, rows.bytes_expected), (Some(bytes), Some(bytes)));

    let (mut seen, _, report) = read(folder.path(), 3).await.unwrap();
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3, 6, 45]);
    assert_eq!(report.node("rows").unwrap().bytes_expected, Some(bytes));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_to_its_end_is_one_error_and_the_next_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text: String = (0..100_000).map(|n| format!("{n}\n")).collect();
    let whole = gz(&text);
    std::fs::write(at("a.csv.gz"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(at("b.csv.gz"), "no gzip at all").unwrap();
    std::fs::write(at("c.csv.zst"), "").unwrap();
    std::fs::write(at("d.csv"), "7\n").unwrap();
    let (seen, dead, _) = read(folder.path(), 1).await.unwrap();
    let (last, good) = seen.split_last().unwrap();
    assert_eq!((*last, good), (7, &(0..good.len() as u32).collect::<Vec<_>>()[..]));
    assert!(good.len() > 10_000);
    let causes: Vec<_> = dead.iter().map(|error| error.cause.as_str()).collect();
    assert_eq!(causes[0], "the file ends in the middle of its gzip stream");
    assert_eq!(dead[0].record, good.len() as u64 + 1);
    assert!(causes[1].contains("gzip"), "{causes:?}");
    assert_eq!(causes[2], "the file ends in the middle of its zstd stream");
    assert_eq!(dead.len(), 3);
}

#[tokio::test]
async fn nothing_to_read_is_an_error_of_the_run() {
    let error = read(Path::new("no/such.csv"), 2).await.unwrap_err();
    assert!(error.starts_with("node `rows`, worker "), "{error}");
    assert!(error.contains("there is no `no/such.csv`; a path is a file, a folder"), "{error}");
    for (path, problem) in [
        (
            "~/no/such.csv",
            "there is no `~/no/such.csv`; `~` and variables mean something to a shell only",
        ),
        (
            "$NONE/such.csv",
            "there is no `$NONE/such.csv`; `~` and variables mean something to a shell",
        ),
        ("", "the path is empty; give it a file or a folder"),
    ] {
        let error = read(Path::new(path), 1).await.unwrap_err();
        assert!(error.contains(problem), "{error}");
    }
}
