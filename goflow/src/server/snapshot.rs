//! Reads a run into a [`Stats`].

use std::time::SystemTime;

use super::stats::{
    Counts, EdgeStats, ErrorStats, NodeStats, Point, QueueStats, Stats, WorkerStats,
};
use super::watch::RunState;
use crate::graph::{Edge, Kind, Label, Node};
use crate::report::{EdgeReport, LastError, NodeReport, Report, WorkerReport};
use crate::runtime::Supervisor;

pub(super) fn take(
    job: &Supervisor,
    state: RunState,
    error: Option<String>,
    series: Vec<Point>,
) -> Stats {
    let report = job.report();
    let (events_in, events_out) = totals(&report);
    let nodes = report.nodes.iter().zip(job.graph.nodes());
    let edges = report.edges.iter().zip(job.graph.edges());
    let started = SystemTime::now().checked_sub(report.elapsed);
    Stats {
        version: 1,
        name: job.name().to_string(),
        state: state.as_str(),
        error,
        ready: state.runs() && job.run.opening() == 0,
        uptime_seconds: report.elapsed.as_secs_f64(),
        started_unix_seconds: started.map_or(0.0, unix),
        events_in,
        events_out,
        errors: report.nodes.iter().map(|node| node.errors).sum(),
        nodes: nodes.map(|(report, node)| of_node(report, node)).collect(),
        edges: edges.map(|(report, edge)| of_edge(report, edge)).collect(),
        series,
    }
}

/// Events that sources sent, and that outputs received.
fn totals(report: &Report) -> (u64, u64) {
    let of = |kind, count: fn(&NodeReport) -> u64| {
        report.nodes.iter().filter(|node| node.kind == kind).map(count).sum()
    };
    (of(Kind::Source, |node| node.sent), of(Kind::Output, |node| node.received))
}

impl Supervisor {
    /// Events that sources sent, and that outputs received.
    pub(super) fn totals(&self) -> (u64, u64) {
        let of = |kind, count: fn(&crate::runtime::Counters) -> &std::sync::atomic::AtomicU64| {
            self.nodes.iter().filter(|node| node.kind == kind).map(|node| node.total(count)).sum()
        };
        (of(Kind::Source, |it| &it.sent), of(Kind::Output, |it| &it.received))
    }
}

/// What a report counts: those of nodes and of workers have the same fields.
macro_rules! counts {
    ($report:ident) => {
        Counts {
            received: $report.received,
            sent: $report.sent,
            errors: $report.errors,
            dropped: $report.dropped,
            busy_seconds: $report.busy.as_secs_f64(),
            idle_seconds: $report.idle.as_secs_f64(),
            backpressured_seconds: $report.backpressured.as_secs_f64(),
        }
    };
}

fn of_node(report: &NodeReport, node: &Node) -> NodeStats {
    NodeStats {
        name: report.name.clone(),
        kind: report.kind.as_str(),
        settings: node.settings(),
        arguments: node.arguments.clone(),
        stage: node.stage,
        counts: counts!(report),
        bytes_read: report.bytes_read,
        bytes_expected: report.bytes_expected,
        queue: queue(report.queue),
        last_errors: report.last_errors.iter().map(of_error).collect(),
        workers: report.by_worker.iter().enumerate().map(of_worker).collect(),
    }
}

fn of_worker((worker, report): (usize, &WorkerReport)) -> WorkerStats {
    WorkerStats { worker, counts: counts!(report), queue: queue(report.queue) }
}

fn of_error(error: &LastError) -> ErrorStats {
    ErrorStats {
        unix_seconds: unix(error.time),
        worker: error.worker,
        message: error.message.clone(),
    }
}

fn of_edge(report: &EdgeReport, edge: &Edge) -> EdgeStats {
    let label = (edge.label != Label::Main).then(|| edge.label.to_string());
    EdgeStats {
        from: report.from.clone(),
        to: report.to.clone(),
        from_index: edge.from,
        to_index: edge.to,
        label,
        events: report.events,
        refused: report.refused,
        queued: report.queue.map(|(queued, _)| queued),
        capacity: report.queue.map(|(_, capacity)| capacity),
    }
}

fn queue(queue: Option<(usize, usize)>) -> Option<QueueStats> {
    queue.map(|(queued, capacity)| QueueStats { queued, capacity })
}

fn unix(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    /// All names of fields, with where they stand.
    fn fields(value: &Value, at: &str, all: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    all.push(format!("{at}.{name}"));
                    fields(value, &format!("{at}.{name}"), all);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| fields(value, at, all)),
            _ => {}
        }
        all.sort();
        all.dedup();
    }

    #[tokio::test]
    async fn the_sample_has_the_fields_that_a_run_has() {
        use crate::prelude::*;
        #[source(crate = crate)]
        fn numbers() -> impl Iterator<Item = u64> {
            0..10
        }
        #[task(crate = crate)]
        fn odd(n: u64) -> Result<u64, std::num::ParseIntError> {
            if n % 2 == 1 { Ok(n) } else { "x".parse() }
        }
        let flow = crate::__pipeline! {
            (crate) numbers -> odd -> discard (buf 4); odd -[err]-> dead: discard;
        };
        let running = flow.start();
        while running.stats().node("discard").is_none_or(|node| node.received < 5) {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        let point = super::Point {
            uptime_seconds: 1.0,
            events_in: 2,
            events_out: 1,
            p50_seconds: Some(0.1),
            p99_seconds: None,
        };
        let job = running.handle().job.unwrap();
        let stats = super::take(&job, super::RunState::Running, None, vec![point]);
        let (mut real, mut sample) = (Vec::new(), Vec::new());
        fields(&serde_json::to_value(&stats).unwrap(), "", &mut real);
        fields(&serde_json::from_str(include_str!("sample.json")).unwrap(), "", &mut sample);
        assert_eq!(real, sample);
        running.wait().await.unwrap();
    }
}
