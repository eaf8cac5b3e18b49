//! What a graph knows of an edge.

use std::fmt;

/// An edge of a [`Graph`](super::Graph), from one node to another.
///
/// ```
/// use goflow::graph::{Edge, Label};
///
/// let edge = Edge::new(0, 1).labelled(Label::Key);
/// assert_eq!(edge.label.arrow(), "-[key]->");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edge {
    /// Index of the node it leaves, in [`Graph::nodes`](super::Graph::nodes).
    pub from: usize,
    /// Index of the node it enters.
    pub to: usize,
    /// Which events travel along it.
    pub label: Label,
    /// Whether a queue stands between the two. Without one they are fused: the right node is
    /// called by the worker of the left.
    pub queue: bool,
}

impl Edge {
    /// A main edge without a queue.
    #[must_use]
    pub const fn new(from: usize, to: usize) -> Self {
        Self { from, to, label: Label::Main, queue: false }
    }

    /// The same edge with another label.
    #[must_use]
    pub fn labelled(mut self, label: Label) -> Self {
        self.label = label;
        self
    }

    /// The same edge with a queue on it.
    #[must_use]
    pub fn queued(mut self) -> Self {
        self.queue = true;
        self
    }
}

/// Which events travel along an edge, and how they are spread.
///
/// ```
/// use goflow::graph::Label;
///
/// assert_eq!(Label::Err.to_string(), "err");
/// assert_eq!(Label::Port("late".into()).arrow(), "-[late]->");
/// assert_eq!(Label::Main.arrow(), "-->");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Label {
    /// `->`: every event of the main output. It has no text: [`Display`](fmt::Display) writes
    /// nothing.
    Main,
    /// `-[err]->`: the errors of a node that can fail.
    Err,
    /// `-[key …]->`: every event, those of one key to one worker.
    Key,
    /// `-[when …]->`: the events that pass a test.
    When,
    /// `-[late]->`: the events of a further port.
    Port(String),
}

impl Label {
    /// `err`, `key`, `when`, the port's name, or nothing for the main output.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Main => "",
            Self::Err => "err",
            Self::Key => "key",
            Self::When => "when",
            Self::Port(name) => name,
        }
    }

    /// The arrow of the tree: `-->` for the main output, else `-[err]->` and the like.
    #[must_use]
    pub fn arrow(&self) -> String {
        match self {
            Self::Main => "-->".to_owned(),
            label => format!("-[{label}]->"),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_names_and_arrows() {
        let labels =
            [Label::Main, Label::Err, Label::Key, Label::When, Label::Port("späte".into())];
        assert_eq!(labels.each_ref().map(Label::as_str), ["", "err", "key", "when", "späte"]);
        assert_eq!(
            labels.each_ref().map(Label::arrow),
            ["-->", "-[err]->", "-[key]->", "-[when]->", "-[späte]->"]
        );
        assert_eq!(format!("{:<5}|", Label::Err), "err  |");
    }

    #[test]
    fn an_edge_is_built_step_by_step() {
        let edge = Edge::new(1, 2).labelled(Label::When).queued();
        assert_eq!(edge, Edge { from: 1, to: 2, label: Label::When, queue: true });
    }
}
