//! Rounds of measurements: A B C, A B C, … so that what slows the machine for a while slows all.

use std::io::{Write, stderr};
use std::time::Instant;

use crate::measure::{Failure, Measured};
use crate::system;

/// Who is measured, and the arguments that make this program do it.
pub struct Case {
    pub name: String,
    pub arguments: Vec<String>,
}

impl Case {
    pub fn new(name: impl Into<String>, arguments: &[&dyn ToString]) -> Self {
        let arguments = arguments.iter().map(|argument| argument.to_string()).collect();
        Self { name: name.into(), arguments }
    }
}

/// One case in all rounds.
pub struct Series {
    pub name: String,
    pub taken: Result<Vec<Measured>, Failure>,
    /// The share of the machine that others took meanwhile, from 0 to 1.
    pub others: f64,
}

/// Measures all cases, `runs` times each; once more before that, which does not count.
pub fn measure(title: &str, cases: Vec<Case>, runs: usize) -> Vec<Series> {
    let mut turns: Vec<Turns> = cases.into_iter().map(Turns::new).collect();
    for round in 0..=runs {
        for turn in &mut turns {
            let _ = write!(stderr(), "\r{title}, round {round} of {runs}: {:20}", turn.case.name);
            turn.take(round > 0);
        }
    }
    let _ = write!(stderr(), "\r{:70}\r", "");
    turns.into_iter().map(Turns::end).collect()
}

/// What others had of the machine while something ran here.
#[derive(Default)]
pub struct Others {
    wall: f64,
    cpu: f64,
}

impl Others {
    /// Watches while `run` runs. The children that it waits for are no others.
    pub fn watch<T>(&mut self, run: impl FnOnce() -> T) -> T {
        let (begun, busy, own) = (Instant::now(), system::busy(), system::cpu_of_children());
        let done = run();
        self.wall += begun.elapsed().as_secs_f64();
        self.cpu += system::busy() - busy - (system::cpu_of_children() - own);
        done
    }

    /// Their share, from 0 to 1.
    pub fn share(&self) -> f64 {
        // What is counted in hundredths of a second may come out below nothing.
        (self.cpu / self.wall / system::cpus() as f64).max(0.0)
    }
}

/// The turns of one case.
struct Turns {
    case: Case,
    taken: Result<Vec<Measured>, Failure>,
    others: Others,
}

impl Turns {
    fn new(case: Case) -> Self {
        Self { case, taken: Ok(Vec::new()), others: Others::default() }
    }

    /// One measurement. Who failed is not asked again.
    fn take(&mut self, counts: bool) {
        let Ok(taken) = &mut self.taken else { return };
        match self.others.watch(|| Measured::child(&self.case.arguments)) {
            Ok(measured) if counts => taken.push(measured),
            Ok(_) => {}
            Err(failure) => self.taken = Err(failure),
        }
    }

    fn end(self) -> Series {
        Series { name: self.case.name, taken: self.taken, others: self.others.share() }
    }
}

impl Series {
    /// The median of a figure.
    pub fn median(&self, of: impl Fn(&Measured) -> f64) -> f64 {
        median(self.all().iter().map(of))
    }

    /// How many times another series this one is: pair by pair within a round, then the median.
    pub fn times(&self, other: &Self, of: impl Fn(&Measured) -> f64) -> f64 {
        median(self.all().iter().zip(other.all()).map(|(one, other)| of(one) / of(other)))
    }

    /// All that counts.
    pub fn all(&self) -> &[Measured] {
        self.taken.as_deref().unwrap_or_default()
    }

    /// True when others had so much of the machine that times are not to be trusted.
    pub fn is_contended(&self) -> bool {
        self.others > 0.03
    }

    /// The same in words.
    pub fn machine(&self) -> String {
        let word = if self.is_contended() { "contended" } else { "quiet" };
        format!("{word}: others took {:.0} %", self.others * 100.0)
    }
}

/// The middle one; of an even number, the mean of the middle two; of none, not a number.
fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    match numbers.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => numbers[half],
        _ => (numbers[half - 1] + numbers[half]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(seconds: &[f64]) -> Series {
        let one = |&seconds: &f64| Measured { seconds, cpu: 0.0, peak: 0, latency: None };
        Series { name: String::new(), taken: Ok(seconds.iter().map(one).collect()), others: 0.0 }
    }

    #[test]
    fn a_ratio_is_that_of_pairs() {
        // The machine was ten times slower in the second round: that is no matter.
        let (one, limit) = (series(&[2.0, 20.0, 2.0]), series(&[1.0, 10.0, 1.0]));
        assert_eq!(one.times(&limit, |m| m.seconds), 2.0);
        assert_eq!(one.median(|m| m.seconds), 2.0);
        assert_eq!(series(&[1.0, 4.0]).median(|m| m.seconds), 2.5);
        assert!(series(&[]).median(|m| m.seconds).is_nan());
    }
}
