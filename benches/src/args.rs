//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::contestants::{self, Contestant};
use crate::growth::Shape;
use crate::watch::Watched;
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

    /// How much each slows down when another process has one of the cores.
    #[arg(long)]
    pub busy: bool,

    /// W6: how much it costs goflow to be watched.
    #[arg(long)]
    pub watch: bool,

    /// What more events, nodes and workers cost goflow.
    #[arg(long)]
    pub growth: bool,

    /// How long graphs of more and more nodes take to compile.
    #[arg(long)]
    pub compile: bool,

    /// From file to file, beside loops by hand, DuckDB and Polars.
    #[cfg(feature = "files")]
    #[arg(long)]
    pub files: bool,

    /// How many csv files of 10 MB the glob has of which `--files` measures the memory.
    #[cfg(feature = "files")]
    #[arg(long, default_value_t = 30)]
    pub glob_files: usize,

    /// Everything: the workloads, `--watch`, `--busy`, `--growth`, `--compile` and `--files`.
    #[arg(long)]
    pub all: bool,

    /// Writes the tables into this file, each kind between its own markers.
    #[arg(long)]
    pub write: Option<PathBuf>,
}

impl Args {
    /// The workloads asked for.
    pub fn works(&self) -> &[Work] {
        if self.only.is_empty() { Work::ALL } else { &self.only }
    }

    /// Who takes part in a workload: the one who sets the limit, and those asked for.
    pub fn field(&self, work: Work) -> Vec<&'static Contestant> {
        let asked = |one: &&Contestant| {
            self.contestants.is_empty()
                || Some(one.name) == work.limit()
                || self.contestants.iter().any(|asked| asked.name == one.name)
        };
        contestants::ALL.iter().filter(asked).collect()
    }

    /// Is it only this or that kind of table that is asked for?
    pub fn some_kind(&self) -> bool {
        #[cfg(feature = "files")]
        if self.files {
            return true;
        }
        self.watch || self.busy || self.growth || self.compile
    }

    /// That many, or fewer to be quick.
    pub fn part(&self, events: u64) -> u64 {
        if self.quick { events / 20 } else { events }
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Measures once, in this process: to profile.
    One(One),
    /// Measures goflow once while it is watched.
    Watched(Watched),
    /// Measures a graph of some size once.
    Grow(Shape),
    /// Measures a race from file to file once.
    #[cfg(feature = "files")]
    File(crate::files::FileRun),
    /// Measures a glob of many files once.
    #[cfg(feature = "files")]
    Glob(crate::files::glob::GlobRun),
    /// Keeps the first CPU busy until it is killed.
    Spin,
}

/// One measurement.
#[derive(clap::Args)]
pub struct One {
    #[arg(value_parser = work)]
    pub work: Work,

    #[arg(value_parser = contestant)]
    pub contestant: &'static Contestant,

    /// Events, or lines; as many as the workload has by default.
    #[arg(long)]
    pub events: Option<u64>,
}

fn work(name: &str) -> Result<Work, String> {
    let found = Work::ALL.iter().find(|work| work.to_string().eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| format!("there is no such workload; there are {:?}", Work::ALL))
}

fn contestant(name: &str) -> Result<&'static Contestant, String> {
    contestants::named(name).ok_or_else(|| {
        let names: Vec<_> = contestants::ALL.iter().map(|one| one.name).collect();
        format!("nobody has that name; there are {}", names.join(", "))
    })
}
