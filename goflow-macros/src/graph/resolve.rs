//! Tree to nodes and edges.

use std::collections::{HashSet, VecDeque};

use proc_macro2::{Ident, Span};

use super::mention::Mention;
use super::model::{Edge, Node, NodeId, Value};
use super::names::{self, Names};
use super::values::GivenAt;
use crate::diag::{At, Diag};
use crate::syntax::{Arrow, Flow, Header, Kind, Label, Let, Settings, Target, Tree, Unread};

/// All nodes and all edges, also those that are a mistake.
pub(super) struct Resolved {
    /// `None` for a plain graph; `Some(None)` for a header that could not be read.
    pub(super) sub: Option<Option<Header>>,
    pub(super) nodes: Vec<Node>,
    /// The nodes that a `let` made.
    pub(super) lets: Vec<NodeId>,
    /// In source order.
    pub(super) drawn: Vec<Drawn>,
    pub(super) complete: bool,
    pub(super) unread: Unread,
}

/// An edge, with what is needed to say what is wrong with it.
pub(super) struct Drawn {
    pub(super) edge: Edge,
    pub(super) arrow: At,
    /// The number of its arrow.
    pub(super) number: usize,
    pub(super) left: Mention,
    pub(super) right: Mention,
}

/// Resolves every name. Wrong names are reported, and the nodes kept.
pub(super) fn resolve(tree: Tree, diag: &mut Diag) -> Resolved {
    let mut resolver = Resolver {
        diag,
        sub: matches!(tree.kind, Kind::Sub(_)),
        itself: match &tree.kind {
            Kind::Sub(Some(header)) => Some(names::key(&header.name)),
            Kind::Sub(None) | Kind::Plain => None,
        },
        taken: names::all(&tree),
        later: tree.lets.iter().map(|binding| names::key(&binding.name)).collect(),
        bindings: tree.lets.into(),
        names: Names::default(),
        nodes: Vec::new(),
        given: Vec::new(),
        lets: Vec::new(),
        drawn: Vec::new(),
        mentions: 0,
        closures: 0,
        said: 0,
        meant_sub: false,
    };
    for (lets_before, flow) in tree.flows {
        while resolver.said < lets_before && resolver.next_let().is_some() {}
        resolver.flow(flow, None);
    }
    while resolver.next_let().is_some() {}
    Resolved {
        sub: match tree.kind {
            Kind::Plain => None,
            Kind::Sub(header) => Some(header.map(|header| *header)),
        },
        nodes: resolver.nodes,
        lets: resolver.lets,
        drawn: resolver.drawn,
        complete: tree.complete,
        unread: tree.unread,
    }
}

pub(super) struct Resolver<'d> {
    pub(super) diag: &'d mut Diag,
    /// The graph of a sub-pipeline: `in`, `out` and `err` are its ends.
    pub(super) sub: bool,
    /// The name of the sub-pipeline.
    pub(super) itself: Option<String>,
    /// Every name in the graph.
    pub(super) taken: HashSet<String>,
    /// The `let`s that are no nodes yet, in source order, and their names.
    pub(super) bindings: VecDeque<Let>,
    pub(super) later: HashSet<String>,
    /// How many of them are nodes.
    pub(super) said: usize,
    pub(super) names: Names,
    pub(super) nodes: Vec<Node>,
    /// Where arguments and settings of each node were given.
    pub(super) given: Vec<GivenAt>,
    pub(super) lets: Vec<NodeId>,
    drawn: Vec<Drawn>,
    pub(super) mentions: usize,
    pub(super) closures: usize,
    /// A plain graph said `in`, which is told: its `out` is no node, either.
    pub(super) meant_sub: bool,
}

impl Resolver<'_> {
    pub(super) fn node(&mut self, name: Ident, value: Value) -> NodeId {
        let settings = Settings::default();
        let (args, excused, leads, told_unfed) = (None, false, false, false);
        self.nodes.push(Node { name, value, args, settings, excused, leads, told_unfed });
        self.given.push(GivenAt::default());
        self.nodes.len() - 1
    }

    pub(super) fn excuse(&mut self, node: Option<NodeId>) {
        if let Some(node) = node.and_then(|id| self.nodes.get_mut(id)) {
            node.excused = true;
        }
    }

    /// The left end of an edge that is left out. What leads to the node is known all the same.
    fn excuse_left(&mut self, node: Option<NodeId>) {
        if let Some(node) = node.and_then(|id| self.nodes.get_mut(id)) {
            node.leads = true;
        }
    }

    /// Draws the edges of a flow. Its heads are fed by what stands before the block it is in.
    fn flow(&mut self, flow: Flow, fed: Option<(&Arrow, &[Mention])>) {
        let mut lefts: Vec<_> = flow.heads.into_iter().map(|term| self.mention(term)).collect();
        if let Some((arrow, before)) = fed {
            self.connect(before, arrow, &lefts);
        }
        for step in flow.steps {
            match step.to {
                Target::Terms(terms) => {
                    let rights: Vec<_> = terms.into_iter().map(|term| self.mention(term)).collect();
                    self.connect(&lefts, &step.arrow, &rights);
                    lefts = rights;
                }
                Target::Block(flows) => {
                    if flows.is_empty() {
                        self.connect(&lefts, &step.arrow, &[]);
                    }
                    for flow in flows {
                        self.flow(flow, Some((&step.arrow, &lefts)));
                    }
                }
            }
        }
    }

    fn connect(&mut self, lefts: &[Mention], arrow: &Arrow, rights: &[Mention]) {
        if lefts.is_empty() || rights.is_empty() {
            for mention in lefts.iter().chain(rights) {
                self.excuse(mention.node);
            }
        }
        for right in rights {
            for left in lefts {
                let (Some(from), Some(to), Some(label)) = (left.node, right.node, &arrow.label)
                else {
                    self.excuse_left(left.node);
                    self.excuse(right.node);
                    continue;
                };
                let edge = edge(from, to, label, arrow.at, left.span, right.span);
                let (left, right) = (*left, *right);
                let number = arrow.number;
                self.drawn.push(Drawn { edge, arrow: arrow.at, number, left, right });
            }
        }
    }
}

fn edge(from: NodeId, to: NodeId, label: &Label, arrow: At, left: Span, right: Span) -> Edge {
    let label = label.clone();
    Edge { from, to, label, arrow: arrow.joined(), arrow_end: arrow.end, left, right }
}
