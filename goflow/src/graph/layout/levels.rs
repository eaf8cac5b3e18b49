//! The graph cut into columns: what stands in each, and pieces of edges from column to column.

use std::collections::BTreeMap;

use super::components::Component;
use super::{Link, Size};

/// Columns that edges run through, beyond which all of one target share their way: a thousand
/// nodes that all feed the last one would be half a million bends.
const MANY_BENDS: usize = 20_000;
/// The height that an edge takes where it passes through a column.
const BEND: Size = Size { width: 0.0, height: 2.0 };

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    Node(usize),
    /// The label of a link.
    Label(usize),
    /// An edge that passes.
    Bend,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) what: What,
    pub(super) size: Size,
    pub(super) level: usize,
}

impl Cell {
    pub(super) const fn is_node(&self) -> bool {
        matches!(self.what, What::Node(_))
    }
}

/// Cells in columns. Pieces join cells of columns that follow each other.
#[derive(Debug, Default)]
pub(super) struct Levels {
    pub(super) cells: Vec<Cell>,
    /// How many columns there are.
    pub(super) count: usize,
    /// The cells in the column before that a piece joins to each cell.
    pub(super) before: Vec<Vec<usize>>,
    /// Those in the column behind.
    pub(super) after: Vec<Vec<usize>>,
    /// The cells on the way of each link, by the link's index, the first and last included.
    pub(super) ways: Vec<(usize, Vec<usize>)>,
}

impl Levels {
    /// When some link has a label, columns of nodes and columns of labels take turns.
    pub(super) fn new(part: &Component, ranks: &[usize], nodes: &[Size], links: &[Link]) -> Self {
        let labelled = links.iter().any(|link| link.label.is_some());
        let columns = if labelled { 2 } else { 1 };
        let mut levels = Self::default();
        for (&node, rank) in part.nodes.iter().zip(ranks) {
            levels.add(What::Node(node), nodes[node], rank * columns);
        }
        let cell = |node: usize| part.nodes.partition_point(|&other| other < node);
        let bends: usize = part
            .links
            .iter()
            .map(|&link| ranks[cell(links[link].to)] - ranks[cell(links[link].from)] - 1)
            .sum();
        let mut shared = BTreeMap::new();
        for &index in &part.links {
            let link = &links[index];
            let (from, to) = (cell(link.from), cell(link.to));
            let (first, last) = (levels.cells[from].level + 1, levels.cells[to].level);
            let together = link.shared || bends > MANY_BENDS;
            let mut way = vec![from];
            for level in first..last {
                let next = match link.label {
                    Some(size) if level == first => levels.add(What::Label(index), size, level),
                    _ if together => *shared
                        .entry((to, link.shared, level))
                        .or_insert_with(|| levels.add(What::Bend, BEND, level)),
                    _ => levels.add(What::Bend, BEND, level),
                };
                levels.join(way[way.len() - 1], next);
                way.push(next);
            }
            levels.join(way[way.len() - 1], to);
            way.push(to);
            levels.ways.push((index, way));
        }
        levels
    }

    fn add(&mut self, what: What, size: Size, level: usize) -> usize {
        self.cells.push(Cell { what, size, level });
        self.before.push(Vec::new());
        self.after.push(Vec::new());
        self.count = self.count.max(level + 1);
        self.cells.len() - 1
    }

    fn join(&mut self, from: usize, to: usize) {
        // Edges that share their way share the pieces, too.
        if !self.after[from].contains(&to) {
            self.after[from].push(to);
            self.before[to].push(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::components::components;
    use super::super::tests::link;
    use super::*;

    const SIZE: Size = Size { width: 10.0, height: 10.0 };

    fn levels(links: &[Link], ranks: &[usize]) -> Levels {
        let parts = components(ranks.len(), links);
        Levels::new(&parts[0], ranks, &vec![SIZE; ranks.len()], links)
    }

    #[test]
    fn a_long_edge_bends_in_each_column() {
        let levels = levels(&[link(0, 1), link(1, 2), link(0, 2)], &[0, 1, 2]);
        assert_eq!(levels.count, 3);
        assert_eq!(levels.ways[2], (2, vec![0, 3, 2]));
        assert_eq!(levels.cells[3].what, What::Bend);
        assert_eq!(levels.after[0], [1, 3]);
        assert_eq!(levels.before[2], [1, 3]);
    }

    #[test]
    fn a_label_has_its_place_in_the_column_behind_the_node() {
        let levels = levels(&[Link { label: Some(SIZE), ..link(0, 1) }], &[0, 1]);
        assert_eq!(levels.count, 3);
        assert_eq!(levels.cells[2].what, What::Label(0));
        assert_eq!(levels.ways[0].1, [0, 2, 1]);
    }

    #[test]
    fn edges_that_share_meet_and_stay_together() {
        let shared = |from, to| Link { shared: true, ..link(from, to) };
        let links = [link(0, 1), link(1, 2), link(2, 3), shared(0, 3), shared(1, 3)];
        let levels = levels(&links, &[0, 1, 2, 3]);
        let [long, short] = [&levels.ways[3].1, &levels.ways[4].1];
        assert_eq!(long[2..], short[1..]);
    }
}
