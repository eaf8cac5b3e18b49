//! Order and stages.

use super::super::stages;
use super::{graph, right};

/// The edges without a queue.
fn fused(source: &str) -> Vec<String> {
    let graph = right(source);
    let fused = stages(&graph.model).fused;
    graph.edges().into_iter().zip(fused).filter_map(|(edge, fused)| fused.then_some(edge)).collect()
}

fn order(source: &str) -> Vec<String> {
    let graph = graph(source);
    stages(&graph.model).order.into_iter().map(|id| graph.name(id)).collect()
}

#[test]
fn upstream_comes_first_and_ties_by_mention() {
    assert_eq!(order("a -> b -> c; d -> b;"), ["a", "d", "b", "c"]);
    assert_eq!(order("c; b -> a; a -> c;"), ["b", "a", "c"]);
    assert_eq!(order("s -> { x -> z; y -> z; } t -> y;"), ["s", "x", "t", "y", "z"]);
    assert_eq!(order("a -> b -> a; b -> c;"), ["a", "b", "c"]);
}

#[test]
fn a_single_plain_edge_needs_no_queue() {
    assert_eq!(fused("a -> b -> c"), ["a -> b", "b -> c"]);
    assert_eq!(fused("a -> { b; c; }"), ["a -> b", "a -> c"]);
    assert_eq!(fused("a -[err]-> b; a -[late]-> c -[when |e| e]-> d").len(), 3);
    assert_eq!(fused("a -> c; b -> c;"), [""; 0]);
    assert_eq!(fused("a -> c; a -[err]-> c;"), [""; 0]);
    assert_eq!(fused("a -[key |e| e]-> c;"), [""; 0]);
    assert_eq!(fused("a -> b (buf 0) -> c (inflight 4) -> d;"), ["c -> d"]);
}

#[test]
fn stages_have_one_worker_count() {
    assert_eq!(fused("a (c 2) -> b (c 2) -> c (c 0x2) -> d"), ["a -> b", "b -> c"]);
    assert_eq!(fused("a -> b (c 1)"), ["a -> b"]);
    assert_eq!(fused("a (c N) -> b (c N) -> c (c m::N)"), ["a -> b"]);
    assert_eq!(fused("a (c {n}) -> b (c {n}) -> c (c n)"), ["a -> b"]);
    assert_eq!(fused("a (c {2}) -> b (c {2}) -> c (c 2)"), ["a -> b"]);
    assert_eq!(fused("a (c {f()}) -> b (c {f()})"), [""; 0]);
}

#[test]
fn discard_is_always_fused_and_ends_never() {
    assert_eq!(fused("a (c 2) -> discard;"), ["a -> discard"]);
    assert_eq!(
        fused("fn f() -> P { in -> a -> { out; b -> discard; } b -[err]-> err; in -> discard; }"),
        ["a -> b", "b -> discard"]
    );
}
