//! How long things took: counts by buckets that get wider with the time.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds within a decade, in tenths: each is at most half more than the one before, so that a
/// percentile is off by less than that.
const STEPS: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];
/// The first bound, in nanoseconds: below a microsecond nothing here is worth telling apart.
const FIRST: u64 = 1_000;
/// From 1 µs to 100 s.
const DECADES: usize = 8;
const BOUNDS: usize = STEPS.len() * DECADES;

/// Durations that one worker measured, or many together.
#[derive(Debug)]
pub(crate) struct Histogram {
    /// How many are at most the bound of that place, and more than the one before; the last place is
    /// for what is longer than all bounds.
    buckets: [AtomicU64; BOUNDS + 1],
    nanos: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { buckets: [const { AtomicU64::new(0) }; BOUNDS + 1], nanos: AtomicU64::new(0) }
    }
}

impl Histogram {
    /// Adds one. It costs some nanoseconds.
    pub(crate) fn record(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get(place(nanos)) {
            bucket.fetch_add(1, Relaxed);
        }
        self.nanos.fetch_add(nanos, Relaxed);
    }

    /// What was recorded so far.
    #[cfg(any(feature = "metrics", test))]
    pub(crate) fn read(&self) -> Durations {
        let counts = self.buckets.iter().map(|bucket| bucket.load(Relaxed)).collect();
        Durations { counts, nanos: self.nanos.load(Relaxed) }
    }
}

/// The bucket of a duration.
fn place(nanos: u64) -> usize {
    let mut bound = FIRST;
    for decade in 0..DECADES {
        if nanos <= bound * 8 {
            let within = STEPS.iter().position(|step| nanos * 10 <= bound * step);
            return decade * STEPS.len() + within.unwrap_or(STEPS.len() - 1);
        }
        bound *= 10;
    }
    BOUNDS
}

/// The bound of a bucket, in nanoseconds.
#[cfg(any(feature = "metrics", test))]
fn bound(place: usize) -> Option<u64> {
    let step = STEPS.get(place % STEPS.len())?;
    let decade = u32::try_from(place / STEPS.len()).ok()?;
    (place < BOUNDS).then(|| FIRST / 10 * step * 10_u64.pow(decade))
}

/// What a [`Histogram`] held at one moment.
#[cfg(any(feature = "metrics", test))]
#[derive(Debug, Clone, Default)]
pub(crate) struct Durations {
    counts: Vec<u64>,
    nanos: u64,
}

#[cfg(any(feature = "metrics", test))]
impl Durations {
    /// Those of two workers together.
    pub(crate) fn add(&mut self, other: &Self) {
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.nanos += other.nanos;
    }

    /// Those that came after `before`.
    pub(crate) fn since(&self, before: &Self) -> Self {
        let old = before.counts.iter().copied().chain(std::iter::repeat(0));
        let counts = self.counts.iter().zip(old).map(|(now, old)| now.saturating_sub(old));
        Self { counts: counts.collect(), nanos: self.nanos.saturating_sub(before.nanos) }
    }

    /// How many.
    pub(crate) fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// All of them together.
    pub(crate) fn sum(&self) -> Duration {
        Duration::from_nanos(self.nanos)
    }

    /// The time that a part of them, from 0 to 1, did not exceed, to the next bound; `None` without
    /// any.
    pub(crate) fn quantile(&self, part: f64) -> Option<Duration> {
        let all = self.count();
        let rank = ((all as f64 * part).ceil() as u64).clamp(1, all.max(1));
        let mut seen = 0;
        let place = self.counts.iter().position(|count| {
            seen += count;
            seen >= rank
        })?;
        Some(Duration::from_nanos(bound(place).or_else(|| bound(BOUNDS - 1))?))
    }

    /// For each bound in `seconds`, how many lie between it and the one before; then how many are
    /// longer than all.
    pub(crate) fn within(&self, seconds: &[f64]) -> Vec<(f64, u64)> {
        let mut parts: Vec<(f64, u64)> = seconds.iter().map(|bound| (*bound, 0)).collect();
        parts.push((f64::INFINITY, 0));
        for (place, count) in self.counts.iter().enumerate() {
            let upto = bound(place).map_or(f64::INFINITY, |nanos| nanos as f64 / 1e9);
            // A hair more: a bound is the same number however it was computed.
            let part = parts.iter_mut().find(|(bound, _)| upto <= *bound * (1.0 + 1e-9));
            if let Some((_, sum)) = part {
                *sum += count;
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_in_the_bucket_that_ends_next() {
        let mut before = 0;
        for at in 0..BOUNDS {
            let bound = bound(at).unwrap();
            assert!(bound > before);
            assert_eq!(place(bound), at, "{bound}");
            assert_eq!(place(before + 1), at, "{}", before + 1);
            before = bound;
        }
        assert_eq!(before, 80_000_000_000);
        assert_eq!((place(0), place(before + 1), place(u64::MAX)), (0, BOUNDS, BOUNDS));
    }

    #[test]
    fn quantiles_and_differences() {
        let histogram = Histogram::default();
        assert_eq!(histogram.read().quantile(0.5), None);
        for _ in 0..90 {
            histogram.record(Duration::from_micros(90));
        }
        let before = histogram.read();
        for _ in 0..10 {
            histogram.record(Duration::from_millis(18));
        }
        let all = histogram.read();
        assert_eq!((all.count(), all.sum()), (100, Duration::from_micros(188_100)));
        assert_eq!(all.quantile(0.5), Some(Duration::from_micros(100)));
        assert_eq!(all.quantile(0.9), Some(Duration::from_micros(100)));
        assert_eq!(all.quantile(0.91), Some(Duration::from_millis(20)));
        let new = all.since(&before);
        assert_eq!((new.count(), new.quantile(0.5)), (10, Some(Duration::from_millis(20))));
        let mut sum = before.clone();
        sum.add(&new);
        assert_eq!(sum.count(), 100);
    }

    #[test]
    fn coarser_bounds_lose_none() {
        let histogram = Histogram::default();
        for micros in [1, 90, 100, 101, 2_000, 900_000_000] {
            histogram.record(Duration::from_micros(micros));
        }
        let parts = histogram.read().within(&[1e-6, 1e-4, 1e-3, 1.0]);
        let counts: Vec<u64> = parts.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [1, 2, 1, 1, 1]);
    }

    #[test]
    fn what_is_longer_than_all_bounds_counts_as_the_longest() {
        let histogram = Histogram::default();
        histogram.record(Duration::from_secs(1_000));
        assert_eq!(histogram.read().quantile(0.99), Some(Duration::from_secs(80)));
    }
}
