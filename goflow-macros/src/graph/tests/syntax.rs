//! What cannot be read: the message, and the caret under the wrong token.

use super::{right, wrong};

const TO: &str = "expected a node after this `->`";
const STRAY: &str = "expected `->` or `;`";

#[test]
fn arrow_to_nothing() {
    wrong("a -> ; b -> c;", &[("  ^^", TO)]);
    wrong("a ->", &[("  ^^", TO)]);
    wrong("a -> b ->", &[("       ^^", TO)]);
    wrong("a -> { b -> }", &[("         ^^", TO)]);
    wrong("a -[err]-> ;", &[("  ^^^^^^^^", TO)]);
    wrong("a -> -> b;", &[("  ^^", TO)]);
    wrong("a -> |x: u8| x ->;", &[("               ^^", TO)]);
}

#[test]
fn arrow_from_nothing() {
    wrong("-> b; a -> c;", &[("^^", "expected a node before this `->`")]);
    let help = "expected a node before this `->`\nhelp: an edge with a label is drawn from its node, \
                outside of a block: `parse -[err]-> dead;`";
    wrong("a -> { -[err]-> b; }", &[("       ^^^^^^^^", help)]);
}

#[test]
fn stray_token() {
    wrong("a b -> c;", &[("  ^", STRAY)]);
    wrong("a -> b, c;", &[("      ^", STRAY)]);
    wrong("a -> b { c; }", &[("       ^", STRAY)]);
    wrong("a - > b;", &[("  ^", STRAY)]);
    wrong("a => b;", &[("  ^", STRAY)]);
    wrong("a <- b;", &[("  ^", STRAY)]);
    wrong("a! -> b;", &[(" ^", STRAY)]);
    wrong(
        "a -> { b; } -> c",
        &[(
            "            ^^",
            "expected `->` or `;`\nhelp: a block ends its flow, so no arrow can follow it",
        )],
    );
}

#[test]
fn not_a_node() {
    wrong("a -> 5 -> b;", &[("     ^", "expected a node, found `5`")]);
    wrong("a -> (b) -> c;", &[("     ^", "expected a node")]);
    wrong("a -> match -> c;", &[("     ^^^^^", "expected a node, found the keyword `match`")]);
    wrong("a -> _;", &[("     ^", "expected a node, found the keyword `_`")]);
    wrong("a -> crate;", &[("     ^^^^^", "expected a node, found the keyword `crate`")]);
    wrong("a -> x: ;", &[("      ^", "expected the path of a node: `x: path`")]);
    wrong("a -> self: b;", &[("     ^^^^", "expected a name, found the keyword `self`")]);
    wrong("a -> b:: -> c;", &[("      ^^", "expected a name after this `::`")]);
    wrong("a -> {}", &[("     ^^", "expected a node in this block")]);
}

#[test]
fn attributes() {
    let message =
        "attributes and doc comments have no place in a graph; a comment begins with `//`";
    let graph = wrong("#[x] a -> { #[y] b; }", &[("^^^^", message), ("            ^^^^", message)]);
    assert_eq!(graph.edges(), ["a -> b"]);
}

#[test]
fn lists_of_heads() {
    let right = "`[…]` gathers heads on the left; to send to several nodes write `-> { b; c; }`";
    wrong("a -> [b, c];", &[("     ^^^^^^", right)]);
    wrong("[] -> b;", &[("^^", "expected a node in `[ ]`")]);
    let before =
        "expected `,` or `]`\nhelp: draw what leads to a head before: `a -> b; [b, c] -> d`";
    wrong("[a -> b, c] -> d;", &[("   ^", before)]);
    wrong("[a,, b] -> c;", &[("   ^", "expected a node before this `,`")]);
    wrong("[a b, c] -> d;", &[("   ^", "expected `,` or `]`")]);
    wrong("[a, [b]] -> d;", &[("    ^", "expected a node")]);
    let graph = wrong("a -> [b, c] -> d;", &[("     ^^^^^^", right)]);
    assert_eq!(graph.edges(), ["a -> b", "a -> c", "b -> d", "c -> d"]);
}

#[test]
fn labels() {
    let missing = "expected a label in `-[…]->`: `err`, `key`, `when` or the name of a port";
    let arrow = "expected `->` after this label: `-[…]->`";
    wrong(
        "a -[filter |e| e.ok]-> b;",
        &[("    ^^^^^^", "unknown edge label `filter`; expected `err`, `key` or `when`")],
    );
    wrong("a -[]-> b;", &[("   ^^", missing)]);
    wrong("a -[5]-> b;", &[("    ^", missing)]);
    wrong("a -[key]-> b;", &[("    ^^^", "`key` takes a function of the event: `-[key |e| …]->`")]);
    wrong(
        "a -[when]-> b;",
        &[("    ^^^^", "`when` takes a function of the event: `-[when |e| …]->`")],
    );
    wrong("a -[err e]-> b;", &[("        ^", "`err` takes no expression: `-[err]->`")]);
    wrong("a -[err] b;", &[("  ^^^^^^", arrow)]);
    wrong("a -[err]- b;", &[("  ^^^^^^", arrow)]);
    wrong("a -[err];", &[("  ^^^^^^", arrow)]);
}

#[test]
fn a_bad_label_is_the_only_mistake_of_its_edge() {
    let graph = wrong(
        "let a = x; a -[filter |e| e.ok]-> b -> c; a -> b;",
        &[(
            "               ^^^^^^",
            "unknown edge label `filter`; expected `err`, `key` or `when`",
        )],
    );
    assert_eq!(graph.edges(), ["b -> c", "a -> b"]);
    assert!(graph.node("a").leads && graph.node("b").excused && !graph.node("c").is_excused());
    assert!(!graph.node("a").excused, "what leads to it is known");
    assert!(graph.model.complete);
}

#[test]
fn settings() {
    let unknown = "unknown setting `w`; expected `c`, `buf` or `inflight`";
    let none = "a node needs at least one worker: `(c 0)` would never run";
    wrong("a (w 3) -> b;", &[("   ^", unknown)]);
    wrong("a (c 0) -> b;", &[("     ^", none)]);
    wrong("let x (c 0) = y; x -> b;", &[("         ^", none)]);
    let needs = "`c` needs a number, a const or `{ expression }`";
    wrong("let x (c) = y; x -> b;", &[("       ^", needs)]);
    wrong("a(db) (c -1) -> b;", &[("         ^", needs)]);
    wrong(
        "a (c 2) (db) -> b;",
        &[("        ^^^^", "arguments stand before settings: `a(…) (c 2)`")],
    );
}

#[test]
fn settings_or_arguments_twice() {
    let first = "first given here";
    let settings = "settings for `a` are already given";
    let arguments = "arguments for `a` are already given";
    wrong("a (c 2) (c 3) -> b;", &[("        ^^^^^", settings), ("  ^^^^^", first)]);
    wrong("a (c 2) -> b; a (buf 3);", &[("                ^^^^^^^", settings), ("  ^^^^^", first)]);
    wrong("a(x)(y) -> b;", &[("    ^^^", arguments), (" ^^^", first)]);
    wrong("a(x) -> b; a(x) -> c;", &[("            ^^^", arguments), (" ^^^", first)]);
    wrong(
        "let a (c 2) = x; a (c 2) -> b;",
        &[("                   ^^^^^", settings), ("      ^^^^^", first)],
    );
}

#[test]
fn lets() {
    wrong("let = x; a -> b;", &[("    ^", "expected a name after `let`")]);
    wrong("let; a -> b;", &[("^^^", "expected a name after `let`")]);
    let mutable = "a node is what its `let` says: leave out `mut`";
    wrong("let mut x = y; x -> b;", &[("    ^^^", mutable)]);
    let nameless = "expected `->` or `;`\nhelp: a value is named by `let`: `let x = …;`";
    wrong("x = y; x -> b;", &[("  ^", nameless)]);
    wrong("let x; x -> b;", &[("    ^", "expected `=`: `let x = …;`")]);
    wrong("let x: T = y; x -> b;", &[("     ^", "expected `=`: `let x = …;`")]);
    wrong("let x = ; x -> b;", &[("      ^", "expected an expression after this `=`")]);
    wrong("x -> b; let x = y", &[("                ^", "expected `;` at the end of this `let`")]);
    wrong(
        "let x = y() a -> x; x -> b;",
        &[("              ^^", "expected `;` at the end of the `let`, before this flow")],
    );
    let runs_on = "expected `;` at the end of the `let` before this one";
    wrong("let x = y() let z = w; x -> z;", &[("            ^^^", runs_on)]);
    wrong("let x = |n: u64| n let z = w; a -> x -> z;", &[("                   ^^^", runs_on)]);
    right(
        "let x = { let y = 1; y }; let z = if let Some(n) = m && let Some(k) = n { k } else { 0 }; x -> z;",
    );
    wrong("a -> { let x = y; x; }", &[("       ^^^", "`let` belongs outside of blocks")]);
    let takes_none = "`x` names a value, so it takes no arguments";
    wrong("let x (4) = y; x -> b;", &[("      ^^^", takes_none)]);
    wrong("let x = y; x(4) -> b;", &[("            ^^^", takes_none)]);
}

#[test]
fn closures() {
    wrong("a -> |x| x -> b;", &[("      ^", "annotate the closure: `|x: T|`")]);
    wrong("let f = |x| x; a -> f;", &[("         ^", "annotate the closure: `|x: T|`")]);
    wrong(
        "a -> |x: u64| -> u64 { x } -> b;",
        &[(
            "              ^^",
            "a closure in a flow ends at this `->`, so it has no body\n\
             help: a return type needs a name: `let double = |x: u64| -> u64 { … };`",
        )],
    );
    let graph = wrong("a -> |x| x -> b;", &[("      ^", "annotate the closure: `|x: T|`")]);
    assert!(graph.node("a").leads && graph.node("b").excused);
}
