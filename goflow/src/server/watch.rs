//! What all answers read: the run, its last ten minutes, and how it ended.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use futures::stream::{Stream, unfold};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::series::Series;
use super::snapshot;
use super::stats::{Point, Stats};
use crate::error::Error;
use crate::metrics::Exposition;
use crate::report::Report;
use crate::runtime::Supervisor;

/// How many may follow the events at a time: others need connections, too.
const FOLLOWERS: usize = 32;

/// Shared by all that answer.
pub(super) struct Watch {
    pub(super) job: Arc<Supervisor>,
    pub(super) metrics: Exposition,
    pub(super) series: Mutex<Series>,
    /// The live page, once somebody has asked for it: the graph never changes.
    pub(super) page: OnceLock<Bytes>,
    ended: Mutex<Option<Ended>>,
    /// Why it is about to fail, once somebody has asked while the run knew.
    why: OnceLock<String>,
    /// The number of the second that is over, and whether it was the last.
    seconds: watch::Sender<(u64, bool)>,
    followers: Arc<Semaphore>,
}

/// How a run ended.
#[derive(Clone)]
struct Ended {
    error: Option<String>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunState {
    Starting,
    Running,
    Draining,
    Done,
    Failed,
}

impl RunState {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Draining => "draining",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    pub(super) fn runs(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Draining)
    }
}

impl Watch {
    pub(super) fn new(job: Arc<Supervisor>) -> Self {
        Self {
            metrics: Exposition::new(job.clone()),
            job,
            series: Mutex::default(),
            page: OnceLock::new(),
            ended: Mutex::default(),
            why: OnceLock::new(),
            seconds: watch::Sender::new((0, false)),
            followers: Arc::new(Semaphore::new(FOLLOWERS)),
        }
    }

    fn ended(&self) -> Option<Ended> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn state(&self) -> RunState {
        match self.ended() {
            Some(Ended { error: Some(_) }) => RunState::Failed,
            Some(Ended { error: None }) => RunState::Done,
            // Nobody is told that it failed before they can be told why.
            None if self.failing().is_some() => RunState::Failed,
            None if self.job.run.is_stopping() => RunState::Draining,
            None if self.job.run.opening() > 0 => RunState::Starting,
            None => RunState::Running,
        }
    }

    /// Why it is about to fail.
    fn failing(&self) -> Option<String> {
        if self.why.get().is_none()
            && let Some(cause) = self.job.run.cause_text()
        {
            // Somebody else may have been first, with the same words.
            let _ = self.why.set(cause);
        }
        self.why.get().cloned()
    }

    /// All there is to tell, with some of the seconds that are over.
    fn stats(&self, series: Vec<Point>) -> Stats {
        let state = self.state();
        let error = match self.ended() {
            Some(ended) => ended.error,
            None => self.failing(),
        };
        snapshot::take(&self.job, state, error, series)
    }

    /// What `/stats` says.
    pub(super) fn stats_text(&self) -> String {
        let series = self.series.lock().unwrap_or_else(PoisonError::into_inner).all();
        // Numbers, strings and lists: there is nothing that JSON could not say.
        serde_json::to_string(&self.stats(series)).unwrap_or_default()
    }

    /// A second is over, and is in the series.
    pub(super) fn tick(&self) {
        self.seconds.send_modify(|(second, _)| *second += 1);
    }

    /// Tells when the run begins to drain, and when all is to end: who is asked to end thrice may be gone
    /// before the second is over.
    pub(super) async fn changes(&self) {
        self.job.run.stopping().await;
        self.seconds.send_modify(|_| ());
        self.job.run.ending().await;
        self.seconds.send_modify(|_| ());
    }

    /// The run is over.
    pub(super) fn end(&self, result: &Result<Report, Error>) {
        let error = result.as_ref().err().map(ToString::to_string);
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(Ended { error });
        self.seconds.send_modify(|(_, last)| *last = true);
    }

    /// What `/events` says, one after the other; nothing when too many follow.
    pub(super) fn events(
        self: &Arc<Self>,
    ) -> Option<impl Stream<Item = Result<String, Infallible>> + Send + 'static> {
        let place = self.followers.clone().try_acquire_owned().ok()?;
        let mut seconds = self.seconds.subscribe();
        // The first comes at once.
        seconds.mark_changed();
        let start = Some((self.clone(), seconds, place));
        Some(unfold(start, |state: Option<Following>| async move {
            let (watch, mut seconds, place) = state?;
            seconds.changed().await.ok()?;
            let (second, last) = *seconds.borrow_and_update();
            let newest = watch.series.lock().unwrap_or_else(PoisonError::into_inner).newest();
            let stats = watch.stats(newest.into_iter().collect());
            let data = serde_json::to_string(&stats).unwrap_or_default();
            let event = format!("event: stats\nid: {second}\ndata: {data}\n\n");
            Some((Ok(event), (!last).then_some((watch, seconds, place))))
        }))
    }
}

type Following = (Arc<Watch>, watch::Receiver<(u64, bool)>, OwnedSemaphorePermit);

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::{FutureExt as _, StreamExt as _};

    use super::*;
    use crate::prelude::*;

    #[source(crate = crate)]
    fn forever() -> impl Iterator<Item = u64> {
        0..
    }
    #[output(crate = crate)]
    async fn stuck(_: u64) {
        std::future::pending::<()>().await
    }

    /// No second is over in here.
    #[tokio::test]
    async fn that_it_drains_and_ends_is_told_before_the_second_is_over() {
        let running = crate::__pipeline! { (crate) forever -> stuck; }.start();
        let watch = Arc::new(Watch::new(running.handle().job.unwrap()));
        while watch.state() != RunState::Running {
            tokio::task::yield_now().await;
        }
        let mut events = pin!(watch.events().unwrap());
        let mut changes = pin!(watch.changes());
        assert!(events.next().await.unwrap().unwrap().contains("\"state\":\"running\""));
        assert!(changes.as_mut().now_or_never().is_none());
        assert!(events.next().now_or_never().is_none());
        running.handle().stop();
        assert!(changes.as_mut().now_or_never().is_none());
        assert!(events.next().await.unwrap().unwrap().contains("\"state\":\"draining\""));
        watch.job.run.end(Error::Interrupted);
        changes.await;
        assert!(events.next().await.unwrap().unwrap().contains("\"state\":\"failed\""));
        running.wait().await.unwrap_err();
    }
}
