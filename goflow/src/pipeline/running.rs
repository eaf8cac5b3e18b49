//! `Running`: a pipeline that runs, and a `Handle` to it.

use std::fmt;
use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::error::Error;
use crate::graph::Graph;
use crate::report::Report;
use crate::runtime::Supervisor;

/// A pipeline that runs in the background. Dropping it does not stop it.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn forever() -> impl Iterator<Item = u64> { 0.. }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let running = pipeline! { forever -> discard; }.start();
/// let report = running.stop().await?;
/// let (sent, received) = (report.node("forever").map(|n| n.sent), report.node("discard").map(|n| n.received));
/// assert_eq!(sent, received);
/// # Ok(())
/// # }
/// ```
pub struct Running {
    pub(super) job: Option<Arc<Supervisor>>,
    pub(super) end: End,
    #[cfg(feature = "metrics")]
    pub(super) address: Option<std::net::SocketAddr>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

pub(super) enum End {
    Task(JoinHandle<Result<Report, Error>>),
    Failed(Error),
}

impl Running {
    pub(super) fn failed(error: Error) -> Self {
        Self {
            job: None,
            end: End::Failed(error),
            #[cfg(feature = "metrics")]
            address: None,
        }
    }

    /// Drains and ends: sources stop, what is in flight is finished, outputs are flushed and closed.
    ///
    /// # Errors
    ///
    /// As [`Pipeline::run`](super::Pipeline::run).
    pub async fn stop(self) -> Result<Report, Error> {
        self.handle().stop();
        self.wait().await
    }

    /// Waits for the natural end.
    ///
    /// # Errors
    ///
    /// As [`Pipeline::run`](super::Pipeline::run).
    pub async fn wait(self) -> Result<Report, Error> {
        match self.end {
            End::Failed(error) => Err(error),
            End::Task(task) => match task.await {
                Ok(result) => result,
                // The runtime was shut down.
                Err(_) => Err(Error::Aborted),
            },
        }
    }

    /// Ends at once: what is in flight is dropped, and outputs are not closed. What outputs have begun to show
    /// by then is shown, unless that takes more than 5 seconds.
    pub async fn abort(self) {
        if let Some(job) = &self.job {
            job.run.end(Error::Aborted);
        }
        let _ = self.wait().await;
    }

    /// What was done so far.
    pub fn stats(&self) -> Report {
        self.job.as_ref().map(|job| job.report()).unwrap_or_default()
    }

    /// A handle to stop and to watch the pipeline from elsewhere.
    pub fn handle(&self) -> Handle {
        Handle { job: self.job.clone() }
    }

    /// Where metrics and the live page are served, after [`Pipeline::metrics`](super::Pipeline::metrics).
    #[cfg(feature = "metrics")]
    pub fn metrics_addr(&self) -> Option<std::net::SocketAddr> {
        self.address
    }

    /// Nodes and edges as data.
    pub fn graph(&self) -> Graph {
        self.job.as_ref().map(|job| job.graph.clone()).unwrap_or_default()
    }
}

/// Stops and watches a [`Running`] pipeline from elsewhere.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn forever() -> impl Iterator<Item = u64> { 0.. }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let running = pipeline! { forever -> discard; }.start();
/// let handle = running.handle();
/// tokio::spawn(async move {
///     println!("{}", handle.stats());
///     handle.stop();
/// });
/// running.wait().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Handle {
    pub(crate) job: Option<Arc<Supervisor>>,
}

impl Handle {
    /// Asks for the drain; [`Running::wait`] tells when it is done.
    pub fn stop(&self) {
        if let Some(job) = &self.job {
            job.run.drain();
        }
    }

    /// Ends at once, as a second signal does; `false`: outputs show what they wrote, which goes before.
    #[cfg(feature = "cli")]
    pub(crate) fn interrupt(&self) -> bool {
        let Some(job) = &self.job else { return true };
        job.run.end(Error::Interrupted);
        !job.run.is_showing()
    }

    /// What was done so far, as [`Running::stats`].
    pub fn stats(&self) -> Report {
        self.job.as_ref().map(|job| job.report()).unwrap_or_default()
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}
