//! Which edges close a cycle.
//!
//! `pipeline!` refuses cycles; a graph built by hand may have some, and is drawn all the same.

use super::Link;

/// For each link, whether it leads back to a node on the way to it.
pub(super) fn backward(nodes: usize, links: &[Link]) -> Vec<bool> {
    let mut outbound = vec![Vec::new(); nodes];
    for (index, link) in links.iter().enumerate() {
        if link.from != link.to {
            outbound[link.from].push(index);
        }
    }
    let mut seen = vec![false; nodes];
    let mut on_the_way = vec![false; nodes];
    let mut backward = vec![false; links.len()];
    for start in 0..nodes {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        // The walk keeps its own stack: a long chain must not end in a stack overflow.
        let mut stack = vec![(start, 0)];
        on_the_way[start] = true;
        while let Some((node, next)) = stack.last_mut() {
            let Some(&link) = outbound[*node].get(*next) else {
                on_the_way[*node] = false;
                stack.pop();
                continue;
            };
            *next += 1;
            let to = links[link].to;
            if on_the_way[to] {
                backward[link] = true;
            } else if !std::mem::replace(&mut seen[to], true) {
                on_the_way[to] = true;
                stack.push((to, 0));
            }
        }
    }
    backward
}

#[cfg(test)]
mod tests {
    use super::super::tests::link;
    use super::*;

    #[test]
    fn only_the_edge_that_closes_a_cycle_is_turned() {
        let links = [link(0, 1), link(1, 2), link(2, 0), link(0, 2), link(1, 1)];
        assert_eq!(backward(3, &links), [false, false, true, false, false]);
    }

    #[test]
    fn a_diamond_has_none() {
        let links = [link(0, 1), link(0, 2), link(1, 3), link(2, 3)];
        assert_eq!(backward(4, &links), [false; 4]);
    }
}
