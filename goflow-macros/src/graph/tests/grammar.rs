//! What right programs mean.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::*;

#[test]
fn the_graph_of_the_contract() {
    let graph = right(
        "string_source (c 2) -> {
            string_processor -> {
                string_to_int -> int_out;
                string_out;
            }
            string_to_int;
        }
        int_source -> int_to_string -> string_out;",
    );
    assert_eq!(
        graph.edges(),
        [
            "string_source -> string_processor",
            "string_processor -> string_to_int",
            "string_to_int -> int_out",
            "string_processor -> string_out",
            "string_source -> string_to_int",
            "int_source -> int_to_string",
            "int_to_string -> string_out",
        ]
    );
    assert_eq!(graph.nodes()[0], "string_source = string_source c 2");
    assert_eq!(graph.nodes().len(), 7);
}

#[test]
fn nothing_is_a_graph_too() {
    assert!(right("").model.nodes.is_empty());
    assert!(right(";;").model.nodes.is_empty());
}

#[test]
fn flows_end_with_a_semicolon_or_a_block() {
    for source in [
        "a -> b; c -> d",
        "a -> { b } c -> d",
        "a -> { b; }; c -> d;",
        "a -> { b -> { x } y; } c -> d;",
    ] {
        let graph = right(source);
        assert!(graph.edges().contains(&"a -> b".to_owned()), "{source}");
        assert!(graph.edges().contains(&"c -> d".to_owned()), "{source}");
    }
}

#[test]
fn blocks_and_lists_multiply() {
    assert_eq!(
        right("[a, b] -> { c -> e; d; }").edges(),
        ["a -> c", "b -> c", "c -> e", "a -> d", "b -> d"]
    );
    assert_eq!(right("a -> { [b, c,] -> d; }").edges(), ["a -> b", "a -> c", "b -> d", "c -> d"]);
    assert_eq!(
        right("a -[when |e| e.ok]-> { b; c; }").edges(),
        ["a -[when |e|e.ok]-> b", "a -[when |e|e.ok]-> c"]
    );
}

#[test]
fn labels_are_ports_or_carry_an_expression() {
    let graph = right(
        "a -[err]-> dead; a -[late]-> b; a -[key |e| e.user.clone()]-> b (c 4);
         a -[when move |e| e.price > LIMIT]-> b -[r#type]-> d",
    );
    assert_eq!(
        graph.edges(),
        [
            "a -[err]-> dead",
            "a -[late]-> b",
            "a -[key |e|e.user.clone()]-> b",
            "a -[when move|e|e.price>LIMIT]-> b",
            "b -[r#type]-> d",
        ]
    );
}

#[test]
fn arguments_and_settings_stand_at_any_mention() {
    let graph = right(
        "s -> a::lookup::<u64>(db, |x, y| x + y, f::<A, B>()) (c 4 buf 16) -> b (inflight 32 unordered);
         src (c cfg::N) -> sink (buf {n}); lookup -[err]-> c() (c { n }); c -> d; d (c 2);",
    );
    assert_eq!(
        graph.nodes(),
        [
            "s = s",
            "lookup = a::lookup::<u64>(db, |x, y|x + y, f::<A, B>()) c 4 buf 16",
            "b = b inflight 32 unordered",
            "src = src c cfg::N",
            "sink = sink buf {n}",
            "c = c() c {n}",
            "d = d c 2",
        ]
    );
}

#[test]
fn what_could_be_an_expression_is_an_argument() {
    let graph = right("a(c) -> b(c - 1) -> d(Config { n: 1 }) -> e(c as u64) -> f(a::b);");
    assert_eq!(
        graph.nodes(),
        ["a = a(c)", "b = b(c-1)", "d = d(Config { n: 1 })", "e = e(c as u64)", "f = f(a::b)"]
    );
}

#[test]
fn a_name_is_one_node_and_an_alias_another() {
    let graph = right("src -> tasks::parse -> a; b -> parse; b -> twice: parse -> a; twice -> c;");
    assert_eq!(
        graph.edges(),
        ["src -> parse", "parse -> a", "b -> parse", "b -> twice", "twice -> a", "twice -> c"]
    );
    assert_eq!(graph.nodes()[4], "twice = parse");
}

#[test]
fn each_discard_is_its_own() {
    let graph = right("a -> { discard; b -> discard; }");
    assert_eq!(graph.nodes(), ["a = a", "discard = discard", "b = b", "discard = discard"]);
    let graph = right("let discard = Null::new(); a -> discard; b -> discard;");
    assert_eq!(graph.nodes(), ["discard = let Null::new()", "a = a", "b = b"]);
}

#[test]
fn closures_are_numbered_unless_named() {
    let graph = right(
        "a -> |x: u64| x * 2 -> |x: &u64| *x -> { b; long: move |s: String| s; }
         closure_3 -> |(a, b): (u8, u8)| a + b -> b; long -> d;",
    );
    assert_eq!(
        graph.nodes(),
        [
            "a = a",
            "closure_1 = u64",
            "closure_2 = &u64",
            "b = b",
            "long = String",
            "closure_3 = closure_3",
            "closure_4 = (u8, u8)",
            "d = d",
        ]
    );
}

#[test]
fn lets_are_nodes_in_their_own_order() {
    let graph = right(
        "a -> second; let first (c 2) = x.y(|a| -> u8 { a }); let second = move |x: u8| x > 1;
         first -> a; let third = f as fn() -> u8; third (c 2) -> first",
    );
    // `second` is said first, but its value is made after that of `first`.
    let mut names: Vec<_> = graph.model.nodes.iter().map(|node| node.name.to_string()).collect();
    assert_eq!(names.split_off(1), ["first", "second", "third"]);
    assert_eq!(graph.nodes()[1], "first = let x.y(|a| -> u8 { a }) c 2");
}

#[test]
fn words_of_sub_pipelines_are_ordinary_in_a_plain_graph() {
    assert_eq!(right("a -> out; a -[err]-> err;").edges(), ["a -> out", "a -[err]-> err"]);
}

#[test]
fn invisible_groups_of_macro_rules_are_opened() {
    fn hidden(tokens: TokenStream) -> TokenTree {
        Group::new(Delimiter::None, tokens).into()
    }
    let path = hidden(quote!(tasks::parse::<u8>));
    let number = hidden(quote!(4));
    let closure = hidden(quote!(|x: u8| x + 1));
    let expr = hidden(quote!(1 + 2));
    let graph = stream(quote!(a -> #path(#expr) (c #number buf #expr) -> #closure -> #expr));
    assert_eq!(graph.nodes()[..2], ["a = a", "parse = tasks::parse::<u8>(1 + 2) c 4 buf {1 + 2}"]);
    assert_eq!(graph.edges(), ["a -> parse", "parse -> closure_1"]);
    assert_eq!(graph.errors.len(), 1);
}
