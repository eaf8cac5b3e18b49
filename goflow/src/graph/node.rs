//! What a graph knows of a node.

use std::fmt;

/// A node of a [`Graph`](super::Graph): one source, task or output with its settings.
///
/// ```
/// use goflow::graph::{Kind, Node};
///
/// let mut node = Node::new("enrich/lookup", Kind::Task);
/// node.workers = 16;
/// node.inflight = Some(32);
/// assert_eq!(node.settings(), "(c 16, inflight 32)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Node {
    /// The last segment of its path or the name it is given; inside a sub-pipeline, that one's
    /// name and `/` stand before it.
    pub name: String,
    /// Source, task or output.
    pub kind: Kind,
    /// `(c N)`: how many workers it has.
    pub workers: usize,
    /// `(buf N)`: how many events its input queue holds, 0 for none at all. `None` leaves it to
    /// the runtime.
    pub buffer: Option<usize>,
    /// `(inflight N)`: how many events each worker keeps in progress.
    pub inflight: Option<usize>,
    /// `(inflight N unordered)`: results leave as they finish.
    pub unordered: bool,
    /// What it is made from, as it stands in the program: `late(min_delay)`, `csv::source(&path)`, a
    /// closure. `None` where that is its name alone.
    pub arguments: Option<String>,
    /// The stage it runs in. Nodes of one stage are fused: no queue stands between them.
    pub stage: usize,
}

impl Node {
    /// A node with one worker, in stage 0, and nothing else set.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
            workers: 1,
            buffer: None,
            inflight: None,
            unordered: false,
            arguments: None,
            stage: 0,
        }
    }

    /// The settings as a program writes them, `(c 4, buf 64, inflight 32 unordered)`. Of those
    /// that are not set only `c` is there.
    #[must_use]
    pub fn settings(&self) -> String {
        let mut text = format!("(c {}", self.workers);
        if let Some(events) = self.buffer {
            text += &format!(", buf {events}");
        }
        if let Some(events) = self.inflight {
            text += &format!(", inflight {events}");
            if self.unordered {
                text += " unordered";
            }
        }
        text + ")"
    }
}

/// What a node does with events: make them, turn them into others, or take them.
///
/// ```
/// use goflow::graph::Kind;
///
/// assert_eq!(Kind::Output.to_string(), "output");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Makes events, from a `#[source]`.
    Source,
    /// Takes events and sends others, from a `#[task]`.
    Task,
    /// Takes events out of the pipeline, from an `#[output]`.
    Output,
}

impl Kind {
    /// `source`, `task` or `output`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Task => "task",
            Self::Output => "output",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_as_in_a_program() {
        let mut node = Node::new("a", Kind::Task);
        assert_eq!(node.settings(), "(c 1)");
        node.workers = 4;
        node.buffer = Some(0);
        assert_eq!(node.settings(), "(c 4, buf 0)");
        node.unordered = true;
        assert_eq!(node.settings(), "(c 4, buf 0)");
        node.inflight = Some(32);
        assert_eq!(node.settings(), "(c 4, buf 0, inflight 32 unordered)");
        node.buffer = None;
        node.unordered = false;
        assert_eq!(node.settings(), "(c 4, inflight 32)");
    }

    #[test]
    fn kinds_have_names_and_can_be_padded() {
        let names = [Kind::Source, Kind::Task, Kind::Output].map(|kind| kind.to_string());
        assert_eq!(names, ["source", "task", "output"]);
        assert_eq!(format!("{:>8}|", Kind::Task), "    task|");
    }
}
