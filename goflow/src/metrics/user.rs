//! What a program counts itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Something that only grows: events of a kind, bytes, seconds spent.
///
/// ```
/// use goflow::metrics::Counter;
/// use goflow::prelude::*;
///
/// /// What one worker keeps: asked for once, not for every event.
/// #[derive(Default)]
/// struct Seen(Option<Counter>);
///
/// #[source]
/// fn prices() -> impl Iterator<Item = i64> { [3, -1, 4].into_iter() }
///
/// #[task]
/// fn valid(price: i64, seen: &mut Local<Seen>, ctx: &mut Context) -> Option<i64> {
///     let rejected = seen.0.get_or_insert_with(|| ctx.counter("trades_rejected"));
///     if price < 0 {
///         rejected.add(1);
///         assert_eq!(rejected.get(), 1);
///         return None;
///     }
///     Some(price)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// pipeline! { prices -> valid -> discard; }.run().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Counter(Arc<AtomicU64>);

impl Counter {
    /// Adds `n`.
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Relaxed);
    }

    /// What this worker has counted.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Something that goes up and down: open connections, a temperature.
///
/// ```
/// let gauge = goflow::metrics::Gauge::default();
/// gauge.set(20.5);
/// gauge.add(-0.5);
/// assert_eq!(gauge.get(), 20.0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Gauge(Arc<AtomicU64>);

impl Gauge {
    /// Sets it.
    pub fn set(&self, value: f64) {
        self.0.store(value.to_bits(), Relaxed);
    }

    /// Adds `n`, which may be negative.
    pub fn add(&self, n: f64) {
        add(&self.0, n);
    }

    /// What this worker has set.
    #[must_use]
    pub fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Relaxed))
    }
}

/// How often something was how large: seconds, bytes, prices.
///
/// ```
/// let histogram = goflow::metrics::Histogram::default();
/// histogram.observe(0.3);
/// histogram.observe(7.0);
/// assert_eq!((histogram.count(), histogram.sum()), (2, 7.3));
/// ```
#[derive(Debug, Clone)]
pub struct Histogram(Arc<Buckets>);

#[derive(Debug)]
struct Buckets {
    /// Upper bounds, ascending.
    bounds: Vec<f64>,
    /// One more than bounds: the last one has what is larger than all.
    counts: Vec<AtomicU64>,
    sum: AtomicU64,
}

/// Those that Prometheus' own libraries have: made for seconds of a request.
const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

impl Default for Histogram {
    fn default() -> Self {
        Self::new(&BOUNDS)
    }
}

impl Histogram {
    pub(crate) fn new(bounds: &[f64]) -> Self {
        let mut bounds: Vec<f64> = bounds.iter().copied().filter(|it| it.is_finite()).collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self(Arc::new(Buckets { bounds, counts, sum: AtomicU64::new(0) }))
    }

    /// Counts `value` into the bucket it belongs to.
    pub fn observe(&self, value: f64) {
        let bucket = self.0.bounds.partition_point(|bound| *bound < value);
        if let Some(count) = self.0.counts.get(bucket) {
            count.fetch_add(1, Relaxed);
        }
        add(&self.0.sum, value);
    }

    /// How many values this worker has observed.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.counts.iter().map(|count| count.load(Relaxed)).sum()
    }

    /// All of them added up.
    #[must_use]
    pub fn sum(&self) -> f64 {
        f64::from_bits(self.0.sum.load(Relaxed))
    }

    /// For each bound, how many lie between it and the one before; infinity is the last bound.
    #[cfg(any(feature = "metrics", test))]
    pub(crate) fn buckets(&self) -> Vec<(f64, u64)> {
        let bounds = self.0.bounds.iter().copied().chain([f64::INFINITY]);
        bounds.zip(self.0.counts.iter().map(|count| count.load(Relaxed))).collect()
    }
}

fn add(cell: &AtomicU64, n: f64) {
    let more = |bits| Some((f64::from_bits(bits) + n).to_bits());
    // It never gives up: the function always gives `Some`.
    let _ = cell.fetch_update(Relaxed, Relaxed, more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_at_a_bound_is_below_it() {
        let histogram = Histogram::new(&[10.0, 1.0, 1.0, f64::INFINITY]);
        for value in [0.5, 1.0, 1.1, 10.0, 11.0, 12.0] {
            histogram.observe(value);
        }
        assert_eq!(histogram.buckets(), [(1.0, 2), (10.0, 2), (f64::INFINITY, 2)]);
        assert_eq!(histogram.sum(), 35.6);
    }

    #[test]
    fn clones_are_one() {
        let (counter, gauge) = (Counter::default(), Gauge::default());
        counter.clone().add(3);
        gauge.clone().add(1.5);
        gauge.add(-2.0);
        assert_eq!((counter.get(), gauge.get()), (3, -0.5));
    }
}
