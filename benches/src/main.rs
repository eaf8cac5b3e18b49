//! How fast goflow is, beside a hand-written loop and what else a user might pick: one run, one
//! machine, interleaved.
//!
//! ```text
//! cargo run --release -p goflow-benches                      # everything, as a table
//! cargo run --release -p goflow-benches -- --only W1,W2 --contestants goflow,tokio
//! cargo run --release -p goflow-benches -- one W1 goflow     # one measurement in this process, to profile
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that fails just ends")]

mod args;
#[cfg(test)]
mod checksums;
mod contestants;
mod measure;
mod report;
mod rounds;
mod system;
mod work;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match &args.command {
        Some(Command::One(one)) => measure::here(one),
        None => report::all(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
