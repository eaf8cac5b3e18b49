//! How much each contestant slows down when another process has one of the cores: every measurement
//! once in quiet and once beside a process that spins on the first CPU.

use std::fmt::Write as _;
use std::hint::spin_loop;
use std::io::{Write, stderr};
use std::process::{Child, Command};

use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::args::Args;
use crate::measure::{Failure, Measured};
use crate::report::case;
use crate::rounds::{Case, Others, Series};
use crate::work::Work;

/// What the child that takes a core does. It ends with its parent, however that ends.
pub fn spin() -> Result<(), Failure> {
    let told = |error: nix::Error| error.to_string();
    set_pdeathsig(Signal::SIGKILL).map_err(told)?;
    let mut first = CpuSet::new();
    first.set(0).map_err(told)?;
    sched_setaffinity(Pid::from_raw(0), &first).map_err(told)?;
    loop {
        spin_loop();
    }
}

/// A process that has the first CPU while this lives.
struct Neighbour(Child);

impl Neighbour {
    fn move_in() -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let child = Command::new(program).arg("spin").spawn();
        child.map(Self).map_err(|error| error.to_string())
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The tables.
pub fn tables(args: &Args) -> Result<String, Failure> {
    let mut text = String::new();
    for work in args.works().iter().filter(|work| **work != Work::W1q) {
        let unit = if *work == Work::W5 { "p99 µs" } else { "seconds" };
        text += &format!("### {work} on a busy machine: {}\n\n", work.about());
        if let Some(times) = longer(*work) {
            let _ = writeln!(text, "{times} times as many, see above.\n");
        }
        text += &format!(
            "| | {unit} | {unit}, a core taken | slowdown | machine |\n|---|--:|--:|--:|---|\n"
        );
        for contestant in args.field(*work) {
            let mut case = case(*work, contestant, args);
            if let Some(times) = longer(*work) {
                let events = args.part(work.events()) * times;
                case = Case::new(
                    contestant.name,
                    &[&"one", work, &contestant.name, &"--events", &events],
                );
            }
            if let Some((quiet, busy)) = pairs(&format!("{work}, a core taken"), &case, args.runs)?
            {
                let figure = |one: &Measured| match one.latency {
                    Some([_, p99, _]) => p99,
                    None => one.seconds,
                };
                let (alone, beside) = (quiet.median(figure), busy.median(figure));
                let (slowdown, machine) = (busy.times(&quiet, figure), busy.machine());
                let _ = writeln!(
                    text,
                    "| {} | {alone:.4} | {beside:.4} | {slowdown:.2} | {machine} |",
                    case.name
                );
            }
        }
        text.push('\n');
    }
    Ok(text)
}

/// How many times the events a workload has here: one that lasts no longer than the system lets a
/// process run on is over with one bad start, or with none.
fn longer(work: Work) -> Option<u64> {
    (work == Work::W1).then_some(20)
}

/// Measures in turn alone and beside the neighbour; nothing where the workload cannot be done.
fn pairs(title: &str, case: &Case, runs: usize) -> Result<Option<(Series, Series)>, Failure> {
    let (mut quiet, mut busy, mut others) = (Vec::new(), Vec::new(), Others::default());
    for round in 0..=runs {
        let _ = write!(stderr(), "\r{title}, round {round} of {runs}: {:20}", case.name);
        let pair = others.watch(|| {
            let Ok(alone) = Measured::child(&case.arguments) else { return Ok(None) };
            let _neighbour = Neighbour::move_in()?;
            Measured::child(&case.arguments).map(|beside| Some((alone, beside)))
        });
        let Some((alone, beside)) = pair? else { return Ok(None) };
        if round > 0 {
            quiet.push(alone);
            busy.push(beside);
        }
    }
    let others = others.share();
    let series = |taken| Series { name: case.name.clone(), taken: Ok(taken), others };
    Ok(Some((series(quiet), series(busy))))
}
