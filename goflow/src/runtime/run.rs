//! The state that all workers of one run share: is it to stop, has it failed, and why.

use std::any::Any;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use crate::error::{BoxError, Error};

use super::commit::Outputs;

const RUNNING: u8 = 0;
const DRAINING: u8 = 1;
const ENDING: u8 = 2;

/// One run of a pipeline.
#[derive(Debug, Default)]
pub(crate) struct Run {
    state: AtomicU8,
    changed: Notify,
    /// The first cause; later ones are follow-ups.
    cause: Mutex<Option<Error>>,
    /// What is to be shown when all has gone well.
    pub(crate) outputs: Outputs,
}

impl Run {
    /// Sources end, and what is in flight is finished.
    pub(crate) fn drain(&self) {
        let _ = self.state.compare_exchange(RUNNING, DRAINING, Ordering::AcqRel, Ordering::Acquire);
        self.changed.notify_waiters();
    }

    /// Everything ends now, because of `cause`.
    pub(crate) fn end(&self, cause: Error) {
        let mut first = self.cause.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = Some(cause);
        }
        drop(first);
        self.state.store(ENDING, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// A worker unwinds: from now on nothing that ends may pass for complete. The cause follows.
    pub(crate) fn unwinds(&self) {
        self.state.store(ENDING, Ordering::Release);
    }

    pub(crate) fn fail(&self, node: &str, worker: usize, cause: BoxError) {
        self.end(Error::Failed { node: node.into(), worker, cause });
    }

    pub(crate) fn panicked(&self, node: &str, worker: usize, payload: &(dyn Any + Send)) {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_string())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a panic without a message".into());
        self.end(Error::Panicked { node: node.into(), worker, message });
    }

    pub(crate) fn take_cause(&self) -> Option<Error> {
        self.cause.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.state.load(Ordering::Acquire) != RUNNING
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.state.load(Ordering::Acquire) == ENDING
    }

    /// Waits until sources are to end.
    pub(crate) async fn stopping(&self) {
        self.until(|run| run.is_stopping()).await;
    }

    /// Waits until everything is to end.
    pub(crate) async fn ending(&self) {
        self.until(|run| run.is_ending()).await;
    }

    async fn until(&self, reached: impl Fn(&Self) -> bool) {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Registered before the look, so a change in between is not missed.
            changed.as_mut().enable();
            if reached(self) {
                return;
            }
            changed.await;
        }
    }
}
