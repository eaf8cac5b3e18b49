//! The mistakes that show in the graph itself. An edge that is one is left out of the model.

use std::collections::{HashMap, HashSet, VecDeque};

use proc_macro2::{Ident, Span};

use super::model::{Model, Node, NodeId, Told, Value};
use super::resolve::{Drawn, Resolved};
use super::stages::sort;
use crate::diag::Diag;
use crate::messages;
use crate::syntax::Label;
use crate::words::idents;

/// Reports every mistake, and makes the model of what is right.
pub(super) fn check(resolved: Resolved, diag: &mut Diag) -> Model {
    let Resolved { sub, mut nodes, lets, mut drawn, complete, unread } = resolved;
    let used: HashSet<_> = drawn.iter().flat_map(|d| [d.edge.from, d.edge.to]).collect();

    let fed: HashSet<_> = drawn.iter().map(|d| d.edge.to).collect();
    ends(&mut nodes, &mut drawn, diag);
    repeats(&nodes, &mut drawn, diag);
    cycles(&mut nodes, &mut drawn, diag);
    let words = words(&nodes, &drawn);
    for id in lets {
        if let Some(node) =
            nodes.get_mut(id).filter(|node| !node.is_excused() && !used.contains(&id))
        {
            node.excused = true;
            if complete {
                let named = words.contains(&node.name.to_string());
                let message = match named {
                    true => messages::never_connected_value(&node.name),
                    false => messages::never_connected(&node.name),
                };
                diag.error(node.name.span(), message);
                if let Value::Let(tokens) = &node.value {
                    let tokens = tokens.clone();
                    node.value = Value::Unused { tokens, named };
                }
            }
        }
    }
    for (id, node) in nodes.iter_mut().enumerate() {
        let Some(word) = node.settings.of_input.as_ref().filter(|_| !fed.contains(&id)) else {
            continue;
        };
        if !node.may_be_fed(&unread) {
            diag.error(word.span(), messages::nothing_comes_in(word, &node.name));
            node.told_unfed = true;
        }
    }
    let is_item = sub.is_some();
    let header = sub.flatten();
    let told = match header.as_ref().filter(|_| complete) {
        Some(header) => no_way(&header.name, &nodes, &drawn, diag),
        None => Told::default(),
    };
    let edges = drawn.into_iter().map(|drawn| drawn.edge).collect();
    Model { header, is_item, nodes, edges, complete, unread, told }
}

/// All words in the expressions of a graph but those of its `let`s.
fn words(nodes: &[Node], drawn: &[Drawn]) -> HashSet<String> {
    let args = nodes.iter().flat_map(|node| node.args.iter().flatten());
    let closures = nodes.iter().filter_map(|node| match &node.value {
        Value::Closure(closure) => Some(&closure.tokens),
        _ => None,
    });
    let labels = drawn.iter().filter_map(|drawn| match &drawn.edge.label {
        Label::Key(tokens) | Label::When(tokens) => Some(tokens),
        Label::Main | Label::Err(_) | Label::Port(_) => None,
    });
    let mut words = HashSet::new();
    args.chain(closures).chain(labels).for_each(|tokens| idents(tokens.clone(), &mut words));
    words
}

fn excuse(nodes: &mut [Node], drawn: &Drawn) {
    if let Some(left) = nodes.get_mut(drawn.edge.from) {
        left.leads = true;
    }
    if let Some(right) = nodes.get_mut(drawn.edge.to) {
        right.excused = true;
    }
}

/// Edges that run against the ends of a sub-pipeline.
fn ends(nodes: &mut [Node], drawn: &mut Vec<Drawn>, diag: &mut Diag) {
    // One mention is one mistake, however many edges it has.
    let mut reported = HashSet::new();
    drawn.retain(|drawn| {
        let (Some(left), Some(right)) = (nodes.get(drawn.edge.from), nodes.get(drawn.edge.to))
        else {
            return false;
        };
        let mut mistakes = Vec::new();
        if matches!(left.value, Value::Out | Value::Err) {
            let message = messages::end_on_the_left(&left.name);
            mistakes.push((drawn.left.number, drawn.left.span, message));
        }
        if matches!(right.value, Value::In) {
            let message = messages::IN_ON_THE_RIGHT.to_owned();
            mistakes.push((drawn.right.number, drawn.right.span, message));
        }
        if let (Value::In, Some((span, port))) = (&left.value, port(&drawn.edge.label)) {
            mistakes.push((drawn.left.number, span, messages::in_without_port(port)));
        }
        let right = mistakes.is_empty();
        for (number, span, message) in mistakes {
            if reported.insert(number) {
                diag.error(span, message);
            }
        }
        if !right {
            excuse(nodes, drawn);
        }
        right
    });
}

fn port(label: &Label) -> Option<(Span, String)> {
    match label {
        Label::Err(span) => Some((*span, "err".to_owned())),
        Label::Port(name) => Some((name.span(), name.to_string())),
        Label::Main | Label::Key(_) | Label::When(_) => None,
    }
}

/// Labels are the same when they are of one kind, whatever their expressions say.
#[derive(PartialEq, Eq, Hash)]
enum Kind {
    Main,
    Err,
    Key,
    When,
    Port(String),
}

impl From<&Label> for Kind {
    fn from(label: &Label) -> Self {
        match label {
            Label::Main => Self::Main,
            Label::Err(_) => Self::Err,
            Label::Key(_) => Self::Key,
            Label::When(_) => Self::When,
            Label::Port(name) => Self::Port(name.to_string()),
        }
    }
}

/// The same pair joined by the same label twice.
fn repeats(nodes: &[Node], drawn: &mut Vec<Drawn>, diag: &mut Diag) {
    struct First {
        arrow: usize,
        right: usize,
        /// The arrow at which this was last reported: one arrow is one mistake.
        reported: Option<usize>,
    }
    let mut firsts: HashMap<(NodeId, NodeId, Kind), First> = HashMap::new();
    drawn.retain(|drawn| {
        let (arrow, right) = (drawn.number, drawn.right.number);
        let key = (drawn.edge.from, drawn.edge.to, Kind::from(&drawn.edge.label));
        let Some(first) = firsts.get_mut(&key) else {
            firsts.insert(key, First { arrow, right, reported: None });
            return true;
        };
        let (Some(from), Some(to)) = (nodes.get(drawn.edge.from), nodes.get(drawn.edge.to)) else {
            return false;
        };
        if first.reported != Some(arrow) {
            first.reported = Some(arrow);
            let at = match (first.arrow == arrow, first.right == right) {
                (false, _) => drawn.arrow,
                (true, false) => drawn.right.at,
                // `[a, a] -> b`
                (true, true) => drawn.left.at,
            };
            let mut message = messages::edge_twice(&from.name, &to.name);
            if matches!(drawn.edge.label, Label::When(_)) {
                message.push_str(messages::JOIN_WHENS);
            }
            diag.error(at, message);
        }
        false
    });
}

/// Edges that close a cycle, in source order.
fn cycles(nodes: &mut [Node], drawn: &mut Vec<Drawn>, diag: &mut Diag) {
    let pairs: Vec<_> = drawn.iter().map(|drawn| (drawn.edge.from, drawn.edge.to)).collect();
    // Only what is on a cycle, or behind one, needs the search for each edge.
    let suspects: HashSet<_> = sort(nodes.len(), &pairs).1.into_iter().collect();
    if suspects.is_empty() {
        return;
    }
    let mut next: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    drawn.retain(|drawn| {
        let (from, to) = (drawn.edge.from, drawn.edge.to);
        if !suspects.contains(&from) || !suspects.contains(&to) {
            return true;
        }
        let Some(mut way) = way(&next, to, from) else {
            let next = next.entry(from).or_default();
            if !next.contains(&to) {
                next.push(to);
            }
            return true;
        };
        way.push(to);
        let name = |id: &NodeId| nodes.get(*id).map(|node| node.name.to_string());
        let names: Vec<_> = way.iter().filter_map(name).collect();
        diag.error(drawn.arrow, messages::cycle(&names));
        excuse(nodes, drawn);
        false
    });
}

/// The nodes of a shortest way, both ends in it.
fn way(next: &HashMap<NodeId, Vec<NodeId>>, from: NodeId, to: NodeId) -> Option<Vec<NodeId>> {
    let mut came_from: HashMap<NodeId, NodeId> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        if node == to {
            let mut way = vec![to];
            let mut at = to;
            while at != from {
                at = *came_from.get(&at)?;
                way.push(at);
            }
            way.reverse();
            return Some(way);
        }
        for &onwards in next.get(&node).map(Vec::as_slice).unwrap_or_default() {
            if onwards != from && !came_from.contains_key(&onwards) {
                came_from.insert(onwards, node);
                queue.push_back(onwards);
            }
        }
    }
    None
}

/// A sub-pipeline takes events at `in` and gives events at `out`.
fn no_way(name: &Ident, nodes: &[Node], drawn: &[Drawn], diag: &mut Diag) -> Told {
    let excused = |value: fn(&Value) -> bool| {
        nodes.iter().any(|node| node.is_excused() && value(&node.value))
    };
    let has = |end: fn(&Drawn) -> NodeId, value: fn(&Value) -> bool| {
        drawn.iter().filter_map(|d| nodes.get(end(d))).any(|node| value(&node.value))
    };
    let is_in = |value: &Value| matches!(value, Value::In);
    let is_out = |value: &Value| matches!(value, Value::Out);
    let told = Told {
        in_unused: !has(|drawn| drawn.edge.from, is_in) && !excused(is_in),
        out_unreached: !has(|drawn| drawn.edge.to, is_out) && !excused(is_out),
    };
    match (told.in_unused, told.out_unreached) {
        (true, true) => diag.error(name.span(), messages::NEITHER_IN_NOR_OUT),
        (true, false) => diag.error(name.span(), messages::NEVER_USES_IN),
        (false, true) => diag.error(name.span(), messages::NEVER_REACHES_OUT),
        (false, false) => {}
    }
    told
}
