//! W5: how long an event takes from source to output, through two maps and three queues.
//!
//! Event i is due i × 20 µs after the start, which makes 50 a millisecond, and its time counts from
//! then: an event that the source sends late, because it was held up, was late all the same.

use std::fmt;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use super::{Sum, w1};

/// Events of a measurement: two seconds.
pub const EVENTS: u64 = 100_000;

const APART: Duration = Duration::from_micros(20);

/// An event, and when it was due.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    pub due: Instant,
    pub value: u64,
}

impl Tick {
    /// What the first map does.
    #[inline]
    pub fn mix(self) -> Self {
        Self { value: w1::mix(self.value), ..self }
    }

    /// What the second map does.
    #[inline]
    pub fn spread(self) -> Self {
        Self { value: w1::spread(self.value), ..self }
    }
}

/// What is due when.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    start: Instant,
    next: u64,
    events: u64,
}

impl Schedule {
    /// Starts now.
    pub fn new(events: u64) -> Self {
        Self { start: Instant::now(), next: 0, events }
    }

    /// True when all were sent.
    pub fn is_over(&self) -> bool {
        self.next == self.events
    }

    /// The next event, if it is due.
    #[inline]
    pub fn due(&mut self) -> Option<Tick> {
        let due = self.start + APART * self.next as u32;
        if self.is_over() || Instant::now() < due {
            return None;
        }
        self.next += 1;
        Some(Tick { due, value: self.next - 1 })
    }
}

/// A source on a thread of its own: waits for each event, letting others have the CPU meanwhile.
impl Iterator for Schedule {
    type Item = Tick;

    fn next(&mut self) -> Option<Tick> {
        while !self.is_over() {
            if let Some(tick) = self.due() {
                return Some(tick);
            }
            std::thread::yield_now();
        }
        None
    }
}

/// What the output saw.
#[derive(Clone)]
pub struct Arrived {
    pub sum: Sum,
    /// In nanoseconds.
    latency: Histogram<u64>,
}

impl Arrived {
    #[inline]
    pub fn arrive(&mut self, tick: Tick) {
        self.sum.add(tick.value);
        self.latency.saturating_record(tick.due.elapsed().as_nanos() as u64);
    }

    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.latency += other.latency;
        Self { sum: self.sum.and(other.sum), ..self }
    }

    /// The latency in µs that this share of all events does not exceed.
    pub fn quantile(&self, share: f64) -> f64 {
        self.latency.value_at_quantile(share) as f64 / 1e3
    }
}

impl Default for Arrived {
    fn default() -> Self {
        let most = Duration::from_secs(60).as_nanos() as u64;
        let latency = Histogram::new_with_bounds(1, most, 3).unwrap();
        Self { sum: Sum::default(), latency }
    }
}

impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrived").field("sum", &self.sum).finish_non_exhaustive()
    }
}

/// What the values must add up to, by W1's functions.
pub fn answer(events: u64) -> Sum {
    let mut sum = Sum::default();
    (0..events).for_each(|value| sum.add(w1::spread(w1::mix(value))));
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_early_and_all_comes() {
        let begun = Instant::now();
        let ticks: Vec<Tick> = Schedule::new(100).collect();
        assert!(begun.elapsed() >= 99 * APART);
        assert!(ticks.windows(2).all(|pair| pair[1].due - pair[0].due == APART));
        assert_eq!(ticks.len(), 100);
    }

    #[test]
    fn a_late_event_counts_from_when_it_was_due() {
        let mut arrived = Arrived::default();
        arrived.arrive(Tick { due: Instant::now() - Duration::from_millis(5), value: 3 });
        assert!(arrived.quantile(0.5) >= 5_000.0);
        assert_eq!(arrived.sum, Sum { count: 1, sum: 3 });
    }
}
