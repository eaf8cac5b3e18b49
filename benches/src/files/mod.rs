//! Races from file to file: what goflow's connectors cost beside loops written by hand for the very
//! files, and beside DuckDB and Polars.
//!
//! A race has an input, made once under `target/`, and contestants that each write an output folder.
//! What they wrote is read back and compared after the clock has stopped.

mod copy;
mod flights;
pub mod glob;
mod inputs;
mod lines;
mod peers;
mod table;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;

use crate::measure::{Failure, Measured};
use inputs::Input;
use peers::Peer;
pub use table::tables;

/// The races.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Race {
    /// csv → filter → parquet by carrier.
    Flights,
    /// csv → JSON lines.
    Lines,
    /// parquet → parquet.
    Copy,
}

/// Who takes part in a race.
struct Contestant {
    name: &'static str,
    about: &'static str,
    /// How many CPUs it is given, and threads it is told to use. One is one indeed: then its
    /// process, helpers and all, is pinned to it.
    threads: usize,
    run: Run,
}

/// How it runs.
enum Run {
    /// From an input into a folder, in this process.
    Here(fn(&Path, &Path)),
    /// In Python.
    Python(Peer),
}

/// What an output has to say for itself.
type Check = fn(&Path, &Path, &Contestant) -> Result<(), Failure>;

impl Race {
    const ALL: [Self; 3] = [Self::Flights, Self::Lines, Self::Copy];

    fn about(self) -> &'static str {
        match self {
            Self::Flights => flights::ABOUT,
            Self::Lines => lines::ABOUT,
            Self::Copy => copy::ABOUT,
        }
    }

    fn field(self) -> &'static [Contestant] {
        match self {
            Self::Flights => flights::FIELD,
            Self::Lines => lines::FIELD,
            Self::Copy => copy::FIELD,
        }
    }

    /// The contestant that sets the limit.
    fn limit(self) -> &'static str {
        match self {
            Self::Flights => "bytes",
            Self::Lines => "serde",
            Self::Copy => "arrow",
        }
    }

    /// How many times the limit goflow may take with one worker.
    fn goal(self) -> f64 {
        match self {
            Self::Flights => 1.3,
            Self::Lines | Self::Copy => 1.0 / 0.9,
        }
    }

    /// Seconds that are few enough, whatever the limit is: those of three million rows each.
    fn enough(self) -> Option<f64> {
        (self == Self::Lines).then_some(inputs::RECORDS as f64 / 3e6)
    }

    fn input(self) -> Result<Input, Failure> {
        match self {
            Self::Flights => inputs::flights(),
            Self::Lines => inputs::orders(),
            Self::Copy => inputs::columns(),
        }
    }

    fn check(self) -> Check {
        match self {
            Self::Flights => flights::check,
            Self::Lines => lines::check,
            Self::Copy => copy::check,
        }
    }
}

impl fmt::Display for Race {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flights => "flights",
            Self::Lines => "lines",
            Self::Copy => "copy",
        })
    }
}

/// One measurement.
#[derive(clap::Args)]
pub struct FileRun {
    race: Race,
    contestant: String,
}

/// Warms up with the first lines of the input, measures in this process (a peer: in its own), and
/// compares what was written.
pub fn measure(run: &FileRun) -> Result<Measured, Failure> {
    let field = run.race.field();
    let contestant = field.iter().find(|one| one.name == run.contestant).ok_or_else(|| {
        let names: Vec<_> = field.iter().map(|one| one.name).collect();
        format!("nobody has that name; there are {}", names.join(", "))
    })?;
    let input = run.race.input()?;
    let out = Output::new(&format!("{}-{}", run.race, contestant.name))?;
    if contestant.threads == 1 {
        pin()?;
    }
    let measured = match contestant.run {
        Run::Here(go) => {
            go(&input.little, &out.little);
            Measured::take(|| go(&input.whole, &out.whole)).0
        }
        Run::Python(peer) => peers::measure(peer, contestant.threads, &input, &out)?,
    };
    let check = run.race.check();
    check(&input.little, &out.little, contestant)?;
    check(&input.whole, &out.whole, contestant)?;
    Ok(measured)
}

/// This process and those that it starts have the last CPU only: the first is what most others use.
fn pin() -> Result<(), Failure> {
    let mut last = CpuSet::new();
    let told = |error: nix::Error| error.to_string();
    last.set(crate::system::cpus() - 1).map_err(told)?;
    sched_setaffinity(Pid::from_raw(0), &last).map_err(told)
}

/// Folders to write into, which are gone with this.
struct Output {
    root: PathBuf,
    whole: PathBuf,
    little: PathBuf,
}

impl Output {
    fn new(name: &str) -> Result<Self, Failure> {
        let root = inputs::folder()?.join(format!("out-{name}-{}", std::process::id()));
        let (whole, little) = (root.join("whole"), root.join("little"));
        for folder in [&whole, &little] {
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        Ok(Self { root, whole, little })
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every contestant that is here (peers may not be installed) gives what it has to.
    #[test]
    fn all_write_the_same() {
        for race in Race::ALL {
            let input = match race.input() {
                Ok(input) => input,
                Err(why) => {
                    println!("skipped: {why}");
                    continue;
                }
            };
            for contestant in race.field() {
                if let Run::Here(go) = contestant.run {
                    let out = Output::new(&format!("test-{race}-{}", contestant.name)).unwrap();
                    go(&input.little, &out.little);
                    race.check()(&input.little, &out.little, contestant).unwrap();
                    // And what is of something else is noticed.
                    assert!(race.check()(&input.whole, &out.little, contestant).is_err());
                }
            }
        }
    }
}
