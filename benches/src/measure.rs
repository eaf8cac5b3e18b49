//! One measurement: in this process, or in a child of its own, so that memory and CPU time are those
//! of one contestant.

use std::fmt::{self, Debug};
use std::process::Command;
use std::time::Instant;

use crate::args::One;
use crate::contestants::Entry;
use crate::system;
use crate::work::w4::Text;
use crate::work::{Work, w1, w2, w3, w5};

/// What one measurement gave.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub seconds: f64,
    /// CPU seconds of all threads, in the same time.
    pub cpu: f64,
    /// Peak memory in bytes.
    pub peak: u64,
    /// W5: the latencies in µs that 50, 99 and 99.9 % do not exceed.
    pub latency: Option<[f64; 3]>,
}

/// Why there is no measurement.
pub type Failure = String;

/// Measures in this process, and prints a line that [`child`] reads.
pub fn here(one: &One) -> Result<(), Failure> {
    println!("{}", measure(one)?);
    Ok(())
}

fn measure(one: &One) -> Result<Measured, Failure> {
    let (of, part) = (one.contestant, one.part.max(1));
    match one.work {
        Work::W1 => timed(&of.w1, w1::EVENTS / part, 100, w1::answer),
        Work::W1q => timed(&of.w1q, w1::EVENTS / part, 100, w1::answer),
        Work::W2 => timed(&of.w2, w2::EVENTS / part, 100, w2::answer),
        Work::W3 => timed(&of.w3, w3::EVENTS / part, 1000, w3::answer),
        Work::W4 => {
            let run = run(&of.w4)?;
            let (warm, text) = (Text::new(2_000), Text::of(part));
            assert_eq!(run(warm), warm.answer, "the answer is wrong");
            let (measured, counts) = clocked(|| run(text));
            assert_eq!(counts, text.answer, "the answer is wrong");
            Ok(measured)
        }
        Work::W5 => {
            let (run, events) = (run(&of.w5)?, w5::EVENTS / part);
            run(events / 100);
            let (measured, arrived) = clocked(|| run(events));
            assert_eq!(arrived.sum, w5::answer(events), "the answer is wrong");
            Ok(Measured {
                latency: Some([0.5, 0.99, 0.999].map(|q| arrived.quantile(q))),
                ..measured
            })
        }
    }
}

/// Measures a workload whose size is a number of events; first a part of it, to warm up.
fn timed<A: PartialEq + Debug>(
    entry: &Entry<u64, A>,
    events: u64,
    warm: u64,
    answer: fn(u64) -> A,
) -> Result<Measured, Failure> {
    let run = run(entry)?;
    assert_eq!(run(events / warm), answer(events / warm), "the answer is wrong");
    let (measured, got) = clocked(|| run(events));
    assert_eq!(got, answer(events), "the answer is wrong");
    Ok(measured)
}

fn run<S, A>(entry: &Entry<S, A>) -> Result<fn(S) -> A, Failure> {
    match entry {
        Entry::Run(run) => Ok(*run),
        Entry::Not(why) => Err((*why).to_string()),
    }
}

/// Measures `run`.
fn clocked<A>(run: impl FnOnce() -> A) -> (Measured, A) {
    system::forget_peak();
    let (begun, cpu) = (Instant::now(), system::cpu());
    let answer = run();
    let (seconds, cpu) = (begun.elapsed().as_secs_f64(), (system::cpu() - cpu).as_secs_f64());
    (Measured { seconds, cpu, peak: system::peak(), latency: None }, answer)
}

/// Measures in a child process.
pub fn child(one: &One) -> Result<Measured, Failure> {
    let mut command = Command::new(std::env::current_exe().map_err(|e| e.to_string())?);
    command.args(["one", &one.work.to_string(), one.contestant.name]);
    command.args(["--part", &one.part.to_string()]);
    let output = command.output().map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().find_map(Measured::read).ok_or_else(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("{} {}: {}", one.work, one.contestant.name, said.trim())
    })
}

impl Measured {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("measured ")?.split(' ');
        let mut number = || words.next()?.split_once('=')?.1.parse::<f64>().ok();
        let (seconds, cpu, peak) = (number()?, number()?, number()? as u64);
        let latency = number().zip(number()).zip(number()).map(|((a, b), c)| [a, b, c]);
        Some(Self { seconds, cpu, peak, latency })
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, cpu, peak, latency } = self;
        write!(f, "measured seconds={seconds} cpu={cpu} peak={peak}")?;
        match latency {
            Some([p50, p99, p999]) => write!(f, " p50={p50} p99={p99} p999={p999}"),
            None => Ok(()),
        }
    }
}
