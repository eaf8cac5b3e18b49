//! `Pipeline`: a graph that is ready to run; `running` is one that does.

mod running;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use crate::error::Error;
use crate::graph::Graph;
use crate::report::Report;
use crate::runtime::{Builder, Run, Supervisor};
#[cfg(feature = "metrics")]
use crate::server::{Bound, Server};
use crate::signals::{LastResort, Signals};

use running::End;
pub use running::{Handle, Running};

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
    #[cfg(feature = "metrics")]
    metrics: Option<String>,
}

impl Pipeline {
    pub(crate) fn new(builder: Builder) -> Self {
        let graph = builder.graph();
        Self {
            builder,
            graph,
            name: None,
            #[cfg(feature = "metrics")]
            metrics: None,
        }
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

    /// Serves metrics, health and the live page while the pipeline runs: `HOST:PORT`, or a port alone
    /// on the loopback interface. Port 0 is any that is free; [`Running::metrics_addr`] and the log
    /// tell which.
    ///
    /// `/metrics` is for Prometheus, `/health` and `/ready` are for whoever starts programs, `/` is for
    /// people. It answers nothing but GET and asks nobody who they are: from other machines it is seen
    /// only when told so, by `0.0.0.0:9464`.
    ///
    /// ```
    /// use goflow::prelude::*;
    ///
    /// #[source]
    /// fn forever() -> impl Iterator<Item = u64> { 0.. }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), goflow::Error> {
    /// let running = pipeline! { forever -> discard; }.metrics("127.0.0.1:0").start();
    /// let address = running.metrics_addr().unwrap();
    /// println!("see http://{address}/");
    /// running.stop().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "metrics")]
    pub fn metrics(mut self, address: impl ToString) -> Self {
        self.metrics = Some(address.to_string());
        self
    }

    /// Opens all sources and outputs, and runs nothing: whether the files are there, the servers
    /// answer, the settings are right.
    ///
    /// ```
    /// use goflow::prelude::*;
    ///
    /// #[source]
    /// fn numbers() -> impl Iterator<Item = u64> { 0..3 }
    /// #[output]
    /// fn never(_: u64) { unreachable!() }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), goflow::Error> {
    /// pipeline! { numbers -> never; }.check().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The first that cannot be opened, a setting that is wrong.
    pub async fn check(self) -> Result<(), Error> {
        let running = self.begin(true);
        let _guard = EndOnDrop(running.job.clone());
        running.wait().await.map(|_| ())
    }

    /// Runs to the end of all sources. Ctrl-C and SIGTERM drain: sources stop, what is in flight is
    /// finished, outputs are closed. A second signal ends the pipeline at once; a third one, should it come
    /// to that, ends the process, as it would have without this. A second one that comes when outputs show
    /// what they wrote waits for that, 5 seconds at most: else some of it would be seen, and some not.
    ///
    /// Code that blocks its thread cannot be interrupted. Of a run that has failed it is left behind after
    /// 5 seconds, with a warning; the end of the tokio runtime may still wait for it.
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
        let _last_resort = LastResort::new();
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
        self.begin(false)
    }

    /// `checks`: only to see whether all can be opened; then nobody is to look at it.
    fn begin(self, checks: bool) -> Running {
        let Self { builder, graph, name, .. } = self;
        if let Err(error) = builder.check() {
            return Running::failed(error);
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return Running::failed(Error::NoRuntime);
        };
        let Builder { nodes, edges, stages, .. } = builder;
        #[cfg(feature = "metrics")]
        let bound = match self.metrics.filter(|_| !checks).map(|it| Bound::new(&it)).transpose() {
            Ok(bound) => bound,
            Err(error) => return Running::failed(error),
        };
        let run = Arc::new(Run::new(checks));
        let job = Supervisor { run, name, graph, nodes, edges, started: Instant::now() };
        let job = Arc::new(job);
        #[cfg(feature = "metrics")]
        let server = {
            // Its listener and its tasks belong to this runtime.
            let _guard = runtime.enter();
            match bound.map(|bound| Server::start(bound, job.clone())).transpose() {
                Ok(server) => server,
                Err(error) => return Running::failed(error),
            }
        };
        Running {
            #[cfg(feature = "metrics")]
            address: server.as_ref().map(Server::address),
            job: Some(job.clone()),
            end: End::Task(runtime.spawn(async move {
                let result = job.observed(stages).await;
                #[cfg(feature = "metrics")]
                if let Some(server) = server {
                    server.end(&result).await;
                }
                result
            })),
        }
    }
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
