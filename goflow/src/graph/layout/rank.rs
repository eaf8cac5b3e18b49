//! The column of each node, so that the sum of the lengths of all edges is smallest.
//!
//! Network simplex: a spanning tree of edges of length one is improved edge by edge. When a tree
//! edge is taken out, the tree falls into two halves; if more weight leaves the half at its head
//! towards the other than the other way round, the halves are moved apart until another edge
//! between them has length one, which takes its place.

use std::collections::VecDeque;

use super::Link;
use super::components::Component;

/// Steps over all edges that are spent at most. Beyond it the columns are good, not best.
const BUDGET: usize = 40_000_000;

/// The column of each of the component's nodes, from 0. No link of it may lead back.
pub(super) fn ranks(part: &Component, links: &[Link]) -> Vec<usize> {
    let mut problem = Problem::new(part, links);
    if problem.nodes() > 1 {
        let mut tree = problem.tight_tree();
        let steps = BUDGET / (problem.nodes() + problem.edges.len());
        for _ in 0..steps {
            if !problem.improve(&mut tree) {
                break;
            }
        }
    }
    let first = problem.ranks.iter().min().copied().unwrap_or(0);
    problem.ranks.iter().map(|rank| usize::try_from(rank - first).unwrap_or(0)).collect()
}

struct Edge {
    from: usize,
    to: usize,
    weight: i64,
}

struct Problem {
    edges: Vec<Edge>,
    /// The edges at each node, in and out.
    around: Vec<Vec<usize>>,
    ranks: Vec<i64>,
}

impl Problem {
    fn new(part: &Component, links: &[Link]) -> Self {
        let place = |node: usize| part.nodes.partition_point(|&other| other < node);
        let edges: Vec<Edge> = part
            .links
            .iter()
            .map(|&link| &links[link])
            .map(|link| Edge { from: place(link.from), to: place(link.to), weight: link.weight })
            .collect();
        let mut around = vec![Vec::new(); part.nodes.len()];
        for (index, edge) in edges.iter().enumerate() {
            around[edge.from].push(index);
            around[edge.to].push(index);
        }
        let ranks = longest_paths(part.nodes.len(), &edges, &around);
        Self { edges, around, ranks }
    }

    fn nodes(&self) -> usize {
        self.around.len()
    }

    fn slack(&self, edge: usize) -> i64 {
        let edge = &self.edges[edge];
        self.ranks[edge.to] - self.ranks[edge.from] - 1
    }

    /// Moves nodes until edges of length one span the graph; for each edge, whether it is one of
    /// those of the tree.
    fn tight_tree(&mut self) -> Vec<bool> {
        let mut tree = vec![false; self.edges.len()];
        let mut inside = vec![false; self.nodes()];
        let mut reached = vec![0];
        inside[0] = true;
        let mut looked_at = 0;
        loop {
            while let Some(&node) = reached.get(looked_at) {
                looked_at += 1;
                for &index in &self.around[node] {
                    let edge = &self.edges[index];
                    let other = if edge.from == node { edge.to } else { edge.from };
                    if !inside[other] && self.slack(index) == 0 {
                        inside[other] = true;
                        tree[index] = true;
                        reached.push(other);
                    }
                }
            }
            let crossing = |edge: &Edge| inside[edge.from] != inside[edge.to];
            let nearest = (0..self.edges.len())
                .filter(|&index| crossing(&self.edges[index]))
                .min_by_key(|&index| self.slack(index));
            let Some(nearest) = nearest else { return tree };
            let slack = self.slack(nearest);
            let shift = if inside[self.edges[nearest].from] { slack } else { -slack };
            for &node in &reached {
                self.ranks[node] += shift;
            }
            looked_at = 0;
        }
    }

    /// Exchanges one edge of the tree for a better one; `false` when there is none.
    fn improve(&mut self, tree: &mut [bool]) -> bool {
        let (up, order) = self.rooted(tree);
        // What leaves the subtree below a node less what enters it is the sum over its nodes:
        // edges inside cancel out. That is the cut value of the edge above it.
        let mut net = vec![0; self.nodes()];
        for edge in &self.edges {
            net[edge.from] += edge.weight;
            net[edge.to] -= edge.weight;
        }
        let mut leaving = None;
        for &node in order.iter().rev() {
            let Some(edge) = up[node] else { continue };
            let Edge { from, to, .. } = self.edges[edge];
            let (value, parent) = if from == node { (net[node], to) } else { (-net[node], from) };
            if value < 0 && leaving.is_none_or(|(least, _, _)| value < least) {
                leaving = Some((value, edge, node));
            }
            net[parent] += net[node];
        }
        let Some((_, leaving, top)) = leaving else { return false };
        let below = self.subtree(top, leaving, tree);
        // The half at the tail of the edge moves left, or that at its head right, until an edge
        // that goes the other way is tight.
        let tail_below = self.edges[leaving].from == top;
        let entering = (0..self.edges.len())
            .filter(|&index| {
                let edge = &self.edges[index];
                below[edge.from] != below[edge.to] && below[edge.from] != tail_below
            })
            .min_by_key(|&index| self.slack(index));
        let Some(entering) = entering else { return false };
        let slack = self.slack(entering);
        for (rank, below) in self.ranks.iter_mut().zip(&below) {
            if *below {
                *rank += if tail_below { -slack } else { slack };
            }
        }
        tree[leaving] = false;
        tree[entering] = true;
        true
    }

    /// The tree hung up by the first node: the edge above each node, and all nodes from above.
    fn rooted(&self, tree: &[bool]) -> (Vec<Option<usize>>, Vec<usize>) {
        let mut up = vec![None; self.nodes()];
        let mut order = vec![0];
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            next += 1;
            for &index in &self.around[node] {
                if tree[index] && up[node] != Some(index) {
                    let edge = &self.edges[index];
                    let other = if edge.from == node { edge.to } else { edge.from };
                    up[other] = Some(index);
                    order.push(other);
                }
            }
        }
        (up, order)
    }

    /// The half of the tree that `top` is in when `without` is taken out.
    fn subtree(&self, top: usize, without: usize, tree: &[bool]) -> Vec<bool> {
        let mut inside = vec![false; self.nodes()];
        let mut stack = vec![top];
        inside[top] = true;
        while let Some(node) = stack.pop() {
            for &index in &self.around[node] {
                let edge = &self.edges[index];
                let other = if edge.from == node { edge.to } else { edge.from };
                if tree[index] && index != without && !inside[other] {
                    inside[other] = true;
                    stack.push(other);
                }
            }
        }
        inside
    }
}

/// Each node as far left as the nodes before it allow.
fn longest_paths(nodes: usize, edges: &[Edge], around: &[Vec<usize>]) -> Vec<i64> {
    let mut ranks = vec![0; nodes];
    let mut waiting = vec![0_usize; nodes];
    for edge in edges {
        waiting[edge.to] += 1;
    }
    let mut ready: VecDeque<usize> = (0..nodes).filter(|&node| waiting[node] == 0).collect();
    while let Some(node) = ready.pop_front() {
        for edge in around[node].iter().map(|&index| &edges[index]) {
            if edge.from == node {
                ranks[edge.to] = ranks[edge.to].max(ranks[node] + 1);
                waiting[edge.to] -= 1;
                if waiting[edge.to] == 0 {
                    ready.push_back(edge.to);
                }
            }
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::super::components::components;
    use super::super::tests::{Random, link};
    use super::*;

    fn ranks_of(nodes: usize, links: &[Link]) -> Vec<usize> {
        let parts = components(nodes, links);
        assert_eq!(parts.len(), 1, "a connected graph");
        ranks(&parts[0], links)
    }

    #[test]
    fn a_late_source_stands_beside_what_it_feeds() {
        let links = [link(0, 1), link(1, 2), link(2, 3), link(4, 3)];
        assert_eq!(ranks_of(5, &links), [0, 1, 2, 3, 2]);
    }

    #[test]
    fn a_chain_beside_a_longer_one_is_pulled_to_the_end_that_is_heavier() {
        // Two edges hold 5 at the left, one at the right.
        let links = [link(0, 1), link(1, 2), link(2, 3), link(0, 5), link(6, 5), link(5, 3)];
        let ranks = ranks_of(7, &[&links[..], &[link(4, 6), link(4, 0)]].concat());
        assert_eq!(ranks[5], ranks[6] + 1);
        assert_eq!(ranks[5], ranks[0] + 1);
    }

    #[test]
    fn one_node_alone() {
        assert_eq!(ranks_of(1, &[]), [0]);
    }

    /// All ways to give columns to a small graph, tried.
    fn least(nodes: usize, links: &[Link]) -> i64 {
        let count = nodes.pow(u32::try_from(nodes).unwrap());
        let length = |code: usize| {
            let rank = |node: usize| code / nodes.pow(u32::try_from(node).unwrap()) % nodes;
            links.iter().try_fold(0, |sum, link| {
                let length =
                    i64::try_from(rank(link.to)).unwrap() - i64::try_from(rank(link.from)).unwrap();
                (length > 0).then(|| sum + link.weight * length)
            })
        };
        (0..count).filter_map(length).min().unwrap()
    }

    #[test]
    fn lengths_are_least_for_small_graphs() {
        let mut random = Random(7);
        for _ in 0..60 {
            let nodes = 6;
            let mut links: Vec<Link> = (1..nodes)
                .map(|node| (random.below(node), node))
                .map(|(a, b)| link(a, b))
                .collect();
            for _ in 0..random.below(4) {
                let to = 1 + random.below(nodes - 1);
                links.push(Link { weight: 2, ..link(random.below(to), to) });
            }
            let ranks = ranks_of(nodes, &links);
            let length: i64 = links
                .iter()
                .map(|link| link.weight * i64::try_from(ranks[link.to] - ranks[link.from]).unwrap())
                .sum();
            assert_eq!(length, least(nodes, &links), "{links:?}: {ranks:?}");
        }
    }
}
