//! Columns that were renamed: old files and new ones, read by one struct.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use goflow::prelude::*;
use goflow::{avro, parquet};

/// What was written before.
#[derive(Record, Clone)]
struct Old {
    year: i32,
    tail_no: String,
    more: String,
}

/// What is written now.
#[derive(Record, Debug, Clone, PartialEq)]
struct Flight {
    #[serde(alias = "tail_no", alias = "tail")]
    tail_number: String,
    year: i32,
}

#[source]
fn all<T: Event + Clone>(rows: &Vec<T>) -> impl Iterator<Item = T> + use<T> {
    rows.clone().into_iter()
}
#[output]
fn keep<T: Event>(row: T, kept: &Arc<Mutex<Vec<T>>>) {
    kept.lock().unwrap().push(row);
}

/// Writes rows to a file of the format that its name ends in.
macro_rules! write {
    ($path:expr, $type:ty, $rows:expr) => {{
        let flow = match $path.extension().is_some_and(|ending| ending == "avro") {
            true => pipeline! {
                let file = avro::sink::<$type>(&$path);
                all::<$type>($rows) -> file;
            },
            false => pipeline! {
                let file = parquet::sink::<$type>(&$path);
                all::<$type>($rows) -> file;
            },
        };
        flow.run().await.unwrap();
    }};
}

/// The rows that a source gives, or why there are none.
macro_rules! read {
    ($type:ty, $source:expr) => {{
        let kept = Arc::new(Mutex::new(Vec::<$type>::new()));
        let flow = pipeline! {
            let file = $source;
            file -> keep(kept.clone());
        };
        let ended = flow.run().await.map_err(|error| error.to_string());
        ended.map(|_| std::mem::take(&mut *kept.lock().unwrap()))
    }};
}

fn flight(year: i32, tail: &str) -> Flight {
    Flight { tail_number: tail.into(), year }
}

/// A folder with an old file and a new one.
async fn both(ending: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let old = |year, tail: &str| Old { year, tail_no: tail.into(), more: "x".into() };
    let at = |name: &str| folder.path().join(format!("{name}.{ending}"));
    write!(at("2012"), Old, vec![old(2012, "N1"), old(2012, "N2")]);
    write!(at("2013"), Flight, vec![flight(2013, "N1"), flight(2013, "N3")]);
    let glob = folder.path().join(format!("*.{ending}"));
    (folder, glob)
}

#[tokio::test]
async fn old_and_new_files_of_one_glob_are_read_by_one_struct() {
    let expected = [flight(2012, "N1"), flight(2012, "N2"), flight(2013, "N1"), flight(2013, "N3")];
    let (_folder, glob) = both("parquet").await;
    assert_eq!(read!(Flight, parquet::source::<Flight>(&glob)).unwrap(), expected);
    let (_folder, glob) = both("avro").await;
    assert_eq!(read!(Flight, avro::source::<Flight>(&glob)).unwrap(), expected);
}

#[tokio::test]
async fn a_condition_on_the_fields_name_holds_for_files_that_have_an_alias() {
    let (folder, glob) = both("parquet").await;
    for name in ["tail_number", "tail_no", "tail"] {
        for (only, expected) in [
            (col(name).eq("N1"), vec![flight(2012, "N1"), flight(2013, "N1")]),
            (col(name).in_list(["N2", "N3"]).and(col("year").lt(2013)), vec![flight(2012, "N2")]),
            (
                col(name).is_not_null().and(!col(name).gt("N1").or(col("year").eq(2013))),
                vec![flight(2012, "N1")],
            ),
        ] {
            let source = parquet::source::<Flight>(&glob).only(only);
            assert_eq!(read!(Flight, source).unwrap(), expected, "{name}");
        }
    }
    // A column that is no field of the event is asked by the name that the file has.
    let old = folder.path().join("2012.parquet");
    let source = parquet::source::<Flight>(&old).only(col("more").eq("x"));
    assert_eq!(read!(Flight, source).unwrap().len(), 2);
    let source = parquet::source::<Flight>(&old).only(col("plane").eq("x"));
    let error = read!(Flight, source).unwrap_err();
    let told = "`.only` asks about `plane`, and the columns are `year`, `tail_no`, `more`";
    assert!(error.ends_with(told), "{error}");
}

/// A column of a name that is the alias of a field that is in the file's path.
#[derive(Record, Debug, Clone, PartialEq)]
struct InFolder {
    #[serde(alias = "region")]
    area: Option<String>,
    n: i32,
}

#[tokio::test]
async fn folders_named_by_an_alias_fill_the_field_and_are_asked_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let row = |area: &str, n| InFolder { area: Some(area.into()), n };
    let rows = vec![row("eu", 1), row("us", 2), row("eu", 3)];
    let flow = pipeline! {
        let parquet = parquet::sink::<InFolder>(folder.path().join("parquet"))
            .partition_by("area", |row: &InFolder| row.area.clone());
        let avro = avro::sink::<InFolder>(folder.path().join("avro"))
            .partition_by("area", |row: &InFolder| row.area.clone());
        all::<InFolder>(rows.clone()) -> { parquet; avro; }
    };
    flow.run().await.unwrap();
    for format in ["parquet", "avro"] {
        for area in ["eu", "us"] {
            let of = |key: &str| folder.path().join(format!("{format}/{key}={area}"));
            std::fs::rename(of("area"), of("region")).unwrap();
        }
    }
    let sorted = |mut rows: Vec<InFolder>| {
        rows.sort_by_key(|row| row.n);
        rows
    };
    let path = folder.path().join("avro");
    assert_eq!(sorted(read!(InFolder, avro::source::<InFolder>(&path)).unwrap()), rows);
    let path = folder.path().join("parquet");
    assert_eq!(sorted(read!(InFolder, parquet::source::<InFolder>(&path)).unwrap()), rows);
    let source = parquet::source::<InFolder>(&path).only(col("area").eq("us"));
    assert_eq!(read!(InFolder, source).unwrap(), [row("us", 2)]);
}

/// As of a time when both columns were written.
#[derive(Record, Clone)]
struct Between {
    tail_no: String,
    tail_number: String,
    year: i32,
}

#[output]
fn bury(failed: Failed<RecordError>, dead: &Arc<Mutex<Vec<String>>>) {
    dead.lock().unwrap().push(failed.error.cause);
}

#[tokio::test]
async fn a_file_with_several_names_of_one_field_is_refused_and_the_others_are_read() {
    let (folder, glob) = both("avro").await;
    let between = Between { tail_no: "N1".into(), tail_number: "N9".into(), year: 2013 };
    write!(folder.path().join("2014.avro"), Between, vec![between.clone()]);
    let told = "the columns do not fit: there are `tail_no` and `tail_number`, and a field takes one; \
                rename one of them";
    let (kept, dead) = <(Arc<Mutex<Vec<Flight>>>, Arc<Mutex<Vec<String>>>)>::default();
    let flow = pipeline! {
        let file = avro::source::<Flight>(&glob);
        file -> keep(kept.clone());
        file -[err]-> bury(dead.clone());
    };
    flow.run().await.unwrap();
    assert_eq!(kept.lock().unwrap().len(), 4);
    assert_eq!(*dead.lock().unwrap(), [told]);
    // Of the first file it is an error before anything has run.
    let path = folder.path().join("2014.parquet");
    write!(path, Between, vec![between]);
    let error = read!(Flight, parquet::source::<Flight>(&path)).unwrap_err();
    assert!(error.ends_with(told), "{error}");
}

/// A struct for every format.
#[derive(Record, serde::Serialize, serde::Deserialize, Debug, Clone, PartialEq)]
struct Trip {
    #[serde(alias = "id")]
    number: i64,
    #[serde(alias = "state")]
    status: Status,
}

#[derive(Record, serde::Serialize, serde::Deserialize, Debug, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Status {
    Planned,
    #[serde(alias = "off", alias = "gone")]
    Cancelled,
}

/// As it was once.
#[derive(Record, serde::Serialize, Debug, Clone)]
struct OldTrip {
    state: String,
    id: i32,
}

#[tokio::test]
async fn what_csv_and_json_read_by_an_alias_avro_and_parquet_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let old = ["planned", "off", "cancelled", "gone"].into_iter().zip(1..);
    let old: Vec<_> = old.map(|(state, id)| OldTrip { state: state.into(), id }).collect();
    let flow = pipeline! {
        let csv = goflow::csv::sink::<OldTrip>(at("old.csv"));
        let json = goflow::json::sink::<OldTrip>(at("old.jsonl"));
        let avro = avro::sink::<OldTrip>(at("old.avro"));
        let parquet = parquet::sink::<OldTrip>(at("old.parquet"));
        all::<OldTrip>(old) -> { csv; json; avro; parquet; }
    };
    flow.run().await.unwrap();
    let (gone, planned) = (Status::Cancelled, Status::Planned);
    let expected: Vec<_> = [planned, gone, gone, gone]
        .into_iter()
        .zip(1..)
        .map(|(status, number)| Trip { number, status })
        .collect();
    assert_eq!(read!(Trip, goflow::csv::source::<Trip>(at("old.csv"))).unwrap(), expected);
    assert_eq!(read!(Trip, goflow::json::source::<Trip>(at("old.jsonl"))).unwrap(), expected);
    assert_eq!(read!(Trip, avro::source::<Trip>(at("old.avro"))).unwrap(), expected);
    assert_eq!(read!(Trip, parquet::source::<Trip>(at("old.parquet"))).unwrap(), expected);

    // They are written by their own names, and an enum of Avro is read by its symbols.
    write!(at("new.avro"), Trip, expected.clone());
    write!(at("new.parquet"), Trip, expected.clone());
    assert_eq!(read!(Renamed, avro::source::<Renamed>(at("new.avro"))).unwrap(), renamed());
    assert_eq!(read!(Renamed, parquet::source::<Renamed>(at("new.parquet"))).unwrap(), renamed());
}

/// As it may be later.
#[derive(Record, Debug, Clone, PartialEq)]
struct Renamed {
    #[record(alias = "number")]
    n: i64,
    status: Late,
}

#[derive(Record, Debug, Clone, PartialEq)]
enum Late {
    #[record(rename = "p", alias = "planned")]
    Planned,
    #[record(alias = "cancelled")]
    Off,
}

fn renamed() -> Vec<Renamed> {
    let status = [Late::Planned, Late::Off, Late::Off, Late::Off];
    status.into_iter().zip(1..).map(|(status, n)| Renamed { n, status }).collect()
}
