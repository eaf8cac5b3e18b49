//! The order of the nodes, and which of them run in one stage.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proc_macro2::{TokenStream, TokenTree};

use super::model::{Edge, Model, NodeId, Value};
use crate::syntax::{Amount, Label, is_path};
use crate::words::text;

/// How a graph is cut.
pub(crate) struct Stages {
    /// Every node, upstream before downstream; ties by first mention.
    pub(crate) order: Vec<NodeId>,
    /// For each edge: its right node runs in the stage of its left node, with no queue between.
    pub(crate) fused: Vec<bool>,
}

/// Cuts a graph into stages.
pub(crate) fn stages(model: &Model) -> Stages {
    let pairs: Vec<_> = model.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let (mut order, on_cycles) = sort(model.nodes.len(), &pairs);
    order.extend(on_cycles);

    let mut inbound = vec![0_usize; model.nodes.len()];
    for (_, to) in pairs {
        if let Some(inbound) = inbound.get_mut(to) {
            *inbound += 1;
        }
    }
    let only = |edge: &Edge| inbound.get(edge.to) == Some(&1);
    let fused = model.edges.iter().map(|edge| is_fused(model, edge, only(edge))).collect();
    Stages { order, fused }
}

fn is_fused(model: &Model, edge: &Edge, only: bool) -> bool {
    let (Some(left), Some(right)) = (model.nodes.get(edge.from), model.nodes.get(edge.to)) else {
        return false;
    };
    match (&left.value, &right.value) {
        (Value::In, _) | (_, Value::Out | Value::Err) => return false,
        // It has no work of its own: whatever the workers before it are, they can do it.
        (_, Value::Discard) if right.settings.is_default() => return only,
        _ => {}
    }
    only && !matches!(edge.label, Label::Key(_))
        && right.settings.buffer.is_none()
        && right.settings.inflight.is_none()
        && same_workers(left.settings.workers.as_ref(), right.settings.workers.as_ref())
}

/// Whether two worker counts are the same in every run.
fn same_workers(left: Option<&Amount>, right: Option<&Amount>) -> bool {
    let number = |amount: Option<&Amount>| match amount {
        None => Some(1),
        Some(Amount::Literal(number, _)) => Some(*number),
        Some(Amount::Path(_) | Amount::Expr(_)) => None,
    };
    match (left, right) {
        (Some(Amount::Path(left)), Some(Amount::Path(right))) => shown(left) == shown(right),
        // An expression with a call in it may give another number each time.
        (Some(Amount::Expr(left)), Some(Amount::Expr(right))) => {
            is_constant(left) && shown(left) == shown(right)
        }
        _ => matches!((number(left), number(right)), (Some(left), Some(right)) if left == right),
    }
}

fn is_constant(expr: &TokenStream) -> bool {
    let tokens: Vec<_> = expr.clone().into_iter().collect();
    matches!(tokens.as_slice(), [TokenTree::Literal(_)]) || is_path(&tokens)
}

fn shown(tokens: &TokenStream) -> String {
    text(&tokens.clone().into_iter().collect::<Vec<_>>())
}

/// Nodes `0..count` so that every edge leads onwards, the smallest first where there is a choice;
/// and those on a cycle or behind one.
pub(super) fn sort(count: usize, edges: &[(NodeId, NodeId)]) -> (Vec<NodeId>, Vec<NodeId>) {
    let mut waiting = vec![0_usize; count];
    let mut next: Vec<Vec<NodeId>> = vec![Vec::new(); count];
    for &(from, to) in edges {
        if let (Some(next), Some(waiting)) = (next.get_mut(from), waiting.get_mut(to)) {
            next.push(to);
            *waiting += 1;
        }
    }
    let ready = waiting.iter().enumerate().filter(|(_, waiting)| **waiting == 0);
    let mut ready: BinaryHeap<_> = ready.map(|(node, _)| Reverse(node)).collect();
    let mut order = Vec::with_capacity(count);
    while let Some(Reverse(node)) = ready.pop() {
        order.push(node);
        for &to in next.get(node).map(Vec::as_slice).unwrap_or_default() {
            if let Some(waiting) = waiting.get_mut(to) {
                *waiting -= 1;
                if *waiting == 0 {
                    ready.push(Reverse(to));
                }
            }
        }
    }
    let left = waiting.iter().enumerate().filter(|(_, waiting)| **waiting > 0);
    (order, left.map(|(node, _)| node).collect())
}
