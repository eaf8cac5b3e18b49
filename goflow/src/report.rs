//! What a run did: events, errors and time, by node.

mod table;
mod units;

use std::time::{Duration, SystemTime};

use crate::graph::{Kind, Label};

/// What a pipeline has done, at its end or so far.
///
/// [`Display`](std::fmt::Display) is a table for people:
///
/// ```
/// use std::time::Duration;
///
/// use goflow::graph::Kind;
/// use goflow::report::{NodeReport, Report};
///
/// let mut lines = NodeReport::new("lines", Kind::Source, 1);
/// (lines.sent, lines.busy) = (1_000_000, Duration::from_millis(830));
/// let mut count = NodeReport::new("count", Kind::Output, 4);
/// (count.received, count.busy) = (1_000_000, Duration::from_millis(1240));
/// let mut report = Report::default();
/// report.elapsed = Duration::from_secs(2);
/// report.nodes = vec![lines, count];
///
/// assert_eq!(
///     report.to_string(),
///     "\
/// node   workers   received       sent  dropped  errors    busy  events/s
/// lines        1          -  1,000,000        0       0  830 ms   500,000
/// count        4  1,000,000          -        0       0  1.24 s   500,000
///
/// elapsed 2 s"
/// );
/// ```
///
/// `events/s` is what a source sent and what another node received, over
/// [`elapsed`](Report::elapsed).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Time since the pipeline started.
    pub elapsed: Duration,
    /// The nodes, in source order.
    pub nodes: Vec<NodeReport>,
    /// The edges, those that leave one node in source order.
    pub edges: Vec<EdgeReport>,
    /// The pipeline's name, if it has one.
    pub name: Option<String>,
}

impl Report {
    /// What the node of that name did. Of several `discard`s it is the first.
    ///
    /// ```
    /// # use goflow::graph::Kind;
    /// # use goflow::report::{NodeReport, Report};
    /// # let mut report = Report::default();
    /// # report.nodes.push(NodeReport::new("parse", Kind::Task, 2));
    /// let parse = report.node("parse").unwrap();
    /// assert_eq!((parse.received, parse.errors), (0, 0));
    /// assert!(report.node("prase").is_none());
    /// ```
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&NodeReport> {
        self.nodes.iter().find(|node| node.name == name)
    }
}

/// What the workers of one node did, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeReport {
    /// Its name in the graph, `enrich/lookup` inside a sub-pipeline.
    pub name: String,
    /// Source, task or output.
    pub kind: Kind,
    /// How many workers it has.
    pub workers: usize,
    /// Events it was given.
    pub received: u64,
    /// Events it sent, each counted once however many edges it took. Events of ports that lead
    /// nowhere are in `dropped` instead.
    pub sent: u64,
    /// Events it failed on.
    pub errors: u64,
    /// `None`s it returned, and events of ports that no edge leaves.
    pub dropped: u64,
    /// Time that its workers had work, added up: with several it may exceed [`Report::elapsed`].
    /// What a function waits for itself counts, be it an answer or its turn on the processor. Nodes
    /// that are fused share their workers, and their time.
    pub busy: Duration,
    /// Time that they waited for events.
    pub idle: Duration,
    /// Time that they waited for room further down.
    pub backpressured: Duration,
    /// Bytes a source has read, where it tells: see [`Progress`](crate::Progress).
    pub bytes_read: Option<u64>,
    /// Bytes it expects to read in all, where it knows.
    pub bytes_expected: Option<u64>,
    /// Events that wait in its queue now, and how many the queue holds; `None` for a node that runs
    /// in the stage of the one before it, and needs no queue.
    pub queue: Option<(usize, usize)>,
    /// Its last errors, the newest first: at most ten, and not each of a flood of them.
    pub last_errors: Vec<LastError>,
    /// The same by worker, from 0. A `discard` is run by the workers of the node before it.
    pub by_worker: Vec<WorkerReport>,
}

/// An error that a node gave, with or without an `err` edge.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn lines() -> impl Iterator<Item = String> { ["1", "x"].into_iter().map(String::from) }
/// #[task]
/// fn parse(line: String) -> Result<u32, std::num::ParseIntError> { line.parse() }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let report = pipeline! { lines -> parse -> discard; parse -[err]-> dead: discard; }.run().await?;
/// let errors = &report.node("parse").unwrap().last_errors;
/// assert_eq!(errors[0].message, "invalid digit found in string");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LastError {
    /// When.
    pub time: SystemTime,
    /// Which of its workers, from 0.
    pub worker: usize,
    /// What it says, or at least its type: an error that leaves by an `err` edge need have no words.
    pub message: String,
}

/// What one worker of a node did; see [`NodeReport`] for what the fields mean.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn numbers() -> impl Iterator<Item = u64> { 0..100 }
/// #[task]
/// fn half(n: u64) -> Option<u64> { (n % 2 == 0).then_some(n / 2) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let report = pipeline! { numbers -> half (c 2) -> discard; }.run().await?;
/// let workers = &report.node("half").unwrap().by_worker;
/// assert_eq!(workers.iter().map(|worker| worker.received).sum::<u64>(), 100);
/// assert_eq!(workers.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerReport {
    /// Events it was given.
    pub received: u64,
    /// Events it sent.
    pub sent: u64,
    /// Events it failed on.
    pub errors: u64,
    /// `None`s, and events of unconnected ports.
    pub dropped: u64,
    /// Time it had work.
    pub busy: Duration,
    /// Time it waited for events.
    pub idle: Duration,
    /// Time it waited for room.
    pub backpressured: Duration,
    /// Events that wait for it now, and how many find room.
    pub queue: Option<(usize, usize)>,
}

impl NodeReport {
    /// A report of nothing done; for tests of code that reads reports.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind, workers: usize) -> Self {
        Self {
            name: name.into(),
            kind,
            workers,
            received: 0,
            sent: 0,
            errors: 0,
            dropped: 0,
            busy: Duration::ZERO,
            idle: Duration::ZERO,
            backpressured: Duration::ZERO,
            bytes_read: None,
            bytes_expected: None,
            queue: None,
            last_errors: Vec::new(),
            by_worker: Vec::new(),
        }
    }
}

/// What happened on one edge.
///
/// ```
/// use goflow::graph::Label;
/// use goflow::report::EdgeReport;
///
/// let mut edge = EdgeReport::new("trades", "quotes", Label::When);
/// edge.refused += 1;
/// assert_eq!(edge.to_string(), "trades -[when]-> quotes");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EdgeReport {
    /// Name of the node it leaves.
    pub from: String,
    /// Name of the node it enters.
    pub to: String,
    /// Which events travel along it.
    pub label: Label,
    /// Events that travelled along it.
    pub events: u64,
    /// Events that its `when` refused; 0 on other edges.
    pub refused: u64,
    /// Its events that wait in the queue of the right node now, and how many find room there; `None`
    /// where the two are fused, or the queue is shared with others and not told apart.
    pub queue: Option<(usize, usize)>,
}

impl EdgeReport {
    /// A report of nothing refused; for tests of code that reads reports.
    #[must_use]
    pub fn new(from: impl Into<String>, to: impl Into<String>, label: Label) -> Self {
        Self { from: from.into(), to: to.into(), label, events: 0, refused: 0, queue: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_found_by_name() {
        let mut report = Report::default();
        report.nodes.push(NodeReport::new("a", Kind::Source, 1));
        report.nodes.push(NodeReport::new("b", Kind::Output, 2));
        assert_eq!(report.node("b").map(|node| node.workers), Some(2));
        assert_eq!(report.node("c"), None);
    }
}
