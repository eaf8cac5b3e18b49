//! What grows with what: cost per event with events, with nodes and with workers; time to compile
//! with nodes.

mod chain;
pub mod compile;
mod workers;

use std::fmt::Write;

use clap::ValueEnum;

use crate::args::Args;
use crate::contestants::goflow::{Parts, run};
use crate::measure::{Failure, Measured};
use crate::rounds::{Case, measure as rounds};
use crate::work::{Sum, w3};

/// A graph that comes in sizes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Graph {
    /// A chain of so many tasks that runs as one stage.
    Fused,
    /// A chain of so many tasks with a queue before each.
    Queued,
    /// A cheap task with so many workers.
    Cheap,
    /// A task of 4.8 µs with so many workers.
    Slow,
}

/// One measurement.
#[derive(clap::Args)]
pub struct Shape {
    pub graph: Graph,
    pub size: u64,
    pub events: u64,
}

/// Measures in this process.
pub fn measure(shape: &Shape) -> Result<Measured, Failure> {
    let Shape { graph, size, events } = *shape;
    let none = || format!("there is no chain of {size}; there are {:?}", chain::LENGTHS);
    let draw = |events| -> Result<Parts<Sum>, Failure> {
        Ok(match graph {
            Graph::Fused => chain::fused(size, events).ok_or_else(none)?,
            Graph::Queued => chain::queued(size, events).ok_or_else(none)?,
            Graph::Cheap => workers::cheap(size, events),
            Graph::Slow => workers::slow(size, events),
        })
    };
    let answer = match graph {
        Graph::Fused | Graph::Queued => chain::answer(size, events),
        Graph::Cheap => workers::cheap_answer(events),
        Graph::Slow => w3::answer(events),
    };
    let (warm, flow) = (draw(events / 100)?, draw(events)?);
    run(warm);
    let (measured, sum) = Measured::take(|| run(flow));
    assert_eq!(sum, answer, "the answer is wrong");
    Ok(measured)
}

/// The tables.
pub fn tables(args: &Args) -> String {
    let mut text = events(args);
    text += &sizes(
        "a chain of 4 to 64 tasks that runs as one stage",
        ("tasks", Graph::Fused, args.part(5_000_000)),
        &chain::LENGTHS,
        args,
    );
    text += &sizes(
        "the same with a queue before every task",
        ("tasks", Graph::Queued, args.part(1_000_000)),
        &chain::LENGTHS,
        args,
    );
    text += &sizes(
        "a cheap task with 1 to 16 workers",
        ("workers", Graph::Cheap, args.part(5_000_000)),
        &workers::COUNTS,
        args,
    );
    text += &sizes(
        "a task of 4.8 µs with 1 to 16 workers",
        ("workers", Graph::Slow, args.part(40_000)),
        &workers::COUNTS,
        args,
    );
    text
}

/// Nanoseconds.
const NS: f64 = 1e9;

/// W1 with more and more events.
fn events(args: &Args) -> String {
    let mut text = String::from("### Growth: W1 with more events\n\n");
    text += "| events | hand ns/event | goflow ns/event | machine |\n|--:|--:|--:|---|\n";
    for power in 5..=8 {
        let events = args.part(10_u64.pow(power));
        let cases = ["hand", "goflow"]
            .map(|name| Case::new(name, &[&"one", &"W1", &name, &"--events", &events]));
        let series = rounds(&format!("{events} events"), cases.into(), args.runs);
        let ns = |n: usize| series[n].median(|m| m.seconds) * NS / events as f64;
        let (hand, ours, machine) = (ns(0), ns(1), series[1].machine());
        let _ = writeln!(text, "| {events} | {hand:.2} | {ours:.2} | {machine} |");
    }
    text + "\n"
}

/// A graph in several sizes.
fn sizes(title: &str, of: (&str, Graph, u64), sizes: &[u64], args: &Args) -> String {
    let (what, graph, events) = of;
    let name = graph.to_possible_value().map_or(String::new(), |v| v.get_name().to_string());
    let case = |size: &u64| Case::new(format!("{size}"), &[&"grow", &name, size, &events]);
    let mut text = format!("### Growth: {title}, {events} events\n\n");
    let _ = writeln!(text, "| {what} | ns/event | CPU ns/event | peak MB | machine |");
    text += "|--:|--:|--:|--:|---|\n";
    for one in rounds(&name, sizes.iter().map(case).collect(), args.runs) {
        let ns = one.median(|m| m.seconds) * NS / events as f64;
        let cpu = one.median(|m| m.cpu) * NS / events as f64;
        let peak = one.median(|m| m.peak as f64 / 1e6);
        let _ =
            writeln!(text, "| {} | {ns:.1} | {cpu:.1} | {peak:.1} | {} |", one.name, one.machine());
    }
    text + "\n"
}
