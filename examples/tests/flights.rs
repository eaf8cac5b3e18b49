//! The example `flights`, run as a user runs it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use program::{Ended, Late, flights, late, listed, sample};
use serde_json::Value;

/// Late flights, minutes late, and the longest delay of a carrier.
type Tallies = BTreeMap<String, (u64, i64, i32)>;

/// What the program should find: one loop over the csv crate, every cell by its column's name.
fn reference(files: &[PathBuf], min_delay: i32) -> (u64, Tallies) {
    let (mut rows, mut tallies) = (0, Tallies::new());
    for path in files {
        let file = fs::File::open(path).unwrap();
        let text: Box<dyn std::io::Read> = match path.extension() {
            Some(ending) if ending == "gz" => Box::new(MultiGzDecoder::new(file)),
            _ => Box::new(file),
        };
        let mut reader = csv::Reader::from_reader(text);
        let column = |headers: &csv::StringRecord, name| headers.iter().position(|h| h == name);
        let headers = reader.headers().unwrap().clone();
        let (carrier, delay) = (column(&headers, "carrier"), column(&headers, "dep_delay"));
        for record in reader.records() {
            let record = record.unwrap();
            rows += 1;
            // Cancelled flights have `NA`.
            let Ok(delay) = record[delay.unwrap()].parse::<i32>() else { continue };
            if delay >= min_delay {
                let tally = tallies.entry(record[carrier.unwrap()].into()).or_insert((0, 0, delay));
                *tally = (tally.0 + 1, tally.1 + i64::from(delay), tally.2.max(delay));
            }
        }
    }
    (rows, tallies)
}

/// What `carriers.csv` says.
fn summary(out: &Path) -> BTreeMap<String, (String, u64, f64, i32)> {
    let mut reader = csv::Reader::from_path(out.join("carriers.csv")).unwrap();
    let mut summary = BTreeMap::new();
    for row in reader.deserialize() {
        let (carrier, name, flights, mean, longest) = row.unwrap();
        summary.insert(carrier, (name, flights, mean, longest));
    }
    summary
}

fn lines(path: PathBuf) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The files in `out` are what the reference says of `files`.
fn check(out: &Path, files: &[PathBuf], min_delay: i32) {
    let (_, tallies) = reference(files, min_delay);
    let summary = summary(out);
    assert_eq!(summary.keys().collect::<Vec<_>>(), tallies.keys().collect::<Vec<_>>());
    for (carrier, (flights, minutes, longest)) in &tallies {
        let (_, counted, mean, most) = &summary[carrier];
        assert_eq!((counted, most), (flights, longest), "{carrier}");
        assert!((mean - *minutes as f64 / *flights as f64).abs() <= 0.005, "{carrier}");
    }
    let mut from_rows = Tallies::new();
    for Late { carrier, carrier_name, dep_delay: delay, .. } in late(out) {
        assert_eq!(carrier_name.as_ref(), Some(&summary[&carrier].0));
        let tally = from_rows.entry(carrier).or_insert((0, 0, delay));
        *tally = (tally.0 + 1, tally.1 + i64::from(delay), tally.2.max(delay));
    }
    assert_eq!(from_rows, tallies);
}

/// DuckDB says the same of the flights, the Parquet files, their folders, and the table.
fn agrees_with_duckdb(data: &str, out: &Path, min_delay: i32) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = tests.join("../target/tools/bin/python");
    if !python.exists() {
        eprintln!("skipped: target/tools has no Python with DuckDB; `.ci/tools` installs it");
        return;
    }
    let mut command = Command::new(python);
    command.arg(tests.join("tests/flights.py")).arg(data).arg(out).arg(min_delay.to_string());
    let said = command.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn the_sample_gives_the_numbers_that_a_plain_loop_gives() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let Ended { code, stdout, stderr } = flights(&[&"--out", &out]);
    assert_eq!(code, Some(0), "{stderr}");
    check(&out, &[sample()], 15);
    assert_eq!(listed(&out), ["carriers.csv", "dead.jsonl", "late"]);
    agrees_with_duckdb(sample().to_str().unwrap(), &out, 15);
    assert_eq!(fs::read_to_string(out.join("dead.jsonl")).unwrap(), "");
    assert!(stdout.contains("UA  United Air Lines Inc.           152 late"), "{stdout}");
    assert_eq!(stdout.lines().count(), 14);
    let tree = "\
flights (c 1)
 +--> late (c 1)
 |     +--> with_name (c 1)
 |           +--> late_flights (c 1)
 |           +-[key]-> statistics (c 2)
 |                 +--> latest (c 1)
 |                       +--> table (c 1)
 |                       +--> show (c 1)
 +-[err]-> dead (c 1)
";
    let drawn = flights(&[&"graph", &"--out", &out]);
    assert_eq!((drawn.code, drawn.stdout.as_str()), (Some(0), tree), "{}", drawn.stderr);
    assert!(stderr.contains("\nflights: elapsed "), "{stderr}");

    // Computed apart from all Rust, by Python 3's csv module, from `examples/data/flights.csv`.
    let summary = summary(&out);
    let python = [
        ("9E", "Endeavor Air Inc.", 70, 63.87, 291),
        ("B6", "JetBlue Airways", 234, 43.24, 252),
        ("EV", "ExpressJet Airlines Inc.", 261, 63.93, 379),
        ("MQ", "Envoy Air", 64, 66.95, 853),
        ("UA", "United Air Lines Inc.", 152, 46.29, 379),
    ];
    for (carrier, name, flights, mean, longest) in python {
        assert_eq!(summary[carrier], (name.to_string(), flights, mean, longest));
    }
    let count: u64 = summary.values().map(|carrier| carrier.1).sum();
    assert_eq!((summary.len(), count, reference(&[sample()], 15).0), (14, 985, 5_000));
    let rows = late(&out);
    let new_year = chrono::NaiveDate::from_ymd_opt(2013, 1, 1);
    let first = rows.iter().find(|row| row.date == new_year && row.flight == 4144).unwrap();
    assert_eq!((first.carrier.as_str(), first.month, first.dep_delay), ("EV", 1, 24));
}

/// A node's line of the report.
fn row(stderr: &str, node: &str) -> String {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = stderr.lines().map(words).find(|line| line.starts_with(&format!("{node} ")));
    found.unwrap_or_else(|| panic!("no {node} in\n{stderr}"))
}

#[test]
fn an_hour_late_and_gz_and_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    fs::create_dir(&data).unwrap();
    let mut text = String::new();
    fs::File::open(sample()).unwrap().read_to_string(&mut text).unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    fs::write(data.join("a.csv.gz"), encoder.finish().unwrap()).unwrap();
    fs::write(data.join("b.csv"), &text).unwrap();
    let ended = flights(&[&data, &"--out", &out, &"--min-delay", &"60"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    check(&out, &[sample(), sample()], 60);
}

#[test]
fn bad_rows_go_to_the_dead_letter_file_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("some.csv"), folder.path().join("out"));
    let text = fs::read_to_string(sample()).unwrap();
    let mut rows: Vec<String> = text.lines().map(String::from).collect();
    let good = rows.len() - 1;
    // From behind, so that the numbers of the lines before stay.
    rows.insert(4_000, "2013,1,5,517".into());
    rows.insert(1_000, rows[999].replacen("2013,1,", "2013,January,", 1));
    rows.insert(2, rows[1].replacen(",1545,", ",,", 1));
    rows.push("2013,1,6,\"cut".into());
    fs::write(&data, rows.join("\r\n")).unwrap();
    let ended = flights(&[&data, &"--out", &out]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(row(&ended.stderr, "dead").starts_with("dead 1 4 "), "{}", ended.stderr);
    check(&out, &[sample()], 15);
    let dead = lines(out.join("dead.jsonl"));
    let seen: Vec<_> =
        dead.iter().map(|line| (&line["error"]["record"], &line["error"]["column"])).collect();
    let last = good + 5;
    let expected = [
        (3.into(), "flight".into()),
        (1_002.into(), "month".into()),
        (4_003.into(), Value::Null),
        (last.into(), Value::Null),
    ];
    assert_eq!(seen, expected.iter().map(|(line, column)| (line, column)).collect::<Vec<_>>());
    for line in &dead {
        assert_eq!(line["error"]["file"], data.to_str().unwrap());
        assert_eq!((&line["node"], &line["worker"]), (&"flights".into(), &0.into()));
        let time = line["time"].as_str().unwrap();
        assert!(time.len() == 27 && time.starts_with("20") && time.ends_with('Z'), "{time}");
    }
    assert_eq!(dead[1]["error"]["cause"], "`January` is no u8: invalid digit found in string");
    let offset = usize::try_from(dead[1]["error"]["offset"].as_u64().unwrap()).unwrap();
    let whole = fs::read_to_string(&data).unwrap();
    assert_eq!(whole[offset..].lines().next(), dead[1]["error"]["raw"].as_str());
}

#[test]
fn the_full_year() {
    let Some(corpora) = std::env::var_os("GOFLOW_CORPORA") else {
        eprintln!("skipped: GOFLOW_CORPORA names no folder with nycflights13/");
        return;
    };
    let data = Path::new(&corpora).join("nycflights13");
    let files: Vec<_> =
        (1..=12).map(|month| data.join(format!("flights-2013-{month:02}.csv.gz"))).collect();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let ended = flights(&[&data.join("flights-2013-*.csv.gz"), &"--out", &out]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    check(&out, &files, 15);
    agrees_with_duckdb(data.join("flights-2013-*.csv.gz").to_str().unwrap(), &out, 15);
    assert_eq!(fs::read_to_string(out.join("dead.jsonl")).unwrap(), "");
    assert!(ended.stderr.contains("336,776"), "{}", ended.stderr);

    // Computed apart from all Rust, by Python 3's csv module, from the twelve files.
    let summary = summary(&out);
    let late: u64 = summary.values().map(|carrier| carrier.1).sum();
    assert_eq!((summary.len(), late), (16, 72_914));
    assert_eq!(summary["HA"], ("Hawaiian Airlines Inc.".into(), 24, 121.54, 1301));
    assert_eq!(summary["EV"], ("ExpressJet Airlines Inc.".into(), 15_991, 69.91, 548));
    assert_eq!(summary["UA"], ("United Air Lines Inc.".into(), 12_655, 58.02, 483));
}
