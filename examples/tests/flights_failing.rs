//! How the example `flights` ends when something is wrong: its exit code, what it says, and what it
//! leaves.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]
// It sends signals, and makes pipes.
#![cfg(unix)]

mod program;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use flate2::write::GzEncoder;
use program::{end, files, flights, late, listed, sample, shown, start};

/// The one line that says why.
fn error(stderr: &str) -> &str {
    let mut errors = stderr.lines().filter(|line| line.starts_with("error: "));
    let (first, second) = (errors.next(), errors.next());
    assert!(second.is_none(), "{stderr}");
    first.unwrap_or_else(|| panic!("no error in\n{stderr}"))
}

#[test]
fn help_teaches() {
    let help = flights(&[&"--help"]);
    assert_eq!(help.code, Some(0));
    for told in ["late/", "carriers.csv", "dead.jsonl", "--min-delay <MINUTES>", "Exit codes"] {
        assert!(help.stdout.contains(told), "{told}\n{}", help.stdout);
    }
}

#[test]
fn wrong_usage() {
    let ended = flights(&[&"--min-delay", &"soon"]);
    assert_eq!(ended.code, Some(2));
    assert!(error(&ended.stderr).contains("'soon'"), "{}", ended.stderr);
}

#[test]
fn a_missing_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let ended = flights(&[&"no/such.csv", &"--out", &out]);
    assert_eq!(ended.code, Some(1));
    let told = error(&ended.stderr);
    assert!(told.starts_with("error: node `flights`, worker 0: there is no `no/such.csv`; a path is a file, a folder or a glob"), "{told}");
    assert_eq!(files(&out), [""; 0]);
}

#[test]
fn a_file_of_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let airlines = sample().with_file_name("airlines.csv");
    let ended = flights(&[&airlines, &"--out", &out]);
    assert_eq!(ended.code, Some(1));
    let told = error(&ended.stderr);
    assert!(told.contains("the header has no columns `year`, `month`"), "{told}");
    assert_eq!(files(&out), [""; 0]);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    // A file where the folder should be: that stops even root.
    fs::write(&out, "mine").unwrap();
    let ended = flights(&[&"--out", &out]);
    assert_eq!(ended.code, Some(1));
    let told = error(&ended.stderr);
    assert!(told.contains("worker 0: cannot write `"), "{told}");
    assert_eq!(fs::read_to_string(&out).unwrap(), "mine");
}

#[test]
fn a_gz_that_is_cut_off_gives_its_good_rows_and_one_dead_letter() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("cut.csv.gz"), folder.path().join("out"));
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&fs::read(sample()).unwrap()).unwrap();
    let whole = encoder.finish().unwrap();
    fs::write(&data, &whole[..whole.len() / 2]).unwrap();
    let ended = flights(&[&data, &"--out", &out]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.lines().any(|line| { line.split_whitespace().take(3).eq(["dead", "1", "1"]) }),
        "{}",
        ended.stderr
    );
    let dead = fs::read_to_string(out.join("dead.jsonl")).unwrap();
    assert_eq!(dead.lines().count(), 1);
    let dead: serde_json::Value = serde_json::from_str(&dead).unwrap();
    assert_eq!(dead["error"]["cause"], "the file ends in the middle of its gzip stream");
    let line = dead["error"]["record"].as_u64().unwrap();
    assert!(line > 1_000 && line < 5_000, "{line}");
    assert_eq!(listed(&out), ["carriers.csv", "dead.jsonl", "late"]);
}

/// A program that reads from a pipe to which the sample was written, and which stays open.
struct Piped {
    child: Child,
    pipe: fs::File,
}

impl Piped {
    fn start(folder: &Path) -> Self {
        let path = folder.join("pipe.csv");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let child = start(&[&path, &"--out", &folder.join("out")]);
        // Opens when the program reads.
        let mut pipe = fs::OpenOptions::new().write(true).open(&path).unwrap();
        pipe.write_all(&fs::read(sample()).unwrap()).unwrap();
        Self { child, pipe }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }
}

/// Waits for something that is to happen.
fn until(what: &str, happened: impl Fn() -> bool) {
    let start = Instant::now();
    while !happened() {
        assert!(start.elapsed() < Duration::from_secs(30), "{what}: not within 30 s");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn ctrl_c_ends_it_in_order() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let piped = Piped::start(folder.path());
        until("output is open", || out.join("late").is_dir());
        assert_eq!(shown(&out), [""; 0]);
        piped.signal(signal);
        let ended = end(piped.child);
        drop(piped.pipe);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(ended.stderr.contains("stopping: what was read is written"), "{}", ended.stderr);
        assert_eq!(listed(&out), ["carriers.csv", "dead.jsonl", "late"]);
        // Whole files, with as many rows as the table counts.
        let mut summary = csv::Reader::from_path(out.join("carriers.csv")).unwrap();
        let counts = summary.records().map(|row| row.unwrap()[2].parse::<usize>().unwrap());
        assert_eq!(counts.sum::<usize>(), late(&out).len());
    }
}

#[test]
fn killed_it_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let piped = Piped::start(folder.path());
    until("output is open", || out.join("late").is_dir());
    piped.signal("KILL");
    let ended = end(piped.child);
    assert_eq!(ended.code, None);
    assert_eq!(shown(&out), [""; 0]);
}
