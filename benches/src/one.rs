//! One contestant at one workload, in this process.

use std::fmt::Debug;

use crate::args::One;
use crate::contestants::Entry;
use crate::measure::{Failure, Measured};
use crate::work::w4::Text;
use crate::work::{Work, w1, w2, w3, w5};

/// Warms up with a little, measures, and compares the answer.
pub fn measure(one: &One) -> Result<Measured, Failure> {
    let (of, events) = (one.contestant, one.events.unwrap_or(one.work.events()));
    match one.work {
        Work::W1 => timed(&of.w1, events, w1::answer),
        Work::W1q => timed(&of.w1q, events, w1::answer),
        Work::W2 => timed(&of.w2, events, w2::answer),
        Work::W3 => timed(&of.w3, events, w3::answer),
        Work::W4 => {
            let run = entry(&of.w4)?;
            let (warm, text) = (Text::new(2_000), Text::new(events));
            assert_eq!(run(warm), warm.answer, "the answer is wrong");
            let (measured, counts) = Measured::take(|| run(text));
            assert_eq!(counts, text.answer, "the answer is wrong");
            Ok(measured)
        }
        Work::W5 => {
            let run = entry(&of.w5)?;
            run(events / 100);
            let (measured, arrived) = Measured::take(|| run(events));
            assert_eq!(arrived.sum, w5::answer(events), "the answer is wrong");
            let latency = [0.5, 0.99, 0.999].map(|share| arrived.quantile(share));
            Ok(Measured { latency: Some(latency), ..measured })
        }
    }
}

/// A workload whose size is a number of events.
fn timed<A: PartialEq + Debug>(
    of: &Entry<u64, A>,
    events: u64,
    answer: fn(u64) -> A,
) -> Result<Measured, Failure> {
    let run = entry(of)?;
    let warm = events / 1_000;
    assert_eq!(run(warm), answer(warm), "the answer is wrong");
    let (measured, got) = Measured::take(|| run(events));
    assert_eq!(got, answer(events), "the answer is wrong");
    Ok(measured)
}

fn entry<S, A>(entry: &Entry<S, A>) -> Result<fn(S) -> A, Failure> {
    match entry {
        Entry::Run(run) => Ok(*run),
        Entry::Not(why) => Err((*why).to_string()),
    }
}
