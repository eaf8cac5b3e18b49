//! The graph as a picture of its own.
//!
//! Colours are classes in a style sheet that knows dark and light; shapes tell sources (round at
//! the left), tasks and outputs (round at the right) apart without them. Each node is a `<g>` with
//! the id `node-<name>`, each edge one with its position in the graph, so that the live page can
//! write on them.

mod look;
mod shape;
mod text;

use std::collections::HashSet;
use std::fmt;

use super::layout::{Layout, Link, Size, Spot, Way};
use super::{Edge, Graph, Kind, Label, Node};
pub(super) use look::Look;
use shape::{Arrow, Outline, Path};
use text::{Escaped, shortened};

/// The colours of a picture that stands alone. Plain classes, light first: a program that knows no
/// `@media` still shows a picture.
const STYLE: &str = include_str!("picture.css");
/// Around the picture.
const MARGIN: f64 = 20.0;

pub(super) struct Svg<'g> {
    pub(super) graph: &'g Graph,
    pub(super) look: Look,
}

impl fmt::Display for Svg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layout = self.layout();
        let (width, height) = (layout.size.width + 2.0 * MARGIN, layout.size.height + 2.0 * MARGIN);
        writeln!(
            f,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"goflow\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"-{MARGIN} -{MARGIN} {width} {height}\" role=\"{}\" \
             aria-label=\"{}\">",
            self.look.role(),
            self.summary(),
        )?;
        if self.look.stands_alone() {
            writeln!(f, "<style>\n{STYLE}</style>")?;
            let corner = format!("x=\"-{MARGIN}\" y=\"-{MARGIN}\"");
            writeln!(f, "<rect class=\"ground\" {corner} width=\"{width}\" height=\"{height}\"/>")?;
        }
        self.write_stages(f, &layout)?;
        for (index, (edge, way)) in self.graph.edges.iter().zip(&layout.ways).enumerate() {
            self.write_edge(f, index, edge, way)?;
        }
        let nodes = self.graph.nodes.iter().zip(&layout.nodes).zip(ids(&self.graph.nodes));
        for (index, ((node, spot), id)) in nodes.enumerate() {
            self.write_node(f, index, node, spot, &id)?;
        }
        f.write_str("</svg>")
    }
}

/// What tells nodes apart: `node-<name>`, with a number behind it for all but the first of several
/// `discard`s, as in metrics.
fn ids(nodes: &[Node]) -> Vec<String> {
    let names: HashSet<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
    let mut taken = HashSet::new();
    let mut free = |name: &str| taken.insert(name.to_owned()).then(|| format!("node-{name}"));
    let id = |node: &Node| {
        let name = &node.name;
        let others = (2..).map(|number| format!("{name}_{number}"));
        let mut others = others.filter(|other| !names.contains(other.as_str()));
        free(name).or_else(|| others.find_map(|other| free(&other))).unwrap_or_default()
    };
    nodes.iter().map(id).collect()
}

impl Svg<'_> {
    fn layout(&self) -> Layout {
        let sizes: Vec<Size> = self.graph.nodes.iter().map(|node| self.look.node(node)).collect();
        let links: Vec<Link> = self.graph.edges.iter().map(|edge| self.look.link(edge)).collect();
        Layout::of(&sizes, &links)
    }

    fn summary(&self) -> String {
        let count = |kind| self.graph.nodes.iter().filter(|node| node.kind == kind).count();
        let said = [Kind::Source, Kind::Task, Kind::Output].map(|kind| match count(kind) {
            1 => format!("1 {kind}"),
            count => format!("{count} {kind}s"),
        });
        format!("pipeline of {}, {} and {}", said[0], said[1], said[2])
    }

    /// A field under the nodes of each stage of several, and under the edges that join them.
    fn write_stages(&self, f: &mut fmt::Formatter<'_>, layout: &Layout) -> fmt::Result {
        let Graph { nodes, edges } = self.graph;
        let inside = |edge: &Edge| !edge.queue && nodes[edge.from].stage == nodes[edge.to].stage;
        let mut fused = vec![false; nodes.len()];
        writeln!(f, "<g class=\"stages\">")?;
        for (edge, way) in edges.iter().zip(&layout.ways).filter(|(edge, _)| inside(edge)) {
            (fused[edge.from], fused[edge.to]) = (true, true);
            writeln!(f, "<path class=\"way\" d=\"{}\"/>", Path(way))?;
        }
        for (spot, node) in
            layout.nodes.iter().zip(nodes).zip(fused).filter_map(|(it, is)| is.then_some(it))
        {
            let around = Spot {
                at: super::layout::Point { x: spot.at.x - 7.0, y: spot.at.y - 7.0 },
                size: Size { width: spot.size.width + 14.0, height: spot.size.height + 14.0 },
            };
            writeln!(f, "<path d=\"{}\"/>", Outline { kind: node.kind, spot: &around })?;
        }
        writeln!(f, "</g>")
    }

    fn write_edge(
        &self,
        f: &mut fmt::Formatter<'_>,
        index: usize,
        edge: &Edge,
        way: &Way,
    ) -> fmt::Result {
        let name = |node: usize| Escaped(&self.graph.nodes[node].name);
        let class = match (&edge.label, edge.queue) {
            (Label::Err, _) => "edge err",
            (_, true) => "edge",
            (_, false) => "edge fused",
        };
        write!(
            f,
            "<g class=\"{class}\" data-edge=\"{index}\" data-from=\"{}\" data-to=\"{}\"",
            edge.from, edge.to,
        )?;
        if let Some(at) = way.label {
            write!(f, " data-x=\"{}\" data-y=\"{}\"", at.x, at.y)?;
        }
        let label = edge.label.as_str();
        let arrow = edge.label.arrow();
        write!(f, "><title>{} {} {}</title>", name(edge.from), Escaped(&arrow), name(edge.to))?;
        write!(f, "<path class=\"line\" d=\"{}\"/>", Path(way))?;
        write!(f, "<path class=\"head\" d=\"{}\"/>", Arrow(way))?;
        if let (Some(at), true) = (way.label, self.look.stands_alone()) {
            let size = self.look.label(label);
            let (x, y) = (at.x - size.width / 2.0, at.y - size.height / 2.0);
            let Size { width, height } = size;
            write!(
                f,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>"
            )?;
            let label = shortened(label);
            write!(f, "<text x=\"{}\" y=\"{}\">{}</text>", at.x, at.y + 4.0, Escaped(&label))?;
        }
        writeln!(f, "</g>")
    }

    fn write_node(
        &self,
        f: &mut fmt::Formatter<'_>,
        index: usize,
        node: &Node,
        spot: &Spot,
        id: &str,
    ) -> fmt::Result {
        let (kind, settings) = (node.kind, node.settings());
        let (name, Size { width, height }) = (Escaped(&node.name), spot.size);
        writeln!(
            f,
            "<g class=\"node {kind}\" id=\"{}\" data-node=\"{index}\" data-name=\"{name}\" \
             data-kind=\"{kind}\" data-workers=\"{}\" data-stage=\"{}\" \
             data-x=\"{}\" data-y=\"{}\" data-width=\"{width}\" data-height=\"{height}\">",
            Escaped(id),
            node.workers,
            node.stage,
            spot.at.x,
            spot.at.y,
        )?;
        writeln!(f, "<title>{name} {settings}</title>")?;
        writeln!(f, "<path class=\"box\" d=\"{}\"/>", Outline { kind, spot })?;
        let (x, [name_y, settings_y]) = (self.look.text_x(spot), self.look.rows(spot));
        let shown = shortened(&node.name);
        writeln!(f, "<text class=\"name\" x=\"{x}\" y=\"{name_y}\">{}</text>", Escaped(&shown))?;
        writeln!(f, "<text class=\"settings\" x=\"{x}\" y=\"{settings_y}\">{settings}</text>")?;
        writeln!(f, "</g>")
    }
}

#[cfg(test)]
mod tests;
