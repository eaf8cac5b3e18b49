//! What a sink has in progress, so that an end in failure finds all of it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::record::Record;

/// So long an abort waits for writing threads that hang in the system.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything of a sink that is not visible, and who is at work on it.
#[derive(Debug)]
pub(crate) struct Pending {
    state: Mutex<State>,
    /// Threads that write.
    threads: watch::Sender<usize>,
    /// The run failed: what is being done is of no use.
    failed: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    /// By what tells them apart.
    begun: HashMap<String, Record>,
    /// Made visible by a commit that has not come to its end, or being made so.
    shown: Vec<Record>,
}

/// One thread that writes; dropped at its end.
pub(crate) struct Thread<'a>(&'a Pending);

/// What is to be taken away.
pub(crate) struct Remains {
    pub(crate) hidden: Vec<Record>,
    pub(crate) shown: Vec<Record>,
}

impl Pending {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::default(),
            threads: watch::Sender::new(0),
            failed: watch::Sender::new(false),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something is about to be made, or was. `false` once the run has failed: then it must not be.
    pub(crate) fn begin(&self, record: Record) -> bool {
        let mut state = self.state();
        let goes_on = !*self.failed.borrow();
        state.begun.insert(record.hidden(), record);
        goes_on
    }

    /// It is about to become visible, and may be, whatever is heard of it.
    #[cfg(feature = "_store")]
    pub(crate) fn showing(&self, record: Record) {
        self.state().shown.push(record);
    }

    /// What was about to be has become visible.
    #[cfg(feature = "_store")]
    pub(crate) fn is_shown(&self, record: &Record) {
        self.state().begun.remove(&record.hidden());
    }

    /// It became visible.
    pub(crate) fn shown(&self, record: Record) {
        let mut state = self.state();
        state.begun.remove(&record.hidden());
        state.shown.push(record);
    }

    /// All is visible.
    pub(crate) fn all_shown(&self) {
        self.state().shown.clear();
    }

    /// A thread is about to write.
    pub(crate) fn thread(&self) -> Thread<'_> {
        self.threads.send_modify(|threads| *threads += 1);
        Thread(self)
    }

    /// Has the run failed?
    #[cfg(feature = "_store")]
    pub(crate) fn has_failed(&self) -> bool {
        *self.failed.borrow()
    }

    /// Completes when the run has failed.
    #[cfg(feature = "_store")]
    pub(crate) async fn failure(&self) {
        // The sender lives as long as `self`.
        let _ = self.failed.subscribe().wait_for(|failed| *failed).await;
    }

    /// The run has failed: waits for the threads, and gives what they leave.
    pub(crate) async fn fail(&self) -> Remains {
        {
            let _nothing_begins = self.state();
            self.failed.send_replace(true);
        }
        let mut threads = self.threads.subscribe();
        let _ = timeout(PATIENCE, threads.wait_for(|threads| *threads == 0)).await;
        let mut state = self.state();
        Remains {
            hidden: std::mem::take(&mut state.begun).into_values().collect(),
            shown: std::mem::take(&mut state.shown),
        }
    }
}

impl Drop for Thread<'_> {
    fn drop(&mut self) {
        self.0.threads.send_modify(|threads| *threads -= 1);
    }
}
