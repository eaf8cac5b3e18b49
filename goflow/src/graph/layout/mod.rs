//! Where the nodes and edges of a picture go: columns from left to right, few crossings, straight
//! long edges.
//!
//! The method of Sugiyama, Tagawa and Toda (1981), a file each step:
//!
//! 1. [`acyclic`] turns round the edges that close a cycle;
//! 2. [`rank`] gives each node its column, so that edges are short (network simplex: Gansner,
//!    Koutsofios, North and Vo, 1993);
//! 3. [`levels`] cuts long edges into pieces from column to column, and gives labels a place;
//! 4. [`order`] sorts each column so that few pieces cross, counted by [`crossings`];
//! 5. [`align`] and [`place`] find heights, so that long edges are straight (Brandes and Köpf,
//!    2001), or, in a graph too dense for that, so that columns are compact ([`settle`]);
//! 6. [`route`] sets the columns beside each other and draws the way of each edge.
//!
//! The layout crates that there are give points for nodes but none for edges and labels, or shapes
//! of their own; and a picture belongs to the core, which has few dependencies.

mod acyclic;
mod align;
mod components;
mod crossings;
mod levels;
mod order;
mod place;
mod rank;
mod route;
mod settle;

use levels::Levels;

/// Between parts of the graph that no edge joins.
const BETWEEN_PARTS: f64 = 36.0;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// An edge, to the layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How much its length matters.
    pub(super) weight: i64,
    /// The room that its label takes, in the middle of which the edge runs.
    pub(super) label: Option<Size>,
    /// Whether it shares the way with other such edges into the same node.
    pub(super) shared: bool,
}

/// The box of a node: its upper left corner and its size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spot {
    pub(super) at: Point,
    pub(super) size: Size,
}

/// The way of an edge. Two points that follow each other are joined by a line if they are at the
/// same height, else by a curve that is level at both ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Way {
    pub(super) points: Vec<Point>,
    /// The middle of its label.
    pub(super) label: Option<Point>,
}

/// A picture that is laid out; it begins at `(0, 0)`.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub(super) size: Size,
    /// One for each node that was given. All nodes of a column are as wide as the widest.
    pub(super) nodes: Vec<Spot>,
    /// One for each link that was given.
    pub(super) ways: Vec<Way>,
}

impl Layout {
    pub(super) fn of(nodes: &[Size], links: &[Link]) -> Self {
        let backward = acyclic::backward(nodes.len(), links);
        let forward: Vec<Link> = links
            .iter()
            .zip(&backward)
            .map(
                |(&link, &turn)| {
                    if turn { Link { from: link.to, to: link.from, ..link } } else { link }
                },
            )
            .collect();
        let parts = components::components(nodes.len(), &forward);
        let mut drawn = Vec::with_capacity(parts.len());
        let mut top = 0.0;
        for part in &parts {
            let ranks = rank::ranks(part, &forward);
            let levels = Levels::new(part, &ranks, nodes, &forward);
            let order = order::order(&levels);
            let (mut heights, height) = place::heights(&levels, &order);
            for y in &mut heights {
                *y += top;
            }
            top += height + BETWEEN_PARTS;
            drawn.push((levels, heights));
        }
        let mut layout = route::route(&drawn, nodes, links);
        layout.size.height = (top - BETWEEN_PARTS).max(0.0).ceil();
        for (way, turn) in layout.ways.iter_mut().zip(backward) {
            if turn {
                way.points.reverse();
            }
        }
        layout
    }
}

#[cfg(test)]
mod tests;
