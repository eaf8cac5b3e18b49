//! How long a graph of 10, 100 and 300 tasks takes to compile: a crate is written into `target/`,
//! and cargo is timed there; once with the graph, and once with the same functions in no graph.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use crate::args::Args;
use crate::measure::Failure;

const SIZES: [usize; 3] = [10, 100, 300];

/// The table.
pub fn table(args: &Args) -> Result<String, Failure> {
    let folder = prepare().map_err(|error| format!("the crate to compile: {error}"))?;
    let mut text = String::from("### Time to compile\n\n");
    text += "A task is a `#[task]` of its own; every tenth has a queue. Seconds, median.\n\n";
    text += "| tasks | check, no graph | check | release, no graph | release |\n|--:|--:|--:|--:|--:|\n";
    let runs = if args.quick { 1 } else { args.runs };
    for size in SIZES {
        let _ = write!(text, "| {size} |");
        for command in [&["check"][..], &["build", "--release"]] {
            for graph in [false, true] {
                let what = if graph { "graph" } else { "no graph" };
                eprint!("\r{size} tasks, {what}: cargo {:20}", command.join(" "));
                let _ = write!(text, " {:.2} |", seconds(&folder, command, size, graph, runs)?);
            }
        }
        text.push('\n');
    }
    eprint!("\r{:70}\r", "");
    Ok(text + "\n")
}

/// A crate beside the workspace's own build, which keeps its dependencies from run to run.
fn prepare() -> std::io::Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let folder = root.join("target/growth");
    fs::create_dir_all(folder.join("src"))?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let goflow = root.join("goflow");
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"growth\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\ngoflow = {{ path = {goflow:?} }}\n\
             tokio = {{ version = \"1\", features = [\"rt-multi-thread\", \"macros\"] }}\n\n\
             [profile.release]\nlto = \"thin\"\ncodegen-units = 1\n"
        ),
    )?;
    Ok(folder)
}

/// The median time that cargo takes when nothing but the program has changed.
fn seconds(
    folder: &Path,
    command: &[&str],
    size: usize,
    graph: bool,
    runs: usize,
) -> Result<f64, Failure> {
    let mut times = Vec::new();
    for run in 0..=runs {
        let program = format!("// {run}\n{}", program(size, graph));
        fs::write(folder.join("src/main.rs"), program).map_err(|error| error.to_string())?;
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(command).arg("--quiet").current_dir(folder);
        cargo.env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_INCREMENTAL", "0");
        let begun = Instant::now();
        let output = cargo.output().map_err(|error| error.to_string())?;
        times.push(begun.elapsed().as_secs_f64());
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
    }
    // The first may have compiled dependencies.
    times.remove(0);
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// A program of `size` tasks.
fn program(size: usize, graph: bool) -> String {
    let mut text = String::from("#![allow(dead_code)]\nuse goflow::prelude::*;\n");
    text += "#[source]\nfn numbers() -> impl Iterator<Item = u64> { 0..1_000 }\n";
    for n in 0..size {
        let _ = writeln!(text, "#[task]\nfn task_{n}(x: u64) -> u64 {{ x.wrapping_mul({n}) + 1 }}");
    }
    text += "#[output]\nfn print(x: u64) { println!(\"{x}\") }\n";
    text += "#[tokio::main]\nasync fn main() -> Result<(), goflow::Error> {\n";
    if graph {
        text += "    pipeline! { numbers\n";
        for n in 0..size {
            let queue = if n % 10 == 0 { " (buf 1024)" } else { "" };
            let _ = writeln!(text, "        -> task_{n}{queue}");
        }
        text += "        -> print;\n    }.run().await.map(drop)\n}\n";
    } else {
        text += "    Ok(())\n}\n";
    }
    text
}
