//! Where a node's code runs: its name, worker and counters, and who is to blame for a panic.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::SystemTime;

use crate::error::BoxError;
use crate::graph::Kind;
use crate::node::Context;
use crate::runtime::{Counters, Meter, NodeInfo, Run};

use super::step::Stop;

/// One worker of one node.
#[derive(Debug, Clone)]
pub struct Site {
    pub(crate) run: Arc<Run>,
    pub(crate) info: Arc<NodeInfo>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) worker: usize,
    pub(crate) meter: Arc<Meter>,
}

thread_local! {
    /// The node whose function unwound last on this thread.
    static UNWOUND: RefCell<Option<Arc<str>>> = const { RefCell::new(None) };
}

impl Site {
    /// The `Context` of functions that run here.
    pub fn context(&self) -> Context {
        Context {
            run: self.run.clone(),
            node: self.info.name(),
            worker: self.worker,
            workers: self.info.settings.workers,
            counters: self.counters.clone(),
        }
    }

    /// Adds to the counters.
    #[inline]
    pub(crate) fn count(&self, received: u64, main: u64, ports: u64, dropped: u64) {
        self.counters.add(received, main, ports, dropped);
        if received > 0 && self.info.kind == Kind::Output {
            self.meter.arrived();
        }
    }

    /// Ends the pipeline with this node's error.
    #[cold]
    pub(crate) fn fail(&self, cause: BoxError) -> Stop {
        self.count_error(SystemTime::now(), || cause.to_string());
        tracing::error!(node = &*self.info.name(), worker = self.worker, error = %cause, "failed");
        self.run.fail(&self.info.name(), self.worker, cause);
        Stop
    }

    #[cold]
    pub(crate) fn count_error(&self, time: SystemTime, words: impl FnOnce() -> String) {
        self.counters.errors.fetch_add(1, Relaxed);
        self.info.errors.note(time, self.worker, words);
    }

    /// Calls a function of this node. It costs nothing unless the function panics: then the node's
    /// name is kept for the report.
    #[inline(always)]
    pub fn call<R>(&self, f: impl FnOnce() -> R) -> R {
        let guard = Blame(self);
        let result = f();
        std::mem::forget(guard);
        result
    }

    /// The same over the life of a future.
    pub(crate) async fn watch<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| self.call(|| future.as_mut().poll(cx))).await
    }

    /// The node whose function unwound on this thread since the last call.
    pub(crate) fn unwound() -> Option<Arc<str>> {
        UNWOUND.with(|node| node.borrow_mut().take())
    }
}

/// Dropped only while the node's function unwinds.
struct Blame<'a>(&'a Site);

impl Drop for Blame<'_> {
    #[cold]
    fn drop(&mut self) {
        // Before anything else unwinds: those downstream will see lanes that end.
        self.0.run.unwinds();
        UNWOUND.with(|node| {
            // The innermost node unwinds first.
            node.borrow_mut().get_or_insert_with(|| self.0.info.name());
        });
    }
}
