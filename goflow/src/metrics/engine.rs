//! What the engine counts: events, time, queues.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::graph::Kind;
use crate::report::{NodeReport, Report, WorkerReport};
use crate::runtime::{Meter, Supervisor};

use super::families::{Families, Labels};

pub(super) fn write(families: &mut Families<'_>, job: &Supervisor) -> fmt::Result {
    let report = job.report();
    let names = names(&report);
    events(families, &report, &names)?;
    times(families, &report, &names)?;
    sources(families, &report, &names)?;
    edges(families, job, &report, &names)?;
    batches(families, job, &names)
}

/// Each node's label: that of a second `discard` is `discard_2`, or the next that no node is called,
/// since two series of one name and labels would be an error.
fn names(report: &Report) -> Vec<String> {
    let mut taken: BTreeSet<String> = report.nodes.iter().map(|node| node.name.clone()).collect();
    let mut seen = BTreeMap::new();
    let name = |node: &NodeReport| {
        let count = seen.entry(node.name.clone()).or_insert(0);
        loop {
            *count += 1;
            let name = format!("{}_{count}", node.name);
            if *count == 1 {
                return node.name.clone();
            }
            if taken.insert(name.clone()) {
                return name;
            }
        }
    };
    report.nodes.iter().map(name).collect()
}

/// A figure of every worker of every node.
fn of_workers<'r, V>(
    families: &Families<'_>,
    report: &'r Report,
    names: &[String],
    asked: impl Fn(&NodeReport) -> bool,
    figure: impl Fn(&'r WorkerReport) -> V,
) -> Vec<(Labels, V)> {
    let mut all = Vec::new();
    for (node, name) in report.nodes.iter().zip(names).filter(|(node, _)| asked(node)) {
        for (index, worker) in node.by_worker.iter().enumerate() {
            let labels = families.labels(&[("node", name), ("worker", &index.to_string())]);
            all.push((labels, figure(worker)));
        }
    }
    all
}

fn events(families: &mut Families<'_>, report: &Report, names: &[String]) -> fmt::Result {
    let receives = |node: &NodeReport| node.kind != Kind::Source;
    let sends = |node: &NodeReport| node.kind != Kind::Output;
    let any = |_: &NodeReport| true;
    let received = of_workers(families, report, names, receives, |it| it.received);
    let sent = of_workers(families, report, names, sends, |it| it.sent);
    let dropped = of_workers(families, report, names, any, |it| it.dropped);
    let errors = of_workers(families, report, names, any, |it| it.errors);
    families.counts("goflow_node_received_events", "Events that the node was given", received)?;
    families.counts(
        "goflow_node_sent_events",
        "Events that the node sent, each once however many edges it took",
        sent,
    )?;
    families.counts(
        "goflow_node_dropped_events",
        "Events that the node filtered out, or sent to a port that no edge leaves",
        dropped,
    )?;
    families.counts("goflow_node_errors", "Events that the node failed on", errors)
}

fn times(families: &mut Families<'_>, report: &Report, names: &[String]) -> fmt::Result {
    let any = |_: &NodeReport| true;
    let seconds = |time: Duration| time.as_secs_f64();
    let busy = of_workers(families, report, names, any, |it| seconds(it.busy));
    let idle = of_workers(families, report, names, any, |it| seconds(it.idle));
    let held = of_workers(families, report, names, any, |it| seconds(it.backpressured));
    families.seconds(
        "goflow_node_busy",
        "Time that the worker had work; fused nodes share their worker, and its time",
        busy,
    )?;
    families.seconds("goflow_node_idle", "Time that the worker waited for events", idle)?;
    families.seconds(
        "goflow_node_backpressured",
        "Time that the worker waited for room in a queue further down",
        held,
    )
}

fn sources(families: &mut Families<'_>, report: &Report, names: &[String]) -> fmt::Result {
    let of = |figure: fn(&NodeReport) -> Option<u64>| {
        let nodes = report.nodes.iter().zip(names);
        let all: Vec<_> = nodes
            .filter_map(|(node, name)| Some((families.labels(&[("node", name)]), figure(node)?)))
            .collect();
        all
    };
    let (read, expected) = (of(|node| node.bytes_read), of(|node| node.bytes_expected));
    families.counts("goflow_source_bytes_read", "Bytes that the source has read", read)?;
    families.gauges(
        "goflow_source_bytes_expected",
        "Bytes that the source is to read in all",
        expected.into_iter().map(|(labels, bytes)| (labels, bytes as f64)),
    )
}

/// Edges between the same two nodes count together.
fn edges(
    families: &mut Families<'_>,
    job: &Supervisor,
    report: &Report,
    names: &[String],
) -> fmt::Result {
    let mut events = BTreeMap::<_, (u64, u64)>::new();
    let mut queues = BTreeMap::<_, (usize, usize)>::new();
    for (edge, drawn) in report.edges.iter().zip(job.graph.edges()) {
        let (Some(from), Some(to)) = (names.get(drawn.from), names.get(drawn.to)) else {
            continue;
        };
        let labels = families.labels(&[("from", from), ("to", to)]);
        let sums = events.entry(labels.clone()).or_default();
        *sums = (sums.0 + edge.events, sums.1 + edge.refused);
        if let Some((queued, capacity)) = edge.queue {
            let sums = queues.entry(labels).or_default();
            *sums = (sums.0 + queued, sums.1 + capacity);
        }
    }
    families.counts(
        "goflow_edge_events",
        "Events that travelled along the edge",
        events.iter().map(|(labels, (events, _))| (labels.clone(), *events)),
    )?;
    families.counts(
        "goflow_edge_refused_events",
        "Events that the edge's when refused",
        events.iter().map(|(labels, (_, refused))| (labels.clone(), *refused)),
    )?;
    families.gauges(
        "goflow_edge_queued_events",
        "Events that wait in the queue at the end of the edge",
        queues.iter().map(|(labels, (queued, _))| (labels.clone(), *queued as f64)),
    )?;
    families.gauges(
        "goflow_edge_capacity_events",
        "Events that find room in the queue at the end of the edge",
        queues.iter().map(|(labels, (_, capacity))| (labels.clone(), *capacity as f64)),
    )
}

fn batches(families: &mut Families<'_>, job: &Supervisor, names: &[String]) -> fmt::Result {
    let mut batches = Vec::new();
    for (node, name) in job.nodes.iter().zip(names) {
        for (index, meter) in node.meters() {
            if Meter::is_headed_by(&meter, node) {
                let labels = families.labels(&[("node", name), ("worker", &index.to_string())]);
                batches.push((labels, meter.batches.read()));
            }
        }
    }
    families.durations(
        "goflow_node_batch_duration",
        "Time that a batch took, by the first of the nodes that are fused, without waits for room",
        batches,
    )?;
    let delays = job.delays();
    families.durations(
        "goflow_pipeline_end_to_end",
        "Age of events when an output was done with them, one of each batch",
        [(families.labels(&[]), delays)],
    )
}

impl Supervisor {
    /// How old events were when outputs were done with them.
    pub(crate) fn delays(&self) -> crate::runtime::Durations {
        let mut known: Vec<Arc<Meter>> = Vec::new();
        let mut sum = crate::runtime::Durations::default();
        for (_, meter) in self.nodes.iter().flat_map(|node| node.meters()) {
            // Fused nodes share theirs.
            if !known.iter().any(|it| Arc::ptr_eq(it, &meter)) {
                sum.add(&meter.delays.read());
                known.push(meter);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_nodes_have_one_label() {
        let names_of = |all: &[&str]| {
            let nodes = all.iter().map(|name| NodeReport::new(*name, Kind::Output, 1)).collect();
            names(&Report { nodes, ..Report::default() })
        };
        assert_eq!(names_of(&["discard", "discard"]), ["discard", "discard_2"]);
        assert_eq!(
            names_of(&["discard", "discard", "discard_2", "discard"]),
            ["discard", "discard_3", "discard_2", "discard_4"]
        );
    }
}
