//! `Pipeline`: a graph that is ready to run, and `Running`: one that does.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinHandle;

use crate::error::Error;
use crate::graph::Graph;
use crate::report::Report;
use crate::runtime::{Builder, Run, StageJob, Supervisor};
use crate::signals::Signals;

/// A graph that is ready to run: what `pipeline!` gives back.
///
/// `Display` draws it as a tree.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn numbers(upto: &u64) -> impl Iterator<Item = u64> + use<> { 0..*upto }
/// #[task]
/// fn even(n: u64) -> Option<u64> { (n % 2 == 0).then_some(n) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let flow = pipeline! { numbers(10) -> even (c 2) -> discard; };
/// assert_eq!(
///     flow.to_string(),
///     "numbers (c 1)\n +--> even (c 2)\n       +--> discard (c 1)"
/// );
/// let report = flow.run().await?;
/// assert_eq!(report.node("even").map(|n| (n.received, n.sent, n.dropped)), Some((10, 5, 5)));
/// # Ok(())
/// # }
/// ```
#[must_use = "a pipeline does nothing until it is run"]
pub struct Pipeline {
    builder: Builder,
    graph: Graph,
    name: Option<String>,
}

impl Pipeline {
    pub(crate) fn new(builder: Builder) -> Self {
        let graph = builder.graph();
        Self { builder, graph, name: None }
    }

    /// Nodes and edges as data.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Gives the pipeline a name, for reports and metrics.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Runs to the end of all sources. Ctrl-C and SIGTERM drain: sources stop, what is in flight is
    /// finished, outputs are closed. A second signal ends the pipeline at once.
    ///
    /// Dropping the future ends the pipeline, too.
    ///
    /// # Errors
    ///
    /// The first error of a node without an `err` edge, a panic in a node, a setting that is wrong.
    pub async fn run(self) -> Result<Report, Error> {
        // Heard from before the first event on: a signal in between would kill the process.
        // Without a runtime there are none, and `start` says so.
        let signals = tokio::runtime::Handle::try_current().ok().map(|_| Signals::new());
        let running = self.start();
        let guard = EndOnDrop(running.job.clone());
        let mut end = std::pin::pin!(running.wait());
        let Some(mut signals) = signals else {
            return end.await;
        };
        let mut seen = 0_u32;
        let result = loop {
            tokio::select! {
                biased;
                result = &mut end => break result,
                () = signals.next() => {
                    seen += 1;
                    match (&guard.0, seen) {
                        (Some(job), 1) => job.run.drain(),
                        (Some(job), _) => job.run.end(Error::Interrupted),
                        (None, _) => {}
                    }
                }
            }
        };
        drop(guard);
        result
    }

    /// Starts in the background, on the current tokio runtime, and without signal handlers.
    pub fn start(self) -> Running {
        let Self { builder, graph, name } = self;
        if let Err(error) = builder.check() {
            return Running::failed(error);
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return Running::failed(Error::NoRuntime);
        };
        let Builder { nodes, edges, stages, .. } = builder;
        let run = Arc::new(Run::default());
        let job = Supervisor { run, name, graph, nodes, edges, started: Instant::now() };
        let job = Arc::new(job);
        let task = runtime.spawn(supervise(job.clone(), stages));
        Running { job: Some(job), end: End::Task(task) }
    }
}

async fn supervise(job: Arc<Supervisor>, stages: Vec<StageJob>) -> Result<Report, Error> {
    job.supervise(stages).await
}

struct EndOnDrop(Option<Arc<Supervisor>>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if let Some(job) = &self.0 {
            job.run.end(Error::Aborted);
        }
    }
}

impl fmt::Display for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.graph.fmt(f)
    }
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline").field("name", &self.name).field("graph", &self.graph).finish()
    }
}

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
    job: Option<Arc<Supervisor>>,
    end: End,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

enum End {
    Task(JoinHandle<Result<Report, Error>>),
    Failed(Error),
}

impl Running {
    fn failed(error: Error) -> Self {
        Self { job: None, end: End::Failed(error) }
    }

    /// Drains and ends: sources stop, what is in flight is finished, outputs are flushed and closed.
    ///
    /// # Errors
    ///
    /// As [`Pipeline::run`].
    pub async fn stop(self) -> Result<Report, Error> {
        self.handle().stop();
        self.wait().await
    }

    /// Waits for the natural end.
    ///
    /// # Errors
    ///
    /// As [`Pipeline::run`].
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

    /// Ends at once: what is in flight is dropped, and outputs are not closed.
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
    job: Option<Arc<Supervisor>>,
}

impl Handle {
    /// Asks for the drain; [`Running::wait`] tells when it is done.
    pub fn stop(&self) {
        if let Some(job) = &self.job {
            job.run.drain();
        }
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
