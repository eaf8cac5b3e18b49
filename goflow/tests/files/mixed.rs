//! Jobs as users write them, each of several formats at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use goflow::prelude::*;
use goflow::{avro, csv, json, parquet};
use serde::{Deserialize, Serialize};

use crate::support::names;

#[derive(Deserialize)]
struct Flight {
    year: u16,
    carrier: String,
    tail: Option<String>,
    dep_delay: Option<i32>,
}

#[derive(Record, Debug, Clone, PartialEq, PartialOrd)]
struct Delay {
    year: i32,
    carrier: String,
    tail: Option<String>,
    minutes: i64,
}

#[task]
fn late(flight: Flight) -> Option<Delay> {
    let Flight { year, carrier, tail, dep_delay } = flight;
    let minutes = dep_delay.filter(|minutes| *minutes > 15)?.into();
    Some(Delay { year: year.into(), carrier, tail, minutes })
}

type Kept<T> = Arc<Mutex<Vec<T>>>;

#[output]
fn keep<T: Event>(event: T, kept: &Kept<T>) {
    kept.lock().unwrap().push(event);
}

fn taken<T: PartialOrd>(kept: &Kept<T>) -> Vec<T> {
    let mut all = std::mem::take(&mut *kept.lock().unwrap());
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all
}

/// A year of flights, each hundredth of them broken in one of three ways.
fn flights(year: u16, count: usize) -> (String, Vec<Delay>, usize) {
    let mut text = String::from("\u{feff}dep_delay,unused,\"carrier\",tail\r\n");
    let (mut delays, mut bad) = (Vec::new(), 0);
    for n in 0..count {
        let carrier = ["UA", "a/b c", "", "DL"][n % 4];
        let minutes = (n * 7 % 120) as i32 - 20;
        match n % 300 {
            99 => text.push_str("soon,,UA,N1\r\n"),
            199 => text.push_str("1,2,3\r\n"),
            299 => text.push_str("20,,\"UA\"x,N1,more\r\n"),
            _ => {
                let (tail, delay) = (n % 5, n % 11);
                let written = if tail == 0 { "NA".into() } else { format!("N{tail}") };
                let told = if delay == 0 { "NA".into() } else { minutes.to_string() };
                text.push_str(&format!("{told},\"a,\nb\",{carrier},{written}\r\n"));
                if delay != 0 && minutes > 15 {
                    delays.push(Delay {
                        year: year.into(),
                        carrier: carrier.into(),
                        tail: (tail != 0).then_some(written),
                        minutes: minutes.into(),
                    });
                }
                continue;
            }
        }
        bad += 1;
    }
    (text, delays, bad)
}

#[tokio::test]
async fn csv_in_folders_to_buckets_of_parquet_and_the_bad_rows_aside() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (mut expected, mut all_bad) = (Vec::new(), 0);
    for year in [2012, 2013] {
        let (text, delays, bad) = flights(year, 3_000);
        let below = at(&format!("in/year={year}"));
        std::fs::create_dir_all(&below).unwrap();
        std::fs::write(below.join("flights.csv.gz"), super::gz(&text)).unwrap();
        expected.extend(delays);
        all_bad += bad;
    }
    expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
    // Twice: the second run adds to the folder, and replaces the file.
    for run in 1..=2 {
        let flow = pipeline! {
            let rows = csv::source::<Flight>(at("in/year=*/*.csv.gz")).null("NA");
            let delays = parquet::sink::<Delay>(at("late"))
                .partition_by("carrier", |delay: &Delay| delay.carrier.clone())
                .bucket_by(8, |delay: &Delay| delay.tail.clone());
            let dead = json::sink::<Failed<RecordError>>(at("dead.jsonl"));
            rows (c 2) -> late -> delays;
            rows -[err]-> dead;
        };
        let report = flow.run().await.unwrap();
        assert_eq!(report.node("rows").unwrap().errors, all_bad as u64);
        let kept = Kept::<Delay>::default();
        let flow = pipeline! {
            let delays (c 2) = parquet::source::<Delay>(at("late"));
            delays -> keep(kept.clone());
        };
        flow.run().await.unwrap();
        let all: Vec<_> = expected.iter().flat_map(|delay| vec![delay.clone(); run]).collect();
        assert!(taken(&kept) == all, "{run}");

        let dead = std::fs::read_to_string(at("dead.jsonl")).unwrap();
        let dead: Vec<serde_json::Value> =
            dead.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(dead.len(), all_bad);
        for failed in &dead {
            assert_eq!(failed["node"], "rows");
            let (error, cause) = (&failed["error"], failed["error"]["cause"].as_str().unwrap());
            match error["raw"].as_str().unwrap().trim_end() {
                "soon,,UA,N1" => assert_eq!(error["column"], "dep_delay", "{cause}"),
                "1,2,3" => assert!(cause.starts_with("3 cells, where the header has 4"), "{cause}"),
                "20,,\"UA\"x,N1,more" => assert!(cause.starts_with("5 cells"), "{cause}"),
                other => panic!("{other}"),
            }
        }
    }
    // Where `tail` is nothing there is no bucket, and where `carrier` is, Hive's word for it.
    let parts = names(&at("late"));
    let kinds: BTreeMap<(String, bool), usize> =
        parts.iter().fold(BTreeMap::new(), |mut all, name| {
            let (carrier, file) = name.split_once('/').unwrap();
            *all.entry((carrier.to_string(), file.contains("-b0000"))).or_default() += 1;
            all
        });
    let carriers = ["DL", "UA", "__HIVE_DEFAULT_PARTITION__", "a%2Fb c"];
    let wanted = carriers
        .iter()
        .flat_map(|c| [(format!("carrier={c}"), false), (format!("carrier={c}"), true)]);
    assert!(kinds.keys().cloned().eq(wanted), "{kinds:?}");
}

#[source]
fn trips(from: &i64, count: &i64) -> impl Iterator<Item = Trip> + use<> {
    (*from..*from + *count).map(|n| Trip {
        n,
        fare: (n % 3 != 0).then_some(n as f64 / 4.0),
        tags: (0..n % 3).map(|tag| format!("t{tag}")).collect(),
    })
}

#[derive(Record, Debug, Clone, PartialEq, PartialOrd)]
struct Trip {
    n: i64,
    fare: Option<f64>,
    tags: Vec<String>,
}

#[tokio::test]
async fn avro_blocks_to_parquet_and_of_that_only_some() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (part, from) in [("a", 0), ("b", 30_000)] {
        let flow = pipeline! {
            let file = avro::sink::<Trip>(at("in").join(part).with_extension("avro"))
                .compression(Compression::Zstd(3));
            trips(from, 30_000) -> file;
        };
        flow.run().await.unwrap();
    }
    let flow = pipeline! {
        let blocks (c 3) = avro::batches(at("in/*.avro")).split_size(64.kib());
        let parts (c 2) = parquet::batch_sink(at("out")).roll(Roll::rows(10_000));
        let fares = parquet::batch_sink(at("fares.parquet"));
        let some = avro::batches(at("in/a.avro")).columns(["fare", "n"]);
        blocks -> parts;
        some -> fares;
    };
    flow.run().await.unwrap();
    let kept = Kept::<Trip>::default();
    let few = Kept::<(i64, Option<f64>)>::default();
    #[derive(Record)]
    struct Fare {
        n: i64,
        fare: Option<f64>,
    }
    #[output]
    fn keep_fare(fare: Fare, kept: &Kept<(i64, Option<f64>)>) {
        kept.lock().unwrap().push((fare.n, fare.fare));
    }
    let flow = pipeline! {
        let parts (c 2) = parquet::source::<Trip>(at("out"))
            .only(col("n").ge(29_000).and(col("n").lt(31_000)));
        let fares = parquet::source::<Fare>(at("fares.parquet")).only(col("fare").is_null().or(col("fare").gt(7_499)));
        parts -> keep(kept.clone());
        fares -> keep_fare(few.clone());
    };
    flow.run().await.unwrap();
    let trip = |n: i64| Trip {
        n,
        fare: (n % 3 != 0).then_some(n as f64 / 4.0),
        tags: (0..n % 3).map(|tag| format!("t{tag}")).collect(),
    };
    assert!(taken(&kept) == (29_000..31_000).map(trip).collect::<Vec<_>>());
    let fares = (0..30_000).map(trip).map(|trip| (trip.n, trip.fare));
    let mut fares: Vec<_> =
        fares.filter(|(_, fare)| fare.is_none_or(|fare| fare > 7_499.0)).collect();
    fares.sort_by(|a, b| a.partial_cmp(b).unwrap());
    assert!(taken(&few) == fares);

    // Columns that a file does not have are an error at start; so are those of two kinds in one file.
    let flow = pipeline! {
        let parts = parquet::batches(at("out")).columns(["fare", "tip"]);
        parts -> discard;
    };
    let error = flow.run().await.unwrap_err().to_string();
    assert!(error.starts_with("node `parts`, worker 0: cannot read `"), "{error}");
    assert!(
        error.ends_with("there is no column `tip`; the columns are `n`, `fare`, `tags`"),
        "{error}"
    );
    let flow = pipeline! {
        let whole = avro::batches(at("in/a.avro"));
        let some = avro::batches(at("in/b.avro")).columns(["n"]);
        let one = parquet::batch_sink(at("mixed.parquet"));
        whole -> one;
        some -> one;
    };
    let error = flow.run().await.unwrap_err().to_string();
    assert!(error.starts_with("node `one`, worker 0: "), "{error}");
    assert!(error.contains("mixed.parquet"), "{error}");
    assert!(!at("mixed.parquet").exists());
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, PartialOrd)]
struct Tick {
    #[serde(rename = "Symbol")]
    symbol: String,
    price: Option<f64>,
}

/// Waits until that is so.
async fn until(what: &str, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The rows of the files that are to be seen. Each has the header, and at most two.
fn rows(folder: &Path) -> Vec<String> {
    if !folder.exists() {
        return Vec::new();
    }
    // A file in progress may have its final name by the time that it is read: those are left out.
    let mut all = names(folder);
    all.retain(|name| !name.starts_with('.'));
    // By their numbers, in which they were begun.
    all.sort_by_key(|name| name.rsplit('-').next().unwrap().to_string());
    let mut rows = Vec::new();
    for name in all {
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        let of_file =
            text.strip_prefix("Symbol,price\n").unwrap_or_else(|| panic!("{name}: {text}"));
        let count = of_file.lines().count();
        assert!(count == 1 || count == 2, "{name}: {text}");
        rows.extend(of_file.lines().map(str::to_string));
    }
    rows
}

#[tokio::test]
async fn arrays_that_come_to_a_folder_are_rows_of_csv_as_they_are_rolled() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (input, out) = (at("in"), at("out"));
    std::fs::create_dir(&input).unwrap();
    let dead = Kept::<String>::default();
    #[task]
    fn cause(failed: Failed<RecordError>) -> String {
        format!("{}: {}", failed.error.file.rsplit('/').next().unwrap(), failed.error.cause)
    }
    let flow = pipeline! {
        let ticks = json::source::<Tick>(input.join("*.json*")).array().follow();
        let rows = csv::sink::<Tick>(&out).null("-").roll(Roll::rows(2).idle(100.millis()));
        ticks -> rows;
        ticks -[err]-> cause -> keep(dead.clone());
    };
    let running = flow.start();
    let three = "[\n {\"Symbol\": \"a\", \"price\": 1.5},\n\n {\"Symbol\": \"b,c\"}, {\"price\":null,\"Symbol\":\"d\"}]\n";
    std::fs::write(input.join("1.json"), three).unwrap();
    let mut expected = vec!["a,1.5", "\"b,c\",-", "d,-"];
    until("three rows", || rows(&out) == expected).await;
    // Packed, with one that is no tick and one that is cut off.
    let bad = "[{\"Symbol\": \"e\"}, {\"symbol\": \"f\"}, {\"Symbol\": \"g\"}, {\"Symb";
    std::fs::write(input.join(".2.json.gz"), super::gz(bad)).unwrap();
    std::fs::rename(input.join(".2.json.gz"), input.join("2.json.gz")).unwrap();
    expected.extend(["e,-", "g,-"]);
    until("two more", || rows(&out) == expected).await;
    until("two errors", || dead.lock().unwrap().len() == 2).await;
    std::fs::write(input.join("3.json"), "[]").unwrap();
    std::fs::write(input.join("4.json"), "[{\"Symbol\":\"h\",\"price\":-0.0}]").unwrap();
    expected.push("h,-0.0");
    until("one more", || rows(&out) == expected).await;
    let report = running.stop().await.unwrap();
    assert_eq!(report.node("ticks").unwrap().sent, 6);
    assert_eq!(rows(&out), expected);
    assert!(names(&out).iter().all(|name| name.ends_with(".csv")), "{:?}", names(&out));
    let dead = taken(&dead);
    assert!(dead.iter().all(|error| error.starts_with("2.json.gz: ")), "{dead:?}");
    assert!(dead.iter().any(|error| error.contains("missing field `Symbol`")), "{dead:?}");
}
