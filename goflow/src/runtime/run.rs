//! The state that all workers of one run share: is it to stop, has it failed, and why.

use std::any::Any;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use futures::task::AtomicWaker;
use tokio::sync::Notify;

use crate::error::{BoxError, Error};
use crate::metrics::Registry;

use super::commit::Outputs;

const RUNNING: u8 = 0;
const DRAINING: u8 = 1;
const ENDING: u8 = 2;

/// One run of a pipeline.
#[derive(Debug, Default)]
pub(crate) struct Run {
    state: AtomicU8,
    /// Workers that have not opened what they read or write, and one until all are built.
    opening: AtomicUsize,
    /// It ends when all is open, before the first event.
    checks: AtomicBool,
    changed: Notify,
    /// What functions count themselves.
    pub(crate) metrics: Registry,
    /// The first cause; later ones are follow-ups.
    cause: Mutex<Option<Error>>,
    /// All went well, and outputs show what they prepared.
    showing: AtomicBool,
    /// Who asked for the end since then.
    asked: Mutex<Option<Error>>,
    /// What nodes of one kind have to know of each other.
    #[cfg(feature = "_file")]
    pub(crate) shared: super::shared::Shared,
    /// What is to be shown when all has gone well.
    pub(crate) outputs: Outputs,
    /// Wakes a task that does nothing, see [`stand_aside`](Run::stand_aside).
    pub(crate) aside: AtomicWaker,
}

impl Run {
    /// A task to be woken in place of others: it does nothing, and never ends.
    pub(crate) async fn stand_aside(self: Arc<Self>) {
        poll_fn(|cx| {
            self.aside.register(cx.waker());
            Poll::Pending
        })
        .await
    }

    /// A run that is about to be built.
    pub(crate) fn new(checks: bool) -> Self {
        let run = Self { checks: AtomicBool::new(checks), ..Self::default() };
        run.opens();
        run
    }

    /// A worker is there that has not opened what it reads or writes.
    pub(crate) fn opens(&self) {
        self.opening.fetch_add(1, Ordering::AcqRel);
    }

    /// One has, or all are built. Where that is all that was asked for, the last one ends the run.
    pub(crate) fn has_opened(&self) {
        let before = self.opening.fetch_sub(1, Ordering::AcqRel);
        if before == 1 && self.checks.load(Ordering::Acquire) {
            self.state.store(ENDING, Ordering::Release);
            self.changed.notify_waiters();
        }
    }

    /// A worker has opened what it reads and writes. Its first event may come, unless nothing but
    /// that was asked for.
    pub(crate) async fn opened(&self) {
        self.has_opened();
        if self.checks.load(Ordering::Acquire) {
            std::future::pending::<()>().await;
        }
    }

    /// How many workers have not opened what they read or write.
    #[cfg(feature = "metrics")]
    pub(crate) fn opening(&self) -> usize {
        self.opening.load(Ordering::Acquire)
    }

    /// Sources end, and what is in flight is finished.
    pub(crate) fn drain(&self) {
        let _ = self.state.compare_exchange(RUNNING, DRAINING, Ordering::AcqRel, Ordering::Acquire);
        self.changed.notify_waiters();
    }

    /// Everything ends now, because of `cause`. Who only wants it to is patient while outputs show what they
    /// prepared: that of some of them would be there, and that of others not.
    pub(crate) fn end(&self, cause: Error) {
        let mut first = self.cause.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_showing() && matches!(cause, Error::Interrupted | Error::Aborted) {
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(cause);
            self.changed.notify_waiters();
            return;
        }
        if first.is_none() {
            *first = Some(cause);
        }
        drop(first);
        self.state.store(ENDING, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// Every worker has ended: may outputs show what they prepared? Not if the run is ending.
    pub(crate) fn shows(&self) -> bool {
        // Nobody ends it in between.
        let _cause = self.cause.lock().unwrap_or_else(PoisonError::into_inner);
        let shows = !self.is_ending();
        self.showing.store(shows, Ordering::Release);
        shows
    }

    /// Whether outputs show what they prepared, or have done so.
    pub(crate) fn is_showing(&self) -> bool {
        self.showing.load(Ordering::Acquire)
    }

    /// Waits until somebody wants it to end though outputs show what they prepared.
    pub(crate) async fn asked(&self) {
        let asked = |run: &Self| run.asked.lock().is_ok_and(|asked| asked.is_some());
        self.until(asked).await;
    }

    /// Outputs take too long: the run ends as it was asked to.
    pub(crate) fn give_up(&self) {
        self.showing.store(false, Ordering::Release);
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.end(asked.unwrap_or(Error::Aborted));
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

    /// The cause in words, while nobody has taken it.
    #[cfg(feature = "metrics")]
    pub(crate) fn cause_text(&self) -> Option<String> {
        self.cause.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(ToString::to_string)
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
