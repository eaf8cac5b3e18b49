//! The tables.

use std::fmt::Write;

use super::{Contestant, Race, peers};
use crate::args::Args;
use crate::rounds::{Case, Series, measure};

/// The tables of all races; one whose input cannot be had says so.
pub fn tables(args: &Args) -> String {
    let mut text = String::new();
    if let Err(why) = peers::install() {
        let _ = writeln!(text, "Without DuckDB and Polars: {why}.\n");
    }
    if let Ok(versions) = peers::versions() {
        let crates = ["csv", "serde_json", "parquet"];
        let crates = crates.map(|name| format!("{name} {}", crate::report::version(name)));
        let _ = writeln!(text, "Versions: {}, {versions}.\n", crates.join(", "));
    }
    for race in Race::ALL {
        text += &format!("### Files: {}\n\n", race.about());
        match race.input() {
            Ok(_) => text += &table(race, args),
            Err(why) => text += &format!("Not measured: {why}.\n\n"),
        }
    }
    text + &super::glob::table(args)
}

fn table(race: Race, args: &Args) -> String {
    let mut text = String::new();
    for Contestant { name, about, .. } in race.field() {
        let _ = writeln!(text, "- `{name}`: {about}");
    }
    text += "\n| | CPUs | seconds | × limit | CPU s | × limit | peak MB | machine |\n";
    text += "|---|--:|--:|--:|--:|--:|--:|---|\n";
    let cases = race.field().iter().map(|one| Case::new(one.name, &[&"file", &race, &one.name]));
    let series = measure(&format!("files, {race}"), cases.collect(), args.runs);
    let find = |name: &str| series.iter().find(|one| one.name == name);
    let (mut rows, mut reasons) = (Vec::new(), String::new());
    for (one, Contestant { threads, .. }) in series.iter().zip(race.field()) {
        match &one.taken {
            Ok(_) => rows.push(row(one, *threads, find(race.limit()))),
            Err(why) => reasons += &format!("- `{}`: {why}\n", one.name),
        }
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    text.extend(rows.into_iter().map(|(_, row)| row));
    if let (Some(ours), Some(limit)) = (find("goflow"), find(race.limit())) {
        let _ = writeln!(text, "\n{}", goal(race, ours, limit));
    }
    for (ours, peers) in [("goflow", ["duckdb", "polars"]), ("goflow-2", ["duckdb-2", "polars-2"])]
    {
        if let (Some(ours), [Some(duckdb), Some(polars)]) = (find(ours), peers.map(find)) {
            text += &ahead(ours, duckdb, polars);
        }
    }
    if !reasons.is_empty() {
        text += &format!("\nNot in the table:\n\n{reasons}");
    }
    text + "\n"
}

/// One line of a table, and what to sort it by.
fn row(one: &Series, threads: usize, limit: Option<&Series>) -> (f64, String) {
    let (seconds, cpu) = (one.median(|taken| taken.seconds), one.median(|taken| taken.cpu));
    let peak = one.median(|taken| taken.peak as f64 / 1e6);
    let times = limit.map_or(f64::NAN, |limit| one.times(limit, |taken| taken.seconds));
    let more = limit.map_or(f64::NAN, |limit| one.times(limit, |taken| taken.cpu));
    let (name, machine) = (&one.name, one.machine());
    let row = format!(
        "| {name} | {threads} | {seconds:.3} | {times:.2} | {cpu:.3} | {more:.2} | {peak:.1} | {machine} |\n"
    );
    (seconds, row)
}

/// Whether goflow is where it wants to be. Times of a contended machine do not tell; CPU seconds do.
fn goal(race: Race, ours: &Series, limit: &Series) -> String {
    let goal = race.goal();
    let times = ours.times(limit, |taken| taken.seconds);
    let cpu = ours.times(limit, |taken| taken.cpu);
    let judged = if ours.is_contended() { cpu } else { times };
    let seconds = ours.median(|taken| taken.seconds);
    let (enough, or) = match race.enough() {
        Some(enough) => (seconds <= enough, format!(", or {enough:.2} s")),
        None => (false, String::new()),
    };
    let word = if judged <= goal || enough { "reached" } else { "not reached" };
    let by = if ours.is_contended() { ", by CPU seconds: the machine was contended" } else { "" };
    format!("Goal: at most {goal:.2} × the limit{or}; {times:.2} (CPU {cpu:.2}): {word}{by}.")
}

/// How many times as long the peers take.
fn ahead(ours: &Series, duckdb: &Series, polars: &Series) -> String {
    let [duckdb, polars] = [duckdb, polars].map(|peer| {
        let times = peer.times(ours, |taken| taken.seconds);
        let cpu = peer.times(ours, |taken| taken.cpu);
        format!("{times:.2} times as long (CPU {cpu:.2})")
    });
    let name = &ours.name;
    format!(
        "\nAgainst `{name}`, with as many threads, DuckDB takes {duckdb}, and Polars {polars}.\n"
    )
}
