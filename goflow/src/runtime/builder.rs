//! What `pipeline!` builds: nodes, edges and stages, before anything runs.

use std::sync::Arc;

use crate::builtin::PlaceNode;
use crate::check::Link;
use crate::error::Error;
use crate::graph::{Edge, Graph, Label, Node};
use crate::stage::{Accepts, Entry, Senders};

use super::edge_count::EdgeCount;
use super::info::{NodeInfo, Settings};
use super::worker::{Job, Worker};

/// A graph while it is built. A sub-pipeline is built the same way, and then becomes part of the
/// graph it is used in.
#[derive(Default)]
pub struct Builder {
    pub(crate) nodes: Vec<Arc<NodeInfo>>,
    pub(crate) edges: Vec<EdgeInfo>,
    pub(crate) stages: Vec<StageJob>,
    /// Edges from `in`, `out` and `err` of a sub-pipeline.
    pub(crate) ends: Ends,
}

pub(crate) struct EdgeInfo {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) label: Label,
    pub(crate) queue: bool,
    pub(crate) count: Arc<EdgeCount>,
}

/// A node at the right end of an edge.
#[derive(Clone)]
pub(crate) struct Fed {
    /// What stands on the arrow from `in`, where the node is inside of a sub-pipeline.
    label: Label,
    node: usize,
    /// Its queue, where it is inside of a sub-pipeline.
    queue: Option<Arc<dyn Senders>>,
}

/// Where a sub-pipeline's nodes touch its ends.
#[derive(Default)]
pub(crate) struct Ends {
    /// Nodes fed by `in`.
    pub(crate) ins: Vec<Fed>,
    /// Nodes that feed `out`.
    pub(crate) outs: Vec<(Label, usize)>,
    /// Nodes that feed `err`.
    pub(crate) errs: Vec<(Label, usize)>,
}

/// The workers of one stage.
pub(crate) struct StageJob {
    pub(crate) workers: usize,
    pub(crate) build: Box<dyn Fn(&Worker) -> Job + Send>,
}

/// A node as one end of an edge. A sub-pipeline is several nodes.
#[derive(Clone)]
pub struct Place {
    pub(crate) settings: Settings,
    pub(crate) right: Vec<Fed>,
    pub(crate) left: Vec<(Label, usize)>,
    pub(crate) err: Vec<(Label, usize)>,
    pub(crate) end: Option<End>,
    /// A sub-pipeline: what follows it has workers of its own.
    pub(crate) pipe: bool,
}

/// `in`, `out` or `err` of the sub-pipeline that is being built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    In,
    Out,
    Err,
}

impl Place {
    /// An end of the sub-pipeline that is being built.
    pub(crate) fn end(end: End) -> Self {
        let settings = Settings { workers: 0, ..Settings::default() };
        Self {
            settings,
            right: Vec::new(),
            left: Vec::new(),
            err: Vec::new(),
            end: Some(end),
            pipe: false,
        }
    }
}

impl Builder {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value into the graph, under a name.
    pub fn node<V: PlaceNode>(
        &mut self,
        name: &str,
        settings: Settings,
        value: V,
    ) -> (V::Placed, Place) {
        value.place(self, name, settings)
    }

    /// The queue in front of a node.
    pub fn queue<R: Accepts<In>, In>(&self, _: Link<R, In>, place: &Place) -> Entry<R::Item> {
        let entry = Entry::new();
        entry.set(&place.settings);
        entry.shown_by(place.right.first().and_then(|fed| self.nodes.get(fed.node)));
        entry
    }

    /// Draws an edge inside a stage. Returns what is counted on it.
    pub fn edge(&mut self, from: &Place, to: &Place, label: Label) -> Arc<EdgeCount> {
        self.add_edge(from, to, label, None)
    }

    /// Draws an edge to a node with a queue of its own.
    pub fn queue_edge<T: Send + 'static>(
        &mut self,
        from: &Place,
        to: &Place,
        label: Label,
        queue: &Entry<T>,
    ) -> Arc<EdgeCount> {
        self.add_edge(from, to, label, Some(Arc::new(queue.clone())))
    }

    pub(crate) fn add_node(&mut self, node: Arc<NodeInfo>) -> Place {
        let index = self.nodes.len();
        let settings = node.settings;
        self.nodes.push(node);
        Place {
            settings,
            right: vec![Fed { label: Label::Main, node: index, queue: None }],
            left: vec![(Label::Main, index)],
            err: vec![(Label::Main, index)],
            end: None,
            pipe: false,
        }
    }

    /// Draws an edge, and counts the left node's workers as senders to the right node's queue.
    /// Returns what is counted on it.
    pub(crate) fn add_edge(
        &mut self,
        from: &Place,
        to: &Place,
        label: Label,
        queue: Option<Arc<dyn Senders>>,
    ) -> Arc<EdgeCount> {
        let count = Arc::<EdgeCount>::default();
        if let Some(queue) = &queue {
            queue.add(from.settings.workers);
        }
        match (from.end, to.end) {
            (Some(_), _) => {
                for fed in &to.right {
                    let label = outer_or_inner(&label, &fed.label);
                    let queue = fed.queue.clone().or_else(|| queue.clone());
                    self.ends.ins.push(Fed { label, node: fed.node, queue });
                }
            }
            (None, Some(end)) => {
                let left = if label == Label::Err { &from.err } else { &from.left };
                let list = if end == End::Out { &mut self.ends.outs } else { &mut self.ends.errs };
                list.extend(left.iter().map(|(inner, i)| (outer_or_inner(&label, inner), *i)));
            }
            (None, None) => {
                let left = if label == Label::Err { &from.err } else { &from.left };
                for (before, from_index) in left {
                    for fed in &to.right {
                        let label = outer_or_inner(&outer_or_inner(&label, before), &fed.label);
                        let queued = from.pipe || queue.is_some() || fed.queue.is_some();
                        self.edges.push(EdgeInfo {
                            from: *from_index,
                            to: fed.node,
                            label,
                            queue: queued,
                            count: count.clone(),
                        });
                    }
                }
                for queue in to.right.iter().filter_map(|fed| fed.queue.as_ref()) {
                    queue.add(from.settings.workers);
                }
            }
        }
        count
    }

    /// Adds the workers of a stage: `build` makes one.
    pub fn stage(&mut self, root: &Place, build: impl Fn(&Worker) -> Job + Send + 'static) {
        self.stages.push(StageJob { workers: root.settings.workers, build: Box::new(build) });
    }

    /// Takes in the graph of a sub-pipeline under the name it has here.
    pub(crate) fn absorb(&mut self, name: &str, inner: Builder, settings: Settings) -> Place {
        let base = self.nodes.len();
        for node in inner.nodes {
            node.prefix(name);
            self.nodes.push(node);
        }
        self.edges.extend(inner.edges.into_iter().map(|edge| EdgeInfo {
            from: edge.from + base,
            to: edge.to + base,
            ..edge
        }));
        self.stages.extend(inner.stages);
        let shift = |list: Vec<(Label, usize)>| {
            list.into_iter().map(|(label, index)| (label, index + base)).collect()
        };
        let ins = inner.ends.ins.into_iter();
        Place {
            settings,
            right: ins.map(|fed| Fed { node: fed.node + base, ..fed }).collect(),
            left: shift(inner.ends.outs),
            err: shift(inner.ends.errs),
            end: None,
            pipe: true,
        }
    }

    /// The first setting that only its value shows to be wrong.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for node in &self.nodes {
            let problem = if node.settings.workers == 0 {
                "it needs at least one worker: `(c 0)` would never run"
            } else if node.settings.inflight == Some(0) {
                "`(inflight 0)` would never take an event; it needs at least 1"
            } else {
                continue;
            };
            return Err(Error::Setting { node: node.name().to_string(), problem: problem.into() });
        }
        Ok(())
    }

    /// The graph as data.
    pub(crate) fn graph(&self) -> Graph {
        let mut graph = Graph::default();
        let stages = self.stage_numbers();
        for (node, stage) in self.nodes.iter().zip(stages) {
            let Settings { workers, buffer, inflight, unordered, text } = node.settings;
            let mut data = Node::new(&*node.name(), node.kind);
            data.workers = workers;
            data.buffer = buffer;
            data.inflight = inflight;
            data.unordered = unordered;
            data.arguments = text.map(String::from);
            data.stage = stage;
            graph.add_node(data);
        }
        for edge in &self.edges {
            let data = Edge::new(edge.from, edge.to).labelled(edge.label.clone());
            graph.add_edge(if edge.queue { data.queued() } else { data });
        }
        graph
    }

    /// Nodes that no queue parts have one number.
    fn stage_numbers(&self) -> Vec<usize> {
        let mut root: Vec<usize> = (0..self.nodes.len()).collect();
        // Edges come in source order, not downstream order: repeat until nothing changes. Numbers
        // only ever fall, so that ends.
        loop {
            let mut changed = false;
            for edge in self.edges.iter().filter(|edge| !edge.queue) {
                if let (Some(&from), Some(&to)) = (root.get(edge.from), root.get(edge.to)) {
                    changed |= from != to;
                    for place in [edge.from, edge.to] {
                        if let Some(place) = root.get_mut(place) {
                            *place = from.min(to);
                        }
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let mut numbers = std::collections::HashMap::new();
        root.iter()
            .map(|root| {
                let next = numbers.len();
                *numbers.entry(*root).or_insert(next)
            })
            .collect()
    }
}

fn outer_or_inner(outer: &Label, inner: &Label) -> Label {
    if *outer == Label::Main { inner.clone() } else { outer.clone() }
}
