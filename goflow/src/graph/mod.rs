//! The graph of a pipeline as data, and its pictures as text.
//!
//! [`Graph`] is what [`Display`](std::fmt::Display) draws as a tree, and what
//! [`to_svg`](Graph::to_svg) draws as a picture; [`to_dot`](Graph::to_dot),
//! [`to_mermaid`](Graph::to_mermaid) and [`to_json`](Graph::to_json) turn it into something that
//! other programs read. None of these ends in a newline: `println!`
//! adds it.

mod dot;
mod edge;
mod json;
mod layout;
mod mermaid;
mod node;
mod svg;
mod tree;

pub use edge::{Edge, Label};
pub use node::{Kind, Node};

/// Nodes and the edges between them, in source order.
///
/// ```
/// use goflow::graph::{Edge, Graph, Kind, Label, Node};
///
/// let mut graph = Graph::default();
/// let lines = graph.add_node(Node::new("lines", Kind::Source));
/// let parse = graph.add_node(Node::new("parse", Kind::Task));
/// let store = graph.add_node(Node::new("store", Kind::Output));
/// let dead = graph.add_node(Node::new("dead", Kind::Output));
/// graph.add_edge(Edge::new(lines, parse));
/// graph.add_edge(Edge::new(parse, store));
/// graph.add_edge(Edge::new(parse, dead).labelled(Label::Err));
///
/// assert_eq!(
///     graph.to_string(),
///     "\
/// lines (c 1)
///  +--> parse (c 1)
///        +--> store (c 1)
///        +-[err]-> dead (c 1)"
/// );
/// ```
///
/// The tree repeats the subtree of a shared node wherever the node is mentioned; the other
/// pictures show each node once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    nodes: Vec<Node>,
    /// Both ends of each edge are indices into `nodes`; [`Graph::add_edge`] sees to it.
    edges: Vec<Edge>,
}

impl Graph {
    /// The nodes, in the order in which the program first names them.
    ///
    /// ```
    /// # use goflow::graph::{Graph, Kind, Node};
    /// # let mut graph = Graph::default();
    /// # graph.add_node(Node::new("lines", Kind::Source));
    /// # graph.add_node(Node::new("count", Kind::Output));
    /// let names: Vec<&str> = graph.nodes().iter().map(|node| node.name.as_str()).collect();
    /// assert_eq!(names, ["lines", "count"]);
    /// ```
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The edges; those that leave one node are in source order.
    ///
    /// ```
    /// # use goflow::graph::{Edge, Graph, Kind, Node};
    /// # let mut graph = Graph::default();
    /// # let lines = graph.add_node(Node::new("lines", Kind::Source));
    /// # let count = graph.add_node(Node::new("count", Kind::Output));
    /// # graph.add_edge(Edge::new(lines, count));
    /// for edge in graph.edges() {
    ///     let (from, to) = (&graph.nodes()[edge.from], &graph.nodes()[edge.to]);
    ///     println!("{} feeds {}", from.name, to.name);
    /// }
    /// ```
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The node of that name. Of several `discard`s it is the first.
    ///
    /// ```
    /// # use goflow::graph::{Graph, Kind, Node};
    /// # let mut graph = Graph::default();
    /// # graph.add_node(Node::new("lines", Kind::Source));
    /// assert_eq!(graph.node("lines").map(|node| node.kind), Some(Kind::Source));
    /// assert!(graph.node("words").is_none());
    /// ```
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// Adds a node and gives its index, which is what an [`Edge`] refers to.
    ///
    /// `pipeline!` does this for a program; by hand it serves tests and tools that draw.
    pub fn add_node(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Adds an edge behind those that already leave its left node.
    ///
    /// # Panics
    ///
    /// When one of its ends is not a node of this graph.
    #[track_caller]
    pub fn add_edge(&mut self, edge: Edge) {
        let count = self.nodes.len();
        assert!(
            edge.from < count && edge.to < count,
            "edge {} -> {} in a graph of {count} nodes",
            edge.from,
            edge.to,
        );
        self.edges.push(edge);
    }

    /// The graph in the language of [Graphviz](https://graphviz.org), for `dot -Tsvg`.
    ///
    /// Sources are oval, tasks are boxes, outputs are boxes with a double line. A grey field lies
    /// under nodes that run fused, as one stage.
    ///
    /// ```
    /// # use goflow::graph::{Edge, Graph, Kind, Node};
    /// # let mut graph = Graph::default();
    /// # let lines = graph.add_node(Node::new("lines", Kind::Source));
    /// # let count = graph.add_node(Node::new("count", Kind::Output));
    /// # graph.add_edge(Edge::new(lines, count));
    /// assert!(graph.to_dot().contains("n0 -> n1;"));
    /// ```
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::Dot(self).to_string()
    }

    /// The graph as a [Mermaid](https://mermaid.js.org) flowchart, which Markdown viewers draw.
    ///
    /// Shapes are those of [`to_dot`](Graph::to_dot); stages are left out.
    ///
    /// ```
    /// # use goflow::graph::{Edge, Graph, Kind, Node};
    /// # let mut graph = Graph::default();
    /// # let lines = graph.add_node(Node::new("lines", Kind::Source));
    /// # let count = graph.add_node(Node::new("count", Kind::Output));
    /// # graph.add_edge(Edge::new(lines, count));
    /// assert_eq!(
    ///     graph.to_mermaid(),
    ///     r#"flowchart LR
    ///     n0(["lines (c 1)"])
    ///     n1[["count (c 1)"]]
    ///     n0 --> n1"#
    /// );
    /// ```
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        mermaid::Mermaid(self).to_string()
    }

    /// The graph as an SVG picture, from left to right, in the colours of a dark or a light screen.
    ///
    /// Sources are round on the left, outputs on the right. A field lies under nodes that run
    /// fused, as one stage. The same graph always gives the same text. Each node is a `<g>` whose
    /// id is `node-` and its name.
    ///
    /// ```
    /// # use goflow::graph::{Edge, Graph, Kind, Node};
    /// # let mut graph = Graph::default();
    /// # let lines = graph.add_node(Node::new("lines", Kind::Source));
    /// # let count = graph.add_node(Node::new("count", Kind::Output));
    /// # graph.add_edge(Edge::new(lines, count));
    /// let svg = graph.to_svg();
    /// assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    /// assert!(svg.contains("id=\"node-count\""));
    /// ```
    #[must_use]
    pub fn to_svg(&self) -> String {
        svg::Svg { graph: self, look: svg::Look::Alone }.to_string()
    }

    /// The picture of the live page: larger, without colours, with room for numbers.
    #[cfg(feature = "metrics")]
    pub(crate) fn to_live_svg(&self) -> String {
        svg::Svg { graph: self, look: svg::Look::Live }.to_string()
    }

    /// The graph as JSON: all that is known of each node and edge, a line each.
    ///
    /// `buffer` and `inflight` are `null` where the program does not set them, `label` is `null`
    /// on a main edge. `from` and `to` are names; `from_index` and `to_index` are positions in
    /// `nodes`, since each `discard` is a node of its own.
    ///
    /// ```
    /// # use goflow::graph::{Edge, Graph, Kind, Node};
    /// # let mut graph = Graph::default();
    /// # let lines = graph.add_node(Node::new("lines", Kind::Source));
    /// # let count = graph.add_node(Node::new("count", Kind::Output));
    /// # graph.add_edge(Edge::new(lines, count));
    /// assert_eq!(
    ///     graph.to_json(),
    ///     r#"{
    ///   "nodes": [
    ///     {"name": "lines", "kind": "source", "workers": 1, "buffer": null, "inflight": null, "unordered": false, "stage": 0},
    ///     {"name": "count", "kind": "output", "workers": 1, "buffer": null, "inflight": null, "unordered": false, "stage": 0}
    ///   ],
    ///   "edges": [
    ///     {"from": "lines", "to": "count", "label": null, "queue": false, "from_index": 0, "to_index": 1}
    ///   ]
    /// }"#
    /// );
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        json::Json(self).to_string()
    }
}

#[cfg(test)]
mod sample;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_found_by_name_and_the_first_of_equals_wins() {
        let mut graph = Graph::default();
        assert_eq!(graph.add_node(Node::new("discard", Kind::Output)), 0);
        let mut second = Node::new("discard", Kind::Output);
        second.workers = 3;
        assert_eq!(graph.add_node(second), 1);
        assert_eq!(graph.node("discard").unwrap().workers, 1);
        assert_eq!(graph.node("Discard"), None);
    }

    #[test]
    #[should_panic(expected = "edge 0 -> 1 in a graph of 1 nodes")]
    fn an_edge_to_nowhere_is_refused() {
        let mut graph = Graph::default();
        graph.add_node(Node::new("a", Kind::Source));
        graph.add_edge(Edge::new(0, 1));
    }
}
