//! Edges that are a mistake, and edges that are missing.

use super::{right, wrong};

#[test]
fn edge_twice() {
    let twice = "`a` is already connected to `b`";
    wrong("a -> b; a -> b;", &[("          ^^", twice)]);
    wrong("a -> { b; b; }", &[("          ^", twice)]);
    wrong("a -> b; a -> { c; b; }", &[("          ^^", twice)]);
    wrong("[a, a] -> b;", &[("    ^", twice)]);
    wrong("[a, a] -> { b; b; }", &[("    ^", twice)]);
    wrong("a -[when |e| 1]-> b; a -[when |e| 2]-> b;", &[(&at(23, 15), twice)]);
    wrong("a -[key |e| 1]-> b; a -[key |e| 2]-> b;", &[(&at(22, 14), twice)]);
    wrong("a -[err]-> b -> c; a -[err]-> b;", &[(&at(21, 8), twice)]);
    wrong("a -[late]-> b; a -[late]-> b;", &[(&at(17, 9), twice)]);
    let graph = right("a -> b; a -[when |e| 1]-> b; a -[err]-> b; a -[late]-> b; a -[x]-> b;");
    assert_eq!(graph.edges().len(), 5);
}

#[test]
fn an_edge_that_repeats_is_left_out() {
    let graph = wrong(
        "a -> b; a -> b; a -> b;",
        &[
            (&at(10, 2), "`a` is already connected to `b`"),
            (&at(18, 2), "`a` is already connected to `b`"),
        ],
    );
    assert_eq!(graph.edges(), ["a -> b"]);
}

#[test]
fn cycle() {
    let graph = wrong(
        "src -> a -> b -> c -> a; c -> out;",
        &[(&at(19, 2), "cycle: `a` -> `b` -> `c` -> `a`")],
    );
    assert_eq!(graph.edges(), ["src -> a", "a -> b", "b -> c", "c -> out"]);
    assert!(graph.node("a").excused && graph.node("c").leads && !graph.node("b").is_excused());
    assert!(!graph.node("c").excused, "what leads to it is known");
    assert!(graph.model.complete);
    wrong("a -> a;", &[(&at(2, 2), "cycle: `a` -> `a`")]);
    wrong("a -> b; b -[err]-> a;", &[(&at(10, 8), "cycle: `a` -> `b` -> `a`")]);
    wrong("a -> b -> { c; a; }", &[(&at(7, 2), "cycle: `a` -> `b` -> `a`")]);
    wrong(
        "a -> b -> a -> c -> a;",
        &[(&at(7, 2), "cycle: `a` -> `b` -> `a`"), (&at(17, 2), "cycle: `a` -> `c` -> `a`")],
    );
}

#[test]
fn settings_of_what_comes_in() {
    let told = |word: &str, name: &str| {
        format!(
            "`{word}` is about events that come in, and nothing leads to `{name}`\n\
             help: say it of a node behind `a`"
        )
    };
    let graph = wrong("a (buf 4) -> b (buf 4);", &[("   ^^^", &told("buf", "a"))]);
    assert_eq!(graph.edges(), ["a -> b"]);
    wrong("a (c 2, inflight 4) -> b;", &[("        ^^^^^^^^", &told("inflight", "a"))]);
    right("a -> b; b (buf 4);");
    // What leads to it may not have been read.
    wrong("a (buf 4) -> b; c => a;", &[("                  ^", "expected `->` or `;`")]);
}

#[test]
fn unused_let() {
    let message = "`store` is never connected";
    let graph = wrong("let store = x; a -> b;", &[(&at(4, 5), message)]);
    assert!(graph.node("store").excused);
    wrong("let store = |x: u8| x; store;", &[(&at(4, 5), message)]);
    right("let store = x; a -> store;");
    // It may be used in what could not be read.
    wrong("let store = x; a b -> store;", &[(&at(17, 1), "expected `->` or `;`")]);
}

#[test]
fn in_in_a_plain_graph() {
    let message = "`in` is only allowed in a `pipeline! { fn … }`";
    let graph = wrong("in -> a -> b; c -> in;", &[("^^", message), (&at(19, 2), message)]);
    assert_eq!(graph.edges(), ["a -> b"]);
    assert!(graph.node("a").excused && graph.node("c").leads && !graph.node("b").is_excused());
}

fn at(start: usize, length: usize) -> String {
    " ".repeat(start) + &"^".repeat(length)
}
