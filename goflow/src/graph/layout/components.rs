//! Parts of a graph that no edge joins. They are laid out one below the other.

use super::Link;

/// A part: its nodes and links, as indices, in order.
#[derive(Debug, PartialEq)]
pub(super) struct Component {
    pub(super) nodes: Vec<usize>,
    /// Without those from a node to itself.
    pub(super) links: Vec<usize>,
}

/// All parts, in the order of their first nodes.
pub(super) fn components(nodes: usize, links: &[Link]) -> Vec<Component> {
    let mut roots: Vec<usize> = (0..nodes).collect();
    for link in links {
        let (a, b) = (root(&mut roots, link.from), root(&mut roots, link.to));
        roots[a.max(b)] = a.min(b);
    }
    let mut places = vec![usize::MAX; nodes];
    let mut parts: Vec<Component> = Vec::new();
    for node in 0..nodes {
        let first = root(&mut roots, node);
        if first == node {
            places[node] = parts.len();
            parts.push(Component { nodes: Vec::new(), links: Vec::new() });
        }
        parts[places[first]].nodes.push(node);
    }
    for (index, link) in links.iter().enumerate() {
        if link.from != link.to {
            parts[places[root(&mut roots, link.from)]].links.push(index);
        }
    }
    parts
}

/// The first node of the part that `node` belongs to, as far as known.
fn root(roots: &mut [usize], mut node: usize) -> usize {
    while roots[node] != node {
        roots[node] = roots[roots[node]];
        node = roots[node];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::super::tests::link;
    use super::*;

    #[test]
    fn parts_are_in_the_order_of_their_first_nodes() {
        let links = [link(3, 1), link(0, 2), link(2, 2)];
        assert_eq!(
            components(5, &links),
            [
                Component { nodes: vec![0, 2], links: vec![1] },
                Component { nodes: vec![1, 3], links: vec![0] },
                Component { nodes: vec![4], links: vec![] },
            ]
        );
    }
}
