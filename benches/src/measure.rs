//! A measurement: of a closure in this process, or of a child, so that memory and CPU time are those
//! of one contestant.

use std::fmt;
use std::process::Command;
use std::time::Instant;

use crate::system;

/// What one measurement gave.
#[derive(Clone, Copy, Debug, PartialEq)]
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

impl Measured {
    /// Measures `run`, here and now.
    pub fn take<A>(run: impl FnOnce() -> A) -> (Self, A) {
        system::forget_peak();
        let (begun, cpu) = (Instant::now(), system::cpu());
        let answer = run();
        let (seconds, cpu) = (begun.elapsed().as_secs_f64(), (system::cpu() - cpu).as_secs_f64());
        (Self { seconds, cpu, peak: system::peak(), latency: None }, answer)
    }

    /// Runs this program again, with these arguments, and reads what it measures.
    pub fn child(arguments: &[String]) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        Self::of(Command::new(program).args(arguments))
    }

    /// Runs a program that measures itself, and reads what it says.
    pub fn of(program: &mut Command) -> Result<Self, Failure> {
        let output = program.output();
        let output = output.map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().find_map(Self::read).ok_or_else(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            said.lines().next().unwrap_or("it ended without a word").to_string()
        })
    }

    /// Reads what `Display` writes.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let measured = Measured { seconds: 0.25, cpu: 0.125, peak: 4096, latency: None };
        assert_eq!(Measured::read(&measured.to_string()), Some(measured));
        let measured = Measured { latency: Some([1.5, 2.0, 30.25]), ..measured };
        assert_eq!(Measured::read(&measured.to_string()), Some(measured));
        assert_eq!(Measured::read("measured seconds=soon"), None);
    }
}
