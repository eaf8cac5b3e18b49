//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::contestants::{self, Contestant};
use crate::work::Work;

/// Measures goflow beside a hand-written loop and its peers.
#[derive(Parser)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Rounds that count; one more goes before them and is dropped.
    #[arg(long, default_value_t = 5)]
    pub runs: usize,

    /// Workloads, all by default.
    #[arg(long, value_delimiter = ',', value_parser = work)]
    pub only: Vec<Work>,

    /// Contestants, all by default. Who sets the limit always takes part.
    #[arg(long, value_delimiter = ',', value_parser = contestant)]
    pub contestants: Vec<&'static Contestant>,

    /// A twentieth of the events, to see that all works; its figures mean little.
    #[arg(long)]
    pub quick: bool,

    /// Writes the tables into this file, between its markers.
    #[arg(long)]
    pub write: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Measures once, in this process.
    One(One),
}

/// One measurement.
#[derive(clap::Args, Clone)]
pub struct One {
    #[arg(value_parser = work)]
    pub work: Work,

    #[arg(value_parser = contestant)]
    pub contestant: &'static Contestant,

    /// One event of so many.
    #[arg(long, default_value_t = 1)]
    pub part: u64,
}

fn work(name: &str) -> Result<Work, String> {
    let found = Work::ALL.iter().find(|work| work.to_string().eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| format!("there is no such workload; there are {:?}", Work::ALL))
}

fn contestant(name: &str) -> Result<&'static Contestant, String> {
    contestants::named(name).ok_or_else(|| {
        let names: Vec<_> = contestants::ALL.iter().map(|c| c.name).collect();
        format!("nobody has that name; there are {}", names.join(", "))
    })
}
