//! The tables, as Markdown.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::args::Args;
use crate::contestants;
use crate::measure::{Failure, Measured};
use crate::rounds::{Measurements, Series, median, ratio};
use crate::system;
use crate::work::Work;

/// Others took more of the machine than that: figures are not to be trusted.
const CONTENDED: f64 = 0.03;

/// Measures all that is asked for, prints the tables, and writes them down if asked to.
pub fn all(args: &Args) -> Result<(), Failure> {
    let works = if args.only.is_empty() { Work::ALL } else { &args.only };
    let mut text = machine(args) + &legend(args);
    println!("{text}");
    for work in works {
        let table = table(&Measurements::take(*work, args));
        println!("{table}");
        text += &table;
    }
    match &args.write {
        Some(path) => write(path, &text),
        None => Ok(()),
    }
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
    format!("{date}; {rustc}; {model}, {cpus} CPUs; medians of {runs} rounds\n\n")
}

/// Who takes part.
fn legend(args: &Args) -> String {
    let all = || contestants::ALL.iter();
    let field =
        if args.contestants.is_empty() { all().collect() } else { args.contestants.clone() };
    field.iter().map(|one| format!("- `{}`: {}\n", one.name, one.about)).collect::<String>() + "\n"
}

/// The table of one workload, the best first; those who do not take part stand below, with the reason.
fn table(measured: &Measurements) -> String {
    let work = measured.work;
    let latency = work == Work::W5;
    let mut text = format!("### {work}: {}\n\n", work.about());
    text += if latency {
        "| | p50 µs | p99 µs | p99.9 µs | CPU s | peak MB | machine |\n|---|--:|--:|--:|--:|--:|---|\n"
    } else {
        "| | seconds | × limit | CPU s | peak MB | machine |\n|---|--:|--:|--:|--:|---|\n"
    };
    let (mut rows, mut reasons) = (Vec::new(), String::new());
    for series in &measured.series {
        match &series.result {
            Ok(taken) => rows.push(row(series, taken, measured.limit())),
            Err(why) => reasons += &format!("- `{}`: {why}\n", series.contestant.name),
        }
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    text.extend(rows.into_iter().map(|(_, row)| row));
    if !reasons.is_empty() {
        text += &format!("\nNot in the table:\n\n{reasons}");
    }
    text + "\n"
}

/// One line of a table, and what to sort it by.
fn row(series: &Series, taken: &[Measured], limit: Option<&[Measured]>) -> (f64, String) {
    let of = |number: fn(&Measured) -> f64| median(taken.iter().map(number));
    let (seconds, mut row) = (of(|one| one.seconds), format!("| {} | ", series.contestant.name));
    let best = if taken.iter().any(|one| one.latency.is_some()) {
        let latency = |n: usize| median(taken.iter().filter_map(|one| Some(one.latency?[n])));
        let [p50, p99, p999] = [0, 1, 2].map(latency);
        let _ = write!(row, "{p50:.1} | {p99:.0} | {p999:.0} | ");
        p50
    } else {
        let times = limit.map(|limit| format!("{:.2}", ratio(taken, limit)));
        let _ = write!(row, "{seconds:.4} | {} | ", times.as_deref().unwrap_or("–"));
        seconds
    };
    let (cpu, peak) = (of(|one| one.cpu), of(|one| one.peak as f64 / 1e6));
    let word = if series.others > CONTENDED { "contended" } else { "quiet" };
    let others = series.others * 100.0;
    let _ = writeln!(row, "{cpu:.4} | {peak:.1} | {word}: others took {others:.0} % |");
    (best, row)
}

const BEGIN: &str = "<!-- tables: written by the program -->";
const END: &str = "<!-- end of the tables -->";

/// Puts the tables between the markers of a file.
fn write(path: &Path, tables: &str) -> Result<(), Failure> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) =
        parts.ok_or_else(|| format!("{name} has no place for the tables: `{BEGIN}` to `{END}`"))?;
    let text = format!("{before}{BEGIN}\n\n{tables}{END}{after}");
    fs::write(path, text).map_err(|error| format!("{name}: {error}"))
}
