//! What memory costs with more and more files: a glob of 10 MB of csv, and one of many times that.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use goflow::prelude::*;
use goflow::{csv, json, parquet};

use super::flights::{Flight, late};
use super::{Output, inputs};
use crate::args::Args;
use crate::contestants::on_tokio;
use crate::measure::{Failure, Measured};
use crate::rounds::{Case, measure as rounds};

/// A file of the glob has about so many bytes.
const FILE: usize = 10_000_000;

/// What is done with the flights.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Job {
    /// They are read, and dropped.
    Read,
    /// The late ones are written as JSON lines.
    Lines,
    /// The late ones are written to Parquet files by carrier.
    Write,
}

/// One measurement.
#[derive(clap::Args)]
pub struct GlobRun {
    job: Job,
    /// How many files of 10 MB.
    files: usize,
}

#[output]
fn nothing(_flight: &Flight) {}

/// Measures in this process.
pub fn measure(run: &GlobRun) -> Result<Measured, Failure> {
    let GlobRun { job, files } = *run;
    let (file, rows) = part()?;
    let out = Output::new(&format!("glob-{files}"))?;
    for n in 0..files {
        let told = |error: std::io::Error| error.to_string();
        fs::hard_link(&file, out.little.join(format!("flights-{n:05}.csv"))).map_err(told)?;
    }
    let flow = match job {
        Job::Read => read(&out.little),
        Job::Lines => lines(&out.little, &out.whole),
        Job::Write => write(&out.little, &out.whole),
    };
    let (measured, report) = Measured::take(|| on_tokio(flow.run()));
    let report = report.map_err(|error| error.to_string())?;
    let sent = report.node("flights").map_or(0, |node| node.sent);
    match sent == rows * files as u64 {
        true => Ok(measured),
        false => Err(format!("the answer is wrong: {sent} flights in {files} files of {rows}")),
    }
}

fn read(folder: &Path) -> Pipeline {
    pipeline! {
        let flights = csv::source::<Flight>(folder.join("*.csv")).null("NA");
        flights -> nothing;
    }
}

fn lines(folder: &Path, out: &Path) -> Pipeline {
    pipeline! {
        let flights = csv::source::<Flight>(folder.join("*.csv")).null("NA");
        let file = json::sink::<Flight>(out.join("late.jsonl"));
        flights -> late -> file;
    }
}

fn write(folder: &Path, out: &Path) -> Pipeline {
    pipeline! {
        let flights = csv::source::<Flight>(folder.join("*.csv")).null("NA");
        let files = parquet::sink::<Flight>(out)
            .partition_by("carrier", |flight: &Flight| flight.carrier.clone());
        flights -> late -> files;
    }
}

/// The file that the glob finds many times, and how many rows it has.
fn part() -> Result<(PathBuf, u64), Failure> {
    let flights = inputs::flights()?.whole;
    let path = inputs::folder()?.join("flights-10mb.csv");
    inputs::complete(&path, |out| {
        let mut bytes = 0;
        for line in BufReader::new(File::open(&flights).map_err(|error| error.to_string())?).lines()
        {
            let line = line.map_err(|error| error.to_string())?;
            bytes += line.len() + 1;
            if bytes > FILE {
                break;
            }
            writeln!(out, "{line}").map_err(|error| error.to_string())?;
        }
        Ok(())
    })?;
    // By lines: a large block that is freed here would change how large ones are given from now on.
    let file = File::open(&path).map_err(|error| error.to_string())?;
    Ok((path, BufReader::new(file).lines().count() as u64 - 1))
}

/// The table.
pub fn table(args: &Args) -> String {
    let mut text = String::from("### Files: memory, with more and more of them\n\n");
    if let Err(why) = part() {
        return text + &format!("Not measured: {why}.\n\n");
    }
    text += "A glob of csv files of 10 MB each, with one worker.\n\n";
    text += "| | files | MB | seconds | peak MB | × one file |\n|---|--:|--:|--:|--:|--:|\n";
    for (job, about) in [
        (Job::Read, "read"),
        (Job::Lines, "→ dep_delay > 15 → JSON lines"),
        (Job::Write, "→ dep_delay > 15 → parquet (zstd 3) by carrier"),
    ] {
        let name = format!("{job:?}").to_lowercase();
        let cases = [1, args.glob_files]
            .map(|files| Case::new(files.to_string(), &[&"glob", &name, &files]));
        let series = rounds(&format!("a glob, {name}"), cases.into(), args.runs.min(3));
        for one in &series {
            let peak = |taken: &Measured| taken.peak as f64;
            let (seconds, most) = (one.median(|taken| taken.seconds), one.median(peak) / 1e6);
            let times = series.first().map_or(f64::NAN, |first| one.times(first, peak));
            let megabytes = one.name.parse::<usize>().unwrap_or(0) * FILE / 1_000_000;
            let _ = writeln!(
                text,
                "| {about} | {} | {megabytes} | {seconds:.2} | {most:.1} | {times:.2} |",
                one.name
            );
        }
    }
    text + "\n"
}
