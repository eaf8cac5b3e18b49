//! Rounds of measurements: A B C, A B C, … so that what slows the machine for a while slows all.

use std::io::{Write, stderr};
use std::time::Instant;

use crate::args::{Args, One};
use crate::contestants::{self, Contestant};
use crate::measure::{Failure, Measured, child};
use crate::system;
use crate::work::Work;

/// What one contestant did in all rounds of a workload.
pub struct Series {
    pub contestant: &'static Contestant,
    pub result: Result<Vec<Measured>, Failure>,
    /// The share of the machine that others took meanwhile, from 0 to 1.
    pub others: f64,
}

/// A workload, measured.
pub struct Measurements {
    pub work: Work,
    pub series: Vec<Series>,
}

impl Measurements {
    /// Measures one workload.
    pub fn take(work: Work, args: &Args) -> Self {
        let mut turns: Vec<Turns> = field(work, args).into_iter().map(Turns::new).collect();
        for round in 0..=args.runs {
            let _ = write!(stderr(), "\r{work} round {round} of {}   ", args.runs);
            for turn in &mut turns {
                turn.take(work, args, round > 0);
            }
        }
        let _ = write!(stderr(), "\r{:40}\r", "");
        Self { work, series: turns.into_iter().map(Turns::end).collect() }
    }

    /// What the contestant that sets the limit did.
    pub fn limit(&self) -> Option<&[Measured]> {
        let limit = self.work.limit();
        let series = self.series.iter().find(|series| Some(series.contestant.name) == limit)?;
        series.result.as_deref().ok()
    }
}

/// Who takes part: the one who sets the limit, and those asked for.
fn field(work: Work, args: &Args) -> Vec<&'static Contestant> {
    let asked = |one: &&Contestant| {
        args.contestants.is_empty()
            || Some(one.name) == work.limit()
            || args.contestants.iter().any(|asked| asked.name == one.name)
    };
    contestants::ALL.iter().filter(asked).collect()
}

/// The turns of one contestant.
struct Turns {
    contestant: &'static Contestant,
    result: Result<Vec<Measured>, Failure>,
    wall: f64,
    others: f64,
}

impl Turns {
    fn new(contestant: &'static Contestant) -> Self {
        Self { contestant, result: Ok(Vec::new()), wall: 0.0, others: 0.0 }
    }

    /// One measurement. The first warms up and does not count. Who failed is not asked again.
    fn take(&mut self, work: Work, args: &Args, counts: bool) {
        let Ok(taken) = &mut self.result else { return };
        let one = One { work, contestant: self.contestant, part: if args.quick { 20 } else { 1 } };
        let (begun, busy, own) = (Instant::now(), system::busy(), system::cpu_of_children());
        match child(&one) {
            Ok(measured) if counts => taken.push(measured),
            Ok(_) => {}
            Err(failure) => self.result = Err(failure),
        }
        self.wall += begun.elapsed().as_secs_f64();
        self.others += system::busy() - busy - (system::cpu_of_children() - own);
    }

    fn end(self) -> Series {
        // What is counted in hundredths of a second may come out below nothing.
        let others = (self.others / self.wall / system::cpus() as f64).max(0.0);
        Series { contestant: self.contestant, result: self.result, others }
    }
}

/// The middle one; of an even number, the mean of the middle two.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    match numbers.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => numbers[half],
        _ => (numbers[half - 1] + numbers[half]) / 2.0,
    }
}

/// How many times the limit a series is: pair by pair within a round, then the median.
pub fn ratio(series: &[Measured], limit: &[Measured]) -> f64 {
    median(series.iter().zip(limit).map(|(one, limit)| one.seconds / limit.seconds))
}
