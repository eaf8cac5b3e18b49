//! Files of csv to which no event came: the header all the same.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use goflow::csv;
use goflow::prelude::*;
use serde::{Deserialize, Serialize};

#[source]
fn nothing<T: Event>() -> impl Iterator<Item = T> + use<T> {
    std::iter::empty()
}

/// What stands in `path` when nothing was written to it.
macro_rules! empty {
    ($type:ty, $path:expr, $sink:expr) => {{
        let flow = pipeline! {
            let file = $sink;
            nothing::<$type> -> file;
        };
        flow.run().await.unwrap();
        std::fs::read_to_string($path).unwrap()
    }};
    ($type:ty, $path:expr) => {
        empty!($type, $path, csv::sink::<$type>($path))
    };
}

#[derive(Serialize, Deserialize)]
enum Kind {
    Late,
}

#[derive(Serialize, Deserialize)]
struct Read {
    #[serde(rename = "Carrier")]
    carrier: String,
    #[serde(rename(serialize = "out", deserialize = "in"), alias = "old")]
    n: u32,
    minutes: Option<f64>,
    day: Option<chrono::NaiveDate>,
    kind: Kind,
    #[serde(skip)]
    _hidden: u8,
}

#[derive(Serialize, Record)]
struct Columns {
    carrier: String,
    #[serde(rename = "min,utes")]
    minutes: f64,
}

#[derive(Serialize, Deserialize, Record)]
#[serde(rename_all = "camelCase")]
struct Both {
    dep_delay: Option<i32>,
    arr_delay: Option<i32>,
}

#[derive(Serialize)]
struct Plain {
    n: u32,
}

#[tokio::test]
async fn types_that_can_be_read_or_are_records_tell_their_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    assert_eq!(empty!(Read, &path), "Carrier,out,minutes,day,kind\n");
    assert_eq!(empty!(Columns, &path), "carrier,\"min,utes\"\n");
    assert_eq!(empty!(Both, &path), "depDelay,arrDelay\n");
    let sink = csv::sink::<Both>(&path).delimiter(b';');
    assert_eq!(empty!(Both, &path, sink), "depDelay;arrDelay\n");
    assert_eq!(empty!(Both, &path, csv::sink::<Both>(&path).header(false)), "");
    // What is said has the last word.
    assert_eq!(empty!(Both, &path, csv::sink::<Both>(&path).columns(["a", "b"])), "a,b\n");
    assert_eq!(empty!(Plain, &path, csv::sink::<Plain>(&path).columns(["n"])), "n\n");

    let flow = pipeline! {
        let file = csv::sink::<Both>(folder.path().join("b.csv.gz"));
        nothing::<Both> -> file;
    };
    flow.run().await.unwrap();
    let packed = std::fs::File::open(folder.path().join("b.csv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    assert_eq!(text, "depDelay,arrDelay\n");
}

/// Where the type is not known, only what is said of it is.
async fn of_any<T: Event + Serialize>(path: &Path) -> String {
    let flow = pipeline! {
        let file = csv::sink::<T>(path);
        nothing::<T> -> file;
    };
    flow.run().await.unwrap();
    std::fs::read_to_string(path).unwrap()
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_file_without_a_header_is_told_of_with_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::WARN)
        .with_writer(move || writer.clone())
        .finish();
    // The thread that writes is not this one.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let told = || String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let paths = ["plain.csv", "any.csv", "said.csv"].map(|name| folder.path().join(name));
    let [plain, any, said] = &paths;
    assert_eq!(empty!(Plain, plain), "");
    assert_eq!(of_any::<Both>(any).await, "");
    assert_eq!(empty!(Plain, said, csv::sink::<Plain>(said).columns(["n"])), "n\n");
    for (path, warned) in [(plain, 1), (any, 1), (said, 0)] {
        let path = path.display().to_string();
        let told = told();
        let lines: Vec<_> = told.lines().filter(|line| line.contains(&path)).collect();
        assert_eq!(lines.len(), warned, "{path}: {told}");
        let mend = "say `.columns([…])`, or derive `Deserialize` or `Record`";
        assert!(lines.iter().all(|line| line.contains(mend)), "{told}");
    }
}

#[tokio::test]
async fn the_type_is_known_by_the_edge() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let flow = pipeline! {
        let file = csv::sink(&path);
        nothing::<Both> -> file;
    };
    flow.run().await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "depDelay,arrDelay\n");
    let flow = pipeline! {
        let file = csv::sink(&path);
        nothing::<Plain> -> file;
    };
    flow.run().await.unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), "");
}

/// What is said of a sink of that type, before anything is written.
macro_rules! refused {
    ($type:ty, $path:expr) => {{
        let flow = pipeline! {
            let file = csv::sink::<$type>($path);
            nothing::<$type> -> file;
        };
        flow.run().await.unwrap_err().to_string()
    }};
}

#[tokio::test]
async fn what_csv_does_not_hold_is_refused_though_no_event_has_it() {
    #[derive(Serialize, Deserialize)]
    struct Tagged {
        n: u32,
        day: Option<chrono::NaiveDate>,
        tags: Option<Vec<String>>,
    }
    #[derive(Serialize, Deserialize)]
    struct Nested {
        n: u32,
        both: Option<Both>,
    }
    #[derive(Serialize, Deserialize)]
    enum Data {
        None,
        Code(u32),
    }
    #[derive(Serialize, Deserialize)]
    struct Enum {
        n: u32,
        data: Data,
    }
    /// As text it is a cell.
    #[derive(Serialize, Deserialize)]
    struct Joined {
        #[serde(serialize_with = "joined")]
        tags: Vec<String>,
    }
    fn joined<S: serde::Serializer>(tags: &[String], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&tags.join(" "))
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "old").unwrap();
    let begin = "node `file`, worker 0: field `";
    for (error, told) in [
        (refused!(Tagged, &path), "tags`: it is a list, and a cell of a csv file holds a scalar"),
        (refused!(Nested, &path), "both`: it is a struct, and a cell"),
        (refused!(Enum, &path), "data`: it is an enum with data, and a cell"),
    ] {
        assert!(error.starts_with(&format!("{begin}{told}")), "{error}");
    }
    let error = refused!((u32, u32), &path);
    assert!(error.contains("write structs, or say `.header(false)`"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    // What is written of it, not what is read, counts; and what may be anything may be a row.
    let joined = csv::sink::<Joined>(&path).columns(["tags"]);
    assert_eq!(empty!(Joined, &path, joined), "tags\n");
    let any = csv::sink::<serde_json::Value>(&path).columns(["n"]);
    assert_eq!(empty!(serde_json::Value, &path, any), "n\n");
    // What stands in the names of folders is not written.
    let flow = pipeline! {
        let file = csv::sink::<Nested>(folder.path().join("b/"))
            .partition_by("both", |event: &Nested| event.n);
        nothing::<Nested> -> file;
    };
    flow.run().await.unwrap();
}
