//! Starts all workers of a pipeline, and sees to it that all of them end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use futures::future::{Fuse, FutureExt};
use tokio::task::{AbortHandle, JoinSet};

use crate::error::Error;
use crate::graph::Graph;
use crate::report::{EdgeReport, NodeReport, Report, WorkerReport};

use super::builder::{EdgeInfo, StageJob};
use super::commit::decide;
use super::handoff::Host;
use super::info::NodeInfo;
use super::patience::{PATIENCE, patience};
use super::run::Run;
use super::worker::{Task, Worker};

/// A pipeline that was started: its state, and what it counts.
pub(crate) struct Job {
    pub(crate) run: Arc<Run>,
    pub(crate) name: Option<String>,
    pub(crate) graph: Graph,
    pub(crate) nodes: Vec<Arc<NodeInfo>>,
    pub(crate) edges: Vec<EdgeInfo>,
    pub(crate) started: Instant,
}

impl Job {
    /// The pipeline's name; one for those without.
    #[cfg(feature = "metrics")]
    pub(crate) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("pipeline")
    }

    /// What was counted so far.
    pub(crate) fn report(&self) -> Report {
        let nodes = self.nodes.iter().map(|node| {
            let mut report = NodeReport::new(&*node.name(), node.kind, node.settings.workers);
            report.received = node.total(|c| &c.received);
            report.sent = node.total(|c| &c.sent);
            report.errors = node.total(|c| &c.errors);
            report.dropped = node.total(|c| &c.dropped);
            report.bytes_read = node.total_of(|c| &c.has_read, |c| &c.bytes_read);
            report.bytes_expected = node.total_of(|c| &c.has_expected, |c| &c.bytes_expected);
            report.queue = node.queue();
            report.last_errors = node.errors.read();
            report.by_worker = (0..node.settings.workers).map(|at| worker(node, at)).collect();
            let shares = node.shares(None);
            report.busy = shares.busy;
            report.idle = shares.idle;
            report.backpressured = shares.backpressured;
            report
        });
        let name =
            |index: usize| self.nodes.get(index).map_or_else(String::new, |n| n.name().to_string());
        let edges = self.edges.iter().map(|edge| {
            let mut report = EdgeReport::new(name(edge.from), name(edge.to), edge.label.clone());
            report.refused = edge.count.refused();
            let sent = self.nodes.get(edge.from).map_or(0, |from| from.sent_by(&edge.label));
            report.events = sent.saturating_sub(report.refused);
            report.queue = self.queue(edge);
            report
        });
        Report {
            elapsed: self.started.elapsed(),
            nodes: nodes.collect(),
            edges: edges.collect(),
            name: self.name.clone(),
        }
    }

    /// How full the lanes of an edge are. Those of an edge out of a sub-pipeline are known by the node
    /// they lead to, where that has no others.
    fn queue(&self, edge: &EdgeInfo) -> Option<(usize, usize)> {
        let node = self.nodes.get(edge.to)?.queue().filter(|_| edge.queue)?;
        match edge.count.queue() {
            // Lanes look full when their receiver is gone; its node knows better.
            Some((queued, capacity)) => Some((queued.min(node.0), capacity)),
            None => {
                let alone =
                    self.edges.iter().filter(|it| it.to == edge.to && it.queue).count() == 1;
                alone.then_some(node)
            }
        }
    }

    /// Runs all workers to their end, and then shows what they wrote, or takes it away.
    ///
    /// One that blocks its thread cannot be interrupted. When the run has failed it is waited for a
    /// while, and then left behind: that there is an error has to be known.
    pub(crate) async fn supervise(&self, stages: Vec<StageJob>) -> Result<Report, Error> {
        let (mut tasks, mut aside) = (JoinSet::new(), JoinSet::new());
        aside.spawn(self.run.clone().stand_aside());
        let mut workers = Vec::new();
        for task in build(&self.run, stages) {
            let head = task.worker.head();
            workers.push((tasks.spawn(Host::new(task)), head));
        }
        self.run.has_opened();
        let mut ending = std::pin::pin!(self.run.ending());
        let mut late = std::pin::pin!(Fuse::terminated());
        let mut aborted = false;
        let left = loop {
            tokio::select! {
                biased;
                () = &mut ending, if !aborted => {
                    aborted = true;
                    tasks.abort_all();
                    late.set(patience(PATIENCE).fuse());
                }
                task = tasks.join_next() => match task {
                    Some(_) => {}
                    None => break false,
                },
                () = &mut late => break true,
            }
        };
        if left {
            warn(&workers);
        } else {
            aside.shutdown().await;
        }
        decide(&self.run).await;
        match self.run.take_cause() {
            Some(cause) => Err(cause),
            None => Ok(self.report()),
        }
    }
}

/// Names the nodes of workers that have not ended.
fn warn(workers: &[(AbortHandle, Option<Arc<str>>)]) {
    for (_, node) in workers.iter().filter(|(worker, _)| !worker.is_finished()) {
        let node = node.as_deref().unwrap_or("(engine)");
        tracing::warn!(node, "a worker blocks its thread and cannot be ended: it is left behind");
    }
}

/// What one worker did for one node.
fn worker(node: &NodeInfo, index: usize) -> WorkerReport {
    let mut report = WorkerReport::default();
    if let Some(counters) = node.counters.get(index) {
        report.received = counters.received.load(Relaxed);
        report.sent = counters.sent.load(Relaxed);
        report.errors = counters.errors.load(Relaxed);
        report.dropped = counters.dropped.load(Relaxed);
    }
    let shares = node.shares(Some(index));
    report.busy = shares.busy;
    report.idle = shares.idle;
    report.backpressured = shares.backpressured;
    report.queue = node.queue_of(index);
    report
}

/// Every worker is built before the first one runs: by then all lanes are there.
fn build(run: &Arc<Run>, stages: Vec<StageJob>) -> Vec<Task> {
    let mut tasks = Vec::new();
    for stage in stages {
        for index in 0..stage.workers {
            let worker = Worker::new(run, index);
            // What a function is lent is made here: a `Default` may panic.
            match catch_unwind(AssertUnwindSafe(|| (stage.build)(&worker))) {
                Ok(job) => {
                    tasks.extend(worker.take_more());
                    tasks.push(Task { worker, job });
                }
                Err(payload) => worker.panicked(payload.as_ref()),
            }
        }
    }
    tasks
}
