//! One mistake costs one statement and gives one error.

use super::{graph, right, wrong};

#[test]
fn the_rest_of_the_graph_is_read() {
    let graph = graph(
        "a -> 5 -> ( -> ;
         b b b b;
         c -> d;
         let = 5;
         c -> { e; 6 7; -> 8; f -> g h; i }
         let x = ; x -> j -> k;"
            .replace('(', "")
            .as_str(),
    );
    let lines: Vec<_> = graph.errors.iter().map(|(_, (line, ..))| *line).collect();
    assert_eq!(lines, [1, 2, 4, 5, 5, 5, 6], "{:?}", graph.errors);
    assert_eq!(graph.edges(), ["c -> d", "c -> e", "c -> f", "f -> g", "c -> i", "j -> k"]);
    assert!(!graph.model.complete);
}

#[test]
fn what_stands_before_a_mistake_is_kept() {
    let graph = wrong("a::b -> c::d e -> f;", &[("             ^", "expected `->` or `;`")]);
    assert_eq!(graph.nodes(), ["b = a::b", "d = c::d"]);
    assert_eq!(graph.edges(), ["b -> d"]);
}

#[test]
fn what_stands_around_a_forgotten_node_is_kept() {
    let graph = wrong("a -> -> b -> c;", &[("  ^^", "expected a node after this `->`")]);
    assert_eq!(graph.edges(), ["b -> c"]);
    assert!(graph.node("a").excused && graph.node("b").excused);
    assert!(!graph.model.complete);
}

#[test]
fn what_may_be_fed_by_what_was_not_read() {
    let stray = [("       ^", "expected `->` or `;`")];
    // The heads were read; of what follows only the words are known.
    let graph = wrong("a -> b c -> { d(e) } f; a -> x; b -> y; g -> z;", &stray);
    let fed = |name| graph.model.may_be_fed(graph.node(name));
    assert!(fed("b") && !fed("a") && !fed("g"));
    let graph = wrong("a -> b c -> { d(e) } f; e -> x; a -> x; b -> y;", &stray);
    assert!(graph.model.may_be_fed(graph.node("e")));
    // A node is missing: it may be any.
    let graph = wrong("a -> ; b -> c;", &[("  ^^", "expected a node after this `->`")]);
    assert!(graph.model.may_be_fed(graph.node("b")));
    let number = "expected a node, found `3`";
    let graph = wrong("a -> 3; b -> c;", &[("     ^", number)]);
    assert!(graph.model.may_be_fed(graph.node("b")));
}

#[test]
fn generics_without_a_turbofish_are_one_mistake() {
    let message = "generics in a graph need a turbofish: `widen::<…>`";
    let graph = wrong("a -> widen<u64> -> b;", &[("          ^", message)]);
    assert_eq!(graph.nodes()[1], "widen = widen::<u64>");
    assert!(graph.model.complete);
}

#[test]
fn a_wrong_setting_is_left_out() {
    let graph = wrong(
        "s -> a (c 0 buf 4 w 2) -> b;",
        &[
            ("          ^", "a node needs at least one worker: `(c 0)` would never run"),
            ("                  ^", "unknown setting `w`; expected `c`, `buf` or `inflight`"),
        ],
    );
    assert_eq!(graph.nodes()[1], "a = a buf 4");
    assert!(graph.model.complete);
}

#[test]
fn blocks_have_a_depth() {
    let deep = |n: usize| {
        let open: String = (0..n).map(|i| format!("a{i} -> {{")).collect();
        format!("{open}b{}", "}".repeat(n))
    };
    assert_eq!(right(&deep(128)).edges().len(), 128);
    let errors = graph(&deep(5000)).errors;
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].0, "this block is nested too deep");
}
