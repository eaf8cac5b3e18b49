//! What `/stats` and `/events` tell, as JSON.
//!
//! `GET /stats` gives one [`Stats`], with the whole [`series`](Stats::series) of the last ten minutes.
//! `sample.json` beside this file is such a document.
//!
//! `GET /events` is a stream of server-sent events, one at once and then one a second, and one when the run
//! begins to drain or is to end at once:
//!
//! ```text
//! event: stats
//! id: 17
//! data: {"version":1,"name":"flights","state":"running",…,"series":[{…}]}
//!
//! ```
//!
//! `data` is a [`Stats`] on one line whose `series` holds the newest point alone (none before the
//! first second is over); `id` is the number of the second. A reader takes the whole series from
//! `/stats` once, and appends what comes. When the pipeline has ended one last event has the `state`
//! `done` or `failed`, and the stream ends; then the server is gone as well. A `: ` comment may come in
//! between.
//!
//! Everything counted only grows, so a rate is the difference of two documents over the difference of
//! their `uptime_seconds`. Fields may be added; those that are here stay, or `version` changes.

use serde::Serialize;

/// A running pipeline at one moment.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Stats {
    /// Of this format: 1.
    pub(crate) version: u32,
    /// The pipeline's name; `pipeline` if it has none.
    pub(crate) name: String,
    /// `starting`, `running`, `draining`, `done` or `failed`.
    pub(crate) state: &'static str,
    /// Why it failed, in a line.
    pub(crate) error: Option<String>,
    /// True once every source and output is connected.
    pub(crate) ready: bool,
    /// Seconds since it started.
    pub(crate) uptime_seconds: f64,
    /// When it started, in seconds since 1970.
    pub(crate) started_unix_seconds: f64,
    /// Events that all sources sent.
    pub(crate) events_in: u64,
    /// Events that all outputs received.
    pub(crate) events_out: u64,
    /// Events that nodes failed on.
    pub(crate) errors: u64,
    /// In source order. Edges name them by position, since several may be called `discard`.
    pub(crate) nodes: Vec<NodeStats>,
    /// Those that leave one node in source order.
    pub(crate) edges: Vec<EdgeStats>,
    /// From the oldest to the newest, one a second, at most 600.
    pub(crate) series: Vec<Point>,
}

/// What the workers of one node did, added up.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NodeStats {
    /// `enrich/lookup` inside of a sub-pipeline.
    pub(crate) name: String,
    /// `source`, `task` or `output`.
    pub(crate) kind: &'static str,
    /// `(c 4, buf 64)`, as a program writes it.
    pub(crate) settings: String,
    /// What stands in the program: `late(min_delay)`, `csv::source(…)`; `null` for a node without.
    pub(crate) arguments: Option<String>,
    /// Nodes with one number are fused: they run in the same workers, and share their time.
    pub(crate) stage: usize,
    /// Of all its workers together: times add up to `uptime_seconds` × workers while all run.
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// Of a source that tells.
    pub(crate) bytes_read: Option<u64>,
    pub(crate) bytes_expected: Option<u64>,
    /// The queue in front of it; `null` for a node that needs none.
    pub(crate) queue: Option<QueueStats>,
    /// The newest first, at most ten, and not each of a flood of them.
    pub(crate) last_errors: Vec<ErrorStats>,
    /// One by one, from worker 0.
    pub(crate) workers: Vec<WorkerStats>,
}

/// What a node, or one of its workers, did. In the document its fields stand among those around it.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Counts {
    /// Events it was given, it sent (each once), it failed on, and `None`s.
    pub(crate) received: u64,
    pub(crate) sent: u64,
    pub(crate) errors: u64,
    pub(crate) dropped: u64,
    /// Time it had work.
    pub(crate) busy_seconds: f64,
    /// Waiting for events to come.
    pub(crate) idle_seconds: f64,
    /// Waiting for room further down.
    pub(crate) backpressured_seconds: f64,
}

/// How full a queue is.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct QueueStats {
    /// Events that wait.
    pub(crate) queued: usize,
    /// Events that find room at most.
    pub(crate) capacity: usize,
}

/// An error that a node gave.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ErrorStats {
    /// Seconds since 1970.
    pub(crate) unix_seconds: f64,
    /// From 0.
    pub(crate) worker: usize,
    /// What it says.
    pub(crate) message: String,
}

/// What one worker did for one node.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct WorkerStats {
    /// From 0.
    pub(crate) worker: usize,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// Its own lanes; `null` for a node that needs no queue.
    pub(crate) queue: Option<QueueStats>,
}

/// What happened on one edge.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EdgeStats {
    /// Names of both nodes.
    pub(crate) from: String,
    pub(crate) to: String,
    /// Their positions in `nodes`.
    pub(crate) from_index: usize,
    pub(crate) to_index: usize,
    /// `err`, `key`, `when`, the port's name; `null` for `->`.
    pub(crate) label: Option<String>,
    /// Events that travelled along it.
    pub(crate) events: u64,
    /// Events that its `when` refused.
    pub(crate) refused: u64,
    /// Events of this edge that wait in the queue of the right node, and that find room there;
    /// `null` where the two are fused.
    pub(crate) queued: Option<usize>,
    pub(crate) capacity: Option<usize>,
}

/// One second of the run.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Point {
    /// `uptime_seconds` at its end.
    pub(crate) uptime_seconds: f64,
    /// Events that sources sent in this second, and outputs received.
    pub(crate) events_in: u64,
    pub(crate) events_out: u64,
    /// From a source to an output; `null` when no event arrived in this second.
    pub(crate) p50_seconds: Option<f64>,
    pub(crate) p99_seconds: Option<f64>,
}
