//! Names that two nodes want.

use super::{right, wrong};

#[test]
fn two_paths_one_name() {
    let graph = wrong(
        "a -> x::parse -> b; a -> y::parse -> c; d -> y::parse; d -> x::parse;",
        &[(
            "                         ^^^^^^^^",
            "`x::parse` and `y::parse` share the name `parse`; name one: `other: y::parse`",
        )],
    );
    assert_eq!(graph.nodes()[1], "parse = x::parse");
    assert_eq!(graph.nodes()[3], "parse = y::parse");
    assert_eq!(graph.edges().len(), 6);
    wrong(
        "a -> f::<u8> -> b; c -> f::<u16> -> f;",
        &[(
            "                        ^^^^^^^^",
            "`f::<u8>` and `f::<u16>` share the name `f`; name one: `other: f::<u16>`",
        )],
    );
    wrong(
        "a -> parse; b -> x::parse;",
        &[(
            "                 ^^^^^^^^",
            "`parse` and `x::parse` share the name `parse`; name one: `other: x::parse`",
        )],
    );
    wrong(
        "a -> twice: parse; b -> x::twice;",
        &[(
            "                        ^^^^^^^^",
            "`twice: parse` and `x::twice` share the name `twice`; name one: `other: x::twice`",
        )],
    );
    wrong(
        "b -> x::store; let store = y; b -> store;",
        &[(
            "     ^^^^^^^^",
            "`let store` and `x::store` share the name `store`; name one: `other: x::store`",
        )],
    );
}

#[test]
fn a_name_is_given_once() {
    let taken = "the name `x` is already taken";
    let first = "first given here";
    wrong("a -> x: f; b -> x: g;", &[("                ^", taken), ("     ^", first)]);
    let graph = wrong("a -> x: f; b -> x: f;", &[("                ^", taken), ("     ^", first)]);
    assert_eq!(graph.edges(), ["a -> x", "b -> x"]);
    assert_eq!(graph.model.nodes.len(), 3);
    wrong("a -> x; b -> x: g;", &[("             ^", taken), ("     ^", first)]);
    wrong("let x = f; let x = g; x -> b;", &[("               ^", taken), ("    ^", first)]);
    wrong("a -> x: f; let x = g;", &[("     ^", taken), ("               ^", first)]);
    wrong("a -> x; b -> x: |e: u8| e;", &[("             ^", taken), ("     ^", first)]);
    wrong("a -> r#x; b -> x: g;", &[("               ^", taken), ("     ^^^", first)]);
}

#[test]
fn a_let_has_one_instance() {
    let message = "`store` names one value, so there is no other instance of it";
    let graph = wrong("let store = x; a -> two: store;", &[("                    ^^^", message)]);
    assert_eq!(graph.edges(), ["a -> store"]);
}

#[test]
fn words_with_a_meaning_are_no_names() {
    wrong("a -> discard(1);", &[("            ^^^", "`discard` takes no arguments")]);
    wrong(
        "a -> discard: f;",
        &[(
            "     ^^^^^^^",
            "`discard` already has a meaning in a graph, so no node can be named so",
        )],
    );
}

#[test]
fn discard_may_have_a_name_and_settings() {
    let graph = right("a -> rest: discard; b -> rest; c -> discard (c 2); d -> discard;");
    assert_eq!(graph.edges(), ["a -> rest", "b -> rest", "c -> discard", "d -> discard"]);
}

#[test]
fn a_name_whose_value_is_wrong_is_no_further_mistake() {
    let graph = wrong(
        "a -> f -> b; let f = |x| x; f -> c;",
        &[("                      ^", "annotate the closure: `|x: T|`")],
    );
    assert_eq!(graph.nodes(), ["a = a", "b = b", "c = c"]);
    assert!(graph.model.nodes.iter().all(|node| node.is_excused()));
}
