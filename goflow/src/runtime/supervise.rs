//! Starts all workers of a pipeline, and sees to it that all of them end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::error::Error;
use crate::graph::Graph;
use crate::report::{EdgeReport, NodeReport, Report};

use super::builder::{EdgeInfo, StageJob};
use super::handoff::Host;
use super::info::NodeInfo;
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
            report.busy = Duration::from_nanos(node.busy_nanos());
            report.queue = node.queue();
            report
        });
        let name =
            |index: usize| self.nodes.get(index).map_or_else(String::new, |n| n.name().to_string());
        let edges = self.edges.iter().map(|edge| {
            let mut report = EdgeReport::new(name(edge.from), name(edge.to), edge.label.clone());
            report.refused = edge.refused.load(Relaxed);
            report
        });
        Report {
            elapsed: self.started.elapsed(),
            nodes: nodes.collect(),
            edges: edges.collect(),
            name: self.name.clone(),
        }
    }

    /// Runs all workers to their end.
    pub(crate) async fn supervise(&self, stages: Vec<StageJob>) -> Result<Report, Error> {
        let mut tasks = JoinSet::new();
        for task in build(&self.run, stages) {
            tasks.spawn(Host::new(task));
        }
        let mut ending = std::pin::pin!(self.run.ending());
        let mut aborted = false;
        loop {
            tokio::select! {
                biased;
                () = &mut ending, if !aborted => {
                    aborted = true;
                    tasks.abort_all();
                }
                task = tasks.join_next() => match task {
                    Some(_) => {}
                    None => break,
                },
            }
        }
        match self.run.take_cause() {
            Some(cause) => Err(cause),
            None => Ok(self.report()),
        }
    }
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
