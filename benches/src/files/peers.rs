//! DuckDB and Polars, which race in Python: `peers.py`. `benches/tools` installs them under
//! `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::inputs::Input;
use super::{Output, Run};
use crate::measure::{Failure, Measured};

#[derive(Clone, Copy)]
pub enum Peer {
    DuckDb,
    Polars,
}

impl Peer {
    fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "duckdb",
            Self::Polars => "polars",
        }
    }

    pub const fn with(self) -> Run {
        Run::Python(self)
    }
}

/// The measurement is the script's own: it begins when Python has started and loaded its modules.
pub fn measure(
    peer: Peer,
    threads: usize,
    input: &Input,
    out: &Output,
) -> Result<Measured, Failure> {
    let mut script = python()?;
    script.arg(root().join("src/files/peers.py")).arg(peer.name()).arg(threads.to_string());
    script.args([&input.little, &out.little, &input.whole, &out.whole]);
    // Read when it is loaded.
    script.env("POLARS_MAX_THREADS", threads.to_string());
    Measured::of(&mut script)
}

/// Installs them, if that is still to be done.
pub fn install() -> Result<(), Failure> {
    let status = Command::new(root().join("tools")).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`benches/tools` ended with {status}")),
        Err(error) => Err(format!("`benches/tools`: {error}")),
    }
}

/// Their versions.
pub fn versions() -> Result<String, Failure> {
    let mut script = python()?;
    script.args([
        "-c",
        "import duckdb, polars; print(f'DuckDB {duckdb.__version__}, Polars {polars.__version__}')",
    ]);
    let output = script.output().map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

fn python() -> Result<Command, Failure> {
    let program = root().join("../target/bench-tools/bin/python");
    match program.exists() {
        true => Ok(Command::new(program)),
        false => Err("it is not installed: `benches/tools` does that".into()),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}
