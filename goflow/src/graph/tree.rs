//! The graph as a tree of text: what `println!("{flow}")` prints.
//!
//! A shared node is drawn with its whole subtree at every mention, so stacked diamonds grow
//! exponentially, and the padding of a long chain quadratically. The text therefore ends at
//! [`MAX_LINES`] or [`MAX_BYTES`]; as it is written while it is made, memory stays linear in the
//! graph whatever the tree would be.

use std::fmt;

use super::{Edge, Graph, Kind};

/// Lines that are drawn at most, blank ones included.
const MAX_LINES: usize = 10_000;
/// Bytes that are drawn at most, newlines included.
const MAX_BYTES: usize = 8_000_000;

const RULE: &str = " |    ";
const GAP: &str = "      ";

impl fmt::Display for Graph {
    /// The tree, in source order, a blank line between sources, no newline at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outbound = Outbound::of(self);
        let mut page = Page::new(f);
        for (place, root) in roots(self).into_iter().enumerate() {
            if place > 0 && !page.line(&[])? {
                return Ok(());
            }
            if !subtree(self, &outbound, root, &mut page)? {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The sources; for a fragment that has none, the nodes without an inbound edge.
fn roots(graph: &Graph) -> Vec<usize> {
    let of = |test: &dyn Fn(usize) -> bool| (0..graph.nodes.len()).filter(|&n| test(n)).collect();
    let sources: Vec<usize> = of(&|node| graph.nodes[node].kind == Kind::Source);
    if !sources.is_empty() {
        return sources;
    }
    let mut fed = vec![false; graph.nodes.len()];
    for edge in &graph.edges {
        fed[edge.to] = true;
    }
    of(&|node| !fed[node])
}

/// Draws a root and all below it; `false` when the page is full.
///
/// The walk keeps its own stack, of what is yet to be drawn beside each node on the way down:
/// a chain of any length must not end in a stack overflow.
fn subtree(
    graph: &Graph,
    outbound: &Outbound<'_>,
    root: usize,
    page: &mut Page<'_, '_>,
) -> Result<bool, fmt::Error> {
    let caption = |node: usize| {
        let node = &graph.nodes[node];
        format!("{} (c {})", node.name, node.workers)
    };
    if !page.line(&[&caption(root)])? {
        return Ok(false);
    }
    let mut padding = String::new();
    let mut ways = vec![outbound.from(root)];
    while let Some(rest) = ways.last_mut() {
        let Some((edge, others)) = rest.split_first() else {
            ways.pop();
            // The root's own children stand at the margin: nothing was padded for them.
            padding.truncate(padding.len().saturating_sub(RULE.len()));
            continue;
        };
        *rest = others;
        let last = others.is_empty();
        if !page.line(&[&padding, " +", &edge.label.arrow(), " ", &caption(edge.to)])? {
            return Ok(false);
        }
        padding.push_str(if last { GAP } else { RULE });
        ways.push(outbound.from(edge.to));
    }
    Ok(true)
}

/// The edges that leave each node, in source order.
struct Outbound<'g> {
    edges: Vec<&'g Edge>,
    /// Where the edges of a node start; one more than there are nodes.
    starts: Vec<usize>,
}

impl<'g> Outbound<'g> {
    fn of(graph: &'g Graph) -> Self {
        let mut edges: Vec<&Edge> = graph.edges.iter().collect();
        edges.sort_by_key(|edge| edge.from); // stable: source order stays
        let starts = (0..=graph.nodes.len())
            .map(|node| edges.partition_point(|edge| edge.from < node))
            .collect();
        Self { edges, starts }
    }

    fn from(&self, node: usize) -> &[&'g Edge] {
        &self.edges[self.starts[node]..self.starts[node + 1]]
    }
}

/// Where lines go, until there are too many.
struct Page<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    lines: usize,
    bytes: usize,
}

impl<'a, 'f> Page<'a, 'f> {
    fn new(f: &'a mut fmt::Formatter<'f>) -> Self {
        Self { f, lines: 0, bytes: 0 }
    }

    /// Writes a line, or says that the tree ends here and gives `false`.
    fn line(&mut self, parts: &[&str]) -> Result<bool, fmt::Error> {
        let bytes = parts.iter().map(|part| part.len()).sum::<usize>() + 1;
        let full = if self.lines == MAX_LINES {
            Some(format!("{MAX_LINES} lines"))
        } else if self.bytes + bytes > MAX_BYTES {
            Some(format!("{} MB", MAX_BYTES / 1_000_000))
        } else {
            None
        };
        if self.lines > 0 {
            self.f.write_str("\n")?;
        }
        if let Some(limit) = full {
            write!(self.f, "… (the tree is longer than {limit}; see --format dot)")?;
            return Ok(false);
        }
        for part in parts {
            self.f.write_str(part)?;
        }
        self.lines += 1;
        self.bytes += bytes;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Label, Node, sample};
    use super::*;

    fn graph(nodes: &[(&str, Kind)], edges: &[(usize, usize)]) -> Graph {
        let mut graph = Graph::default();
        for &(name, kind) in nodes {
            graph.add_node(Node::new(name, kind));
        }
        for &(from, to) in edges {
            graph.add_edge(Edge::new(from, to));
        }
        graph
    }

    #[test]
    fn the_tree_of_the_seed() {
        assert_eq!(
            sample::seed().to_string(),
            "\
string_source (c 2)
 +--> string_processor (c 1)
 |     +--> string_to_int (c 1)
 |     |     +--> int_out (c 1)
 |     +--> string_out (c 1)
 +--> string_to_int (c 1)
       +--> int_out (c 1)

int_source (c 1)
 +--> int_to_string (c 1)
       +--> string_out (c 1)"
        );
    }

    #[test]
    fn labels_stand_in_the_arrow_and_children_keep_their_columns() {
        assert_eq!(
            sample::labelled().to_string(),
            "\
lines (c 1)
 +--> parse (c 2)
       +-[key]-> enrich/zählen (c 4)
       |     +-[late]-> discard (c 1)
       |     +--> store (c 1)
       |           +-[err]-> dead (c 1)
       +-[when]-> store (c 1)
       |     +-[err]-> dead (c 1)
       +-[err]-> dead (c 1)"
        );
    }

    #[test]
    fn nothing_and_a_single_node() {
        assert_eq!(Graph::default().to_string(), "");
        assert_eq!(graph(&[("a", Kind::Source)], &[]).to_string(), "a (c 1)");
    }

    #[test]
    fn a_fragment_starts_at_what_nothing_feeds() {
        let nodes = [("b", Kind::Task), ("a", Kind::Task), ("c", Kind::Task)];
        let fragment = graph(&nodes, &[(1, 0)]);
        assert_eq!(fragment.to_string(), "a (c 1)\n +--> b (c 1)\n\nc (c 1)");
    }

    #[test]
    fn one_pair_joined_twice_is_drawn_twice() {
        let mut twice = graph(&[("a", Kind::Source), ("b", Kind::Output)], &[(0, 1)]);
        twice.add_edge(Edge::new(0, 1).labelled(Label::Port("late".into())));
        assert_eq!(twice.to_string(), "a (c 1)\n +--> b (c 1)\n +-[late]-> b (c 1)");
    }

    #[test]
    fn ten_thousand_lines_fit_and_one_more_is_cut() {
        let mut star = graph(&[("a", Kind::Source)], &[]);
        for leaf in 1..MAX_LINES {
            star.add_node(Node::new("b", Kind::Output));
            star.add_edge(Edge::new(0, leaf));
        }
        let text = star.to_string();
        assert_eq!(text.lines().count(), MAX_LINES);
        assert!(text.ends_with("\n +--> b (c 1)"));

        let leaf = star.add_node(Node::new("b", Kind::Output));
        star.add_edge(Edge::new(0, leaf));
        let longer = star.to_string();
        let end = "\n… (the tree is longer than 10000 lines; see --format dot)";
        assert_eq!(longer.strip_suffix(end), Some(text.as_str()));
    }

    #[test]
    fn stacked_diamonds_end_too() {
        let mut graph = graph(&[("s", Kind::Source)], &[]);
        let mut top = 0;
        for _ in 0..40 {
            let [left, right, bottom] =
                ["l", "r", "b"].map(|name| graph.add_node(Node::new(name, Kind::Task)));
            for (from, to) in [(top, left), (top, right), (left, bottom), (right, bottom)] {
                graph.add_edge(Edge::new(from, to));
            }
            top = bottom;
        }
        let text = graph.to_string();
        assert_eq!(text.lines().count(), MAX_LINES + 1);
        assert!(text.ends_with("\n… (the tree is longer than 10000 lines; see --format dot)"));
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_nodes_ends_by_size() {
        let mut chain = graph(&[("s", Kind::Source)], &[]);
        for node in 1..100_000 {
            chain.add_node(Node::new("t", Kind::Task));
            chain.add_edge(Edge::new(node - 1, node));
        }
        let text = chain.to_string();
        let end = "\n… (the tree is longer than 8 MB; see --format dot)";
        assert!(text.ends_with(end));
        assert!(text.len() <= MAX_BYTES + end.len());
        assert!(text.len() > MAX_BYTES - 20_000);
    }
}
