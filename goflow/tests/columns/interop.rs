//! pyarrow, DuckDB and fastavro read what we write, and we read what they write: types and values.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use goflow::prelude::*;
use goflow::{avro, parquet};

use crate::every::{Every, rows};

#[source]
fn every() -> impl Iterator<Item = Every> {
    rows().into_iter()
}
#[output]
fn keep(row: Every, kept: &Arc<Mutex<Vec<Every>>>) {
    kept.lock().unwrap().push(row);
}

/// A Python with pyarrow, DuckDB and fastavro; `.ci/run` makes it.
pub(crate) fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let python = root.join("target/tools/bin/python");
    let has = |python: &Path| {
        let imports = ["-c", "import pyarrow, duckdb, fastavro"];
        Command::new(python).args(imports).output().is_ok_and(|output| output.status.success())
    };
    if python.exists() && has(&python) {
        return Some(python);
    }
    eprintln!("skipped: target/tools has no pyarrow, duckdb and fastavro; see .ci/run");
    None
}

fn script(python: &Path, what: &str, folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut command = Command::new(python);
    command.arg(root.join("tests/interop/columns.py")).arg(what).arg(folder);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test]
async fn others_read_what_we_write() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let codecs = [
        ("none", Compression::None),
        ("snappy", Compression::Snappy),
        ("zstd", Compression::Zstd(3)),
    ];
    for (name, codec) in codecs {
        let flow = pipeline! {
            let table = parquet::sink::<Every>(at(&format!("{name}.parquet"))).compression(codec);
            let data = avro::sink::<Every>(at(&format!("{name}.avro"))).compression(codec);
            every -> { table; data; }
        };
        flow.run().await.unwrap();
    }
    for (name, codec) in
        [("deflate", Compression::Deflate), ("bzip2", Compression::Bzip2), ("xz", Compression::Xz)]
    {
        let flow = pipeline! {
            let data = avro::sink::<Every>(at(&format!("{name}.avro"))).compression(codec);
            every -> data;
        };
        flow.run().await.unwrap();
    }
    for (name, codec) in [("gzip", Compression::Gzip), ("lz4", Compression::Lz4)] {
        let flow = pipeline! {
            let table = parquet::sink::<Every>(at(&format!("{name}.parquet"))).compression(codec);
            every -> table;
        };
        flow.run().await.unwrap();
    }
    script(&python, "check", folder.path());
}

#[tokio::test]
async fn we_read_what_others_write() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    script(&python, "write", folder.path());
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let kept = Arc::<Mutex<Vec<Every>>>::default();
        let flow = if path.extension().is_some_and(|ending| ending == "avro") {
            pipeline! {
                let file = avro::source::<Every>(&path);
                file -> keep(kept.clone());
            }
        } else {
            pipeline! {
                let file = parquet::source::<Every>(&path);
                file -> keep(kept.clone());
            }
        };
        flow.run().await.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(*kept.lock().unwrap(), rows(), "{}", path.display());
        files += 1;
    }
    assert!(files >= 6, "{files} files");
}

#[derive(Record, Debug, PartialEq)]
struct United {
    n: Option<i64>,
    one: i32,
    list: Vec<Option<i64>>,
}
#[output]
fn gather(row: United, kept: &Arc<Mutex<Vec<United>>>) {
    kept.lock().unwrap().push(row);
}

#[derive(Record)]
struct Placed {
    place: Option<String>,
    at: DateTime<Utc>,
}
#[output]
fn forget(_row: Placed) {}

#[tokio::test]
async fn unions_of_several_types_are_read_into_one_that_holds_all() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    script(&python, "unions", folder.path());
    let path = folder.path().join("unions.avro");
    let kept = Arc::<Mutex<Vec<United>>>::default();
    let flow = pipeline! {
        let file = avro::source::<United>(&path);
        file -> gather(kept.clone());
    };
    flow.run().await.unwrap();
    let numbers = [Some(7), None, Some(1 << 40), Some(-1)];
    let expected = (0_i32..).zip(numbers).map(|(one, n)| {
        let list = numbers.iter().copied().take(one as usize).collect();
        United { n, one, list }
    });
    assert_eq!(*kept.lock().unwrap(), expected.collect::<Vec<_>>());

    let flow = pipeline! {
        let file = avro::source::<Placed>(&path);
        file -> forget;
    };
    let error = flow.run().await.unwrap_err().to_string();
    assert!(error.contains("`place` is Float32, and the field takes Utf8"), "{error}");
    // Of both units, and read as they are.
    assert!(error.contains("`at` is Union("), "{error}");
}
