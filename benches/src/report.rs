//! The tables, as Markdown.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::args::Args;
use crate::contestants::{self, Contestant};
use crate::measure::Failure;
use crate::rounds::{Case, Series, measure};
use crate::work::Work;
use crate::{busy, growth, system, watch};

/// Measures all that is asked for, prints the tables, and writes them down if asked to.
pub fn all(args: &Args) -> Result<(), Failure> {
    let plain = args.all || !args.some_kind();
    if plain {
        let mut text = legend(args);
        for work in args.works() {
            let table = table(*work, args);
            println!("{table}");
            text += &table;
        }
        write(args, "workloads", &text)?;
    }
    if args.watch || args.all {
        let text = watch::table(args);
        println!("{text}");
        write(args, "watch", &text)?;
    }
    if args.busy || args.all {
        let text = busy::tables(args)?;
        println!("{text}");
        write(args, "busy", &text)?;
    }
    if args.growth || args.all {
        let text = growth::tables(args);
        println!("{text}");
        write(args, "growth", &text)?;
    }
    if args.compile || args.all {
        let text = growth::compile::table(args)?;
        println!("{text}");
        write(args, "compile", &text)?;
    }
    #[cfg(feature = "files")]
    if args.files || args.all {
        let text = crate::files::tables(args);
        println!("{text}");
        write(args, "files", &text)?;
    }
    Ok(())
}

/// Where and when.
fn machine(args: &Args) -> String {
    let said = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_string())
    };
    let date = said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]).unwrap_or_default();
    let rustc = said("rustc", &["-V"]).unwrap_or_default();
    let (model, cpus, runs) = (system::model(), system::cpus(), args.runs);
    let quick = if args.quick { ", a twentieth of the events" } else { "" };
    format!("{date}; {rustc}; {model}, {cpus} CPUs; medians of {runs} rounds{quick}.\n\n")
}

/// Who takes part, and in which versions.
fn legend(args: &Args) -> String {
    let all = || contestants::ALL.iter();
    let field =
        if args.contestants.is_empty() { all().collect() } else { args.contestants.clone() };
    let mut text = String::new();
    for Contestant { name, about, .. } in field {
        let _ = writeln!(text, "- `{name}`: {about}");
    }
    let crates = [
        "goflow",
        "tokio",
        "crossfire",
        "crossbeam-channel",
        "dfir_rs",
        "renoir",
        "timely",
        "ahash",
    ];
    let versions = crates.map(|name| format!("{name} {}", version(name)));
    let _ = writeln!(text, "\nVersions: {}.\n", versions.join(", "));
    text
}

/// The version of a crate that this program was built with.
pub fn version(name: &str) -> &'static str {
    let lock = include_str!("../../Cargo.lock");
    let entry = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).map(|(_, rest)| rest);
    entry.and_then(|rest| rest.split('"').next()).unwrap_or("?")
}

/// What a child is told to measure a contestant at a workload.
pub fn case(work: Work, contestant: &Contestant, args: &Args) -> Case {
    let (name, events) = (contestant.name, args.part(work.events()));
    Case::new(name, &[&"one", &work, &name, &"--events", &events])
}

/// The table of one workload, the best first; who does not take part stands below, with the reason.
fn table(work: Work, args: &Args) -> String {
    let cases = args.field(work).into_iter().map(|one| case(work, one, args)).collect();
    let series = measure(&work.to_string(), cases, args.runs);
    let limit = series.iter().find(|one| Some(one.name.as_str()) == work.limit());
    let mut text = format!("### {work}: {}\n\n", work.about());
    text += if work == Work::W5 {
        "| | p50 µs | p99 µs | p99.9 µs | CPU s | peak MB | machine |\n|---|--:|--:|--:|--:|--:|---|\n"
    } else {
        "| | seconds | × limit | CPU s | peak MB | machine |\n|---|--:|--:|--:|--:|---|\n"
    };
    let (mut rows, mut reasons) = (Vec::new(), String::new());
    for one in &series {
        match &one.taken {
            Ok(_) => rows.push(row(one, limit)),
            Err(why) => reasons += &format!("- `{}`: {why}\n", one.name),
        }
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    text.extend(rows.into_iter().map(|(_, row)| row));
    if let Some(ours) = series.iter().find(|one| one.name == "goflow") {
        text += &format!("\n{}\n", goal(work, ours, limit));
    }
    if !reasons.is_empty() {
        text += &format!("\nNot in the table:\n\n{reasons}");
    }
    text + "\n"
}

/// One line of a table, and what to sort it by.
fn row(one: &Series, limit: Option<&Series>) -> (f64, String) {
    let mut row = format!("| {} | ", one.name);
    let best = if one.all().iter().any(|taken| taken.latency.is_some()) {
        let [p50, p99, p999] = [0, 1, 2].map(|n| latency(one, n));
        let _ = write!(row, "{p50:.1} | {p99:.0} | {p999:.0} | ");
        p50
    } else {
        let seconds = one.median(|taken| taken.seconds);
        let times = limit.map(|limit| format!("{:.2}", one.times(limit, |taken| taken.seconds)));
        let _ = write!(row, "{seconds:.4} | {} | ", times.as_deref().unwrap_or("–"));
        seconds
    };
    let (cpu, peak) = (one.median(|taken| taken.cpu), one.median(|taken| taken.peak as f64 / 1e6));
    let _ = writeln!(row, "{cpu:.4} | {peak:.1} | {} |", one.machine());
    (best, row)
}

/// A series' median of the `n`th latency.
fn latency(one: &Series, n: usize) -> f64 {
    one.median(|taken| taken.latency.map_or(f64::NAN, |latency| latency[n]))
}

/// Whether goflow is where it wants to be. Times of a contended machine do not tell.
fn goal(work: Work, ours: &Series, limit: Option<&Series>) -> String {
    let word = |reached: bool| match (ours.is_contended(), reached) {
        (true, _) => "not judged, the machine was contended",
        (false, true) => "reached",
        (false, false) => "not reached",
    };
    match (work.goal(), limit) {
        (Some(goal), Some(limit)) => {
            let times = ours.times(limit, |taken| taken.seconds);
            let cpu = ours.times(limit, |taken| taken.cpu);
            let word = word(times <= goal);
            format!("Goal: at most {goal} × the limit; {times:.2} (CPU {cpu:.2}): {word}.")
        }
        _ => {
            let (p50, p99) = (latency(ours, 0), latency(ours, 1));
            let word = word(p50 <= 10.0 && p99 <= 60.0);
            format!("Goal: p50 at most 10 µs, p99 at most 60 µs; {p50:.1} and {p99:.0}: {word}.")
        }
    }
}

/// Puts tables between the markers of a file, if there is one.
fn write(args: &Args, kind: &str, tables: &str) -> Result<(), Failure> {
    let Some(path) = &args.write else { return Ok(()) };
    let text = read(path)?;
    let (begin, end) = (format!("<!-- {kind} -->"), format!("<!-- end of {kind} -->"));
    let place = text.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let name = path.display();
    let (before, after) =
        place.ok_or_else(|| format!("{name} has no place for the tables: `{begin}` to `{end}`"))?;
    let text = format!("{before}{begin}\n\n{}{tables}{end}{after}", machine(args));
    fs::write(path, text).map_err(|error| format!("{name}: {error}"))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
