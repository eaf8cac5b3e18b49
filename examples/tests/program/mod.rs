//! Runs the example's program.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use goflow::parquet;
use goflow::prelude::*;

/// How it ended.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The sample in `examples/data`.
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/flights.csv")
}

/// The program. Cargo tells tests where programs are, but not where examples are; asked to build
/// it, it tells, and what is built already is not built again.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        // From the root, as the README has it: what that builds is built once for both.
        cargo.args(["build", "--example", "flights", "--message-format", "json"]);
        cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        let output = cargo.output().expect("cargo is there");
        let stderr = String::from_utf8_lossy(&output.stderr);
        let messages = String::from_utf8_lossy(&output.stdout);
        let mut paths = messages.lines().filter_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(PathBuf::from(message.get("executable")?.as_str()?))
        });
        paths.next_back().unwrap_or_else(|| panic!("the example is not built:\n{stderr}"))
    })
}

/// Runs it to its end.
pub fn flights(args: &[&dyn AsRef<OsStr>]) -> Ended {
    end(start(args))
}

/// Starts it.
pub fn start(args: &[&dyn AsRef<OsStr>]) -> Child {
    let mut command = Command::new(program());
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Waits for its end.
pub fn end(child: Child) -> Ended {
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The names of a folder's files, hidden ones too.
pub fn listed(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A row of the Parquet files. Carrier and month stand in the names of the folders.
#[derive(Record, Debug, Clone)]
pub struct Late {
    pub carrier: String,
    pub month: u8,
    pub carrier_name: Option<String>,
    pub date: Option<chrono::NaiveDate>,
    pub flight: u32,
    pub dep_delay: i32,
}

#[output]
fn keep(row: Late, rows: &Arc<Mutex<Vec<Late>>>) {
    rows.lock().unwrap().push(row);
}

/// All rows below `late`.
pub fn late(out: &Path) -> Vec<Late> {
    let rows = Arc::new(Mutex::new(Vec::new()));
    let flow = pipeline! {
        let files = parquet::source::<Late>(out.join("late"));
        files -> keep(rows.clone());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(flow.run()).unwrap();
    std::mem::take(&mut *rows.lock().unwrap())
}

/// All files below a folder, hidden ones too, by their paths in it.
pub fn files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for name in listed(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            files.extend(self::files(&path).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            files.push(name);
        }
    }
    files
}

/// Those of them that are to be seen.
pub fn shown(folder: &Path) -> Vec<String> {
    let mut files = files(folder);
    files.retain(|path| !path.rsplit('/').next().is_some_and(|name| name.starts_with('.')));
    files
}
