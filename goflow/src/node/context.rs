//! `Context`: what a function may ask about where it runs.

use std::sync::Arc;
use std::time::SystemTime;

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

    /// When the current event happened, where a source gave it a time; else `None`.
    pub fn event_time(&self) -> Option<SystemTime> {
        None
    }
}
