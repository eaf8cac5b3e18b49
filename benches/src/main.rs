//! How fast goflow is, beside a hand-written loop and what else a user might pick: one run, one
//! machine, interleaved.
//!
//! ```text
//! cargo run --release -p goflow-benches                      # all workloads, as tables
//! cargo run --release -p goflow-benches -- --only W1,W2 --contestants goflow,tokio
//! cargo run --release -p goflow-benches -- one W1 goflow     # one measurement in this process, to profile
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that fails just ends")]

mod args;
mod busy;
#[cfg(test)]
mod checksums;
mod contestants;
#[cfg(feature = "files")]
mod files;
mod growth;
mod measure;
mod one;
mod report;
mod rounds;
mod system;
mod watch;
mod work;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use measure::{Failure, Measured};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let print = |measured: Measured| println!("{measured}");
    match &args.command {
        Some(Command::One(one)) => one::measure(one).map(print),
        Some(Command::Watched(watched)) => watch::measure(watched).map(print),
        Some(Command::Grow(shape)) => growth::measure(shape).map(print),
        #[cfg(feature = "files")]
        Some(Command::File(run)) => files::measure(run).map(print),
        #[cfg(feature = "files")]
        Some(Command::Glob(run)) => files::glob::measure(run).map(print),
        Some(Command::Spin) => busy::spin(),
        None => report::all(args),
    }
}
