//! `Context`: what a function may ask about where it runs.

use std::sync::Arc;
use std::time::SystemTime;

use crate::metrics::{Counter, Gauge, Histogram, Value};
use crate::runtime::{Counters, Run};

use super::Progress;

/// Where a function runs: lent to any source, task or output as `&mut Context`.
///
/// ```
/// use goflow::prelude::*;
///
/// /// With `(c 2)` it is called twice: one call emits even numbers, the other odd ones.
/// #[source]
/// fn numbers(ctx: &mut Context) -> impl Iterator<Item = usize> + use<> {
///     (ctx.worker()..10).step_by(ctx.workers())
/// }
/// #[output]
/// fn check(n: usize) { assert!(n < 10) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let report = pipeline! { numbers (c 2) -> check; }.run().await?;
/// assert_eq!(report.node("check").map(|n| n.received), Some(10));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Context {
    pub(crate) run: Arc<Run>,
    pub(crate) node: Arc<str>,
    pub(crate) worker: usize,
    pub(crate) workers: usize,
    pub(crate) counters: Arc<Counters>,
}

impl Context {
    /// Which worker of its node this is, from 0.
    pub fn worker(&self) -> usize {
        self.worker
    }

    /// How many workers the node has: its `(c N)`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The node's name in the graph.
    pub fn node(&self) -> &str {
        &self.node
    }

    /// True once the pipeline was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.run.is_stopping()
    }

    /// Waits until the pipeline is asked to stop. A source that takes a `Context` is not dropped on
    /// stop: it watches this and returns by itself (after 30 s it is dropped all the same).
    pub async fn stopped(&self) {
        self.run.stopping().await;
    }

    /// Where a source tells how far it has come.
    pub fn progress(&self) -> Progress {
        Progress { counters: self.counters.clone() }
    }

    /// A counter of the program's own, shown at `/metrics` as `NAME_total` with the node and the worker
    /// beside it. Ask for it once and keep it: to ask costs as much as many additions.
    ///
    /// # Panics
    ///
    /// When the name has other characters than letters, digits and `_`, begins as the engine's own do
    /// (`goflow_`), or stands for a gauge or a histogram already, be it for a part of one: `h_count` is
    /// one of a histogram `h`.
    pub fn counter(&self, name: &str) -> Counter {
        match self.metric(name, || Value::Counter(Counter::default())) {
            Value::Counter(counter) => counter,
            _ => Counter::default(),
        }
    }

    /// A gauge of the program's own: see [`counter`](Context::counter).
    ///
    /// # Panics
    ///
    /// As [`counter`](Context::counter).
    pub fn gauge(&self, name: &str) -> Gauge {
        match self.metric(name, || Value::Gauge(Gauge::default())) {
            Value::Gauge(gauge) => gauge,
            _ => Gauge::default(),
        }
    }

    /// A histogram of the program's own, with bounds that suit seconds of a request, from 5 ms to 10 s:
    /// see [`counter`](Context::counter).
    ///
    /// # Panics
    ///
    /// As [`counter`](Context::counter).
    pub fn histogram(&self, name: &str) -> Histogram {
        self.histogram_with(name, None)
    }

    /// A histogram with upper bounds of one's own. Who asks first decides them for the worker.
    ///
    /// # Panics
    ///
    /// As [`counter`](Context::counter).
    pub fn histogram_within(&self, name: &str, bounds: &[f64]) -> Histogram {
        self.histogram_with(name, Some(bounds))
    }

    fn histogram_with(&self, name: &str, bounds: Option<&[f64]>) -> Histogram {
        let make = || bounds.map_or_else(Histogram::default, Histogram::new);
        match self.metric(name, || Value::Histogram(make())) {
            Value::Histogram(histogram) => histogram,
            _ => Histogram::default(),
        }
    }

    fn metric(&self, name: &str, make: impl FnOnce() -> Value) -> Value {
        self.run.metrics.series(name, &self.node, self.worker, make)
    }

    /// When the current event happened, where a source gave it a time; else `None`.
    pub fn event_time(&self) -> Option<SystemTime> {
        None
    }
}
