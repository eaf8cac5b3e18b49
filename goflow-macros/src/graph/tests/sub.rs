//! Sub-pipelines.

use quote::ToTokens;

use super::{graph, right, wrong};

#[test]
fn the_sub_pipeline_of_the_contract() {
    let graph = right(
        "/// Drops repeats, then enriches.
         pub fn enrich<K: Key, S: Lookup<K>>(store: S, cap: usize) -> Pipe<Trade, Quote, LookupError>
         where Vec<K>: Clone {
             in -[key |t| t.key::<K>()]-> recent::<K>(cap) (c 4) -> lookup(store) (c 16) -> out;
             lookup -[err]-> err;
         }",
    );
    assert_eq!(
        graph.edges(),
        [
            "in -[key |t|t.key::<K>()]-> recent",
            "recent -> lookup",
            "lookup -> out",
            "lookup -[err]-> err",
        ]
    );
    let header = graph.model.header.unwrap();
    assert_eq!(header.name, "enrich");
    assert_eq!(header.attrs.len(), 1);
    assert!(matches!(header.vis, syn::Visibility::Public(_)));
    assert_eq!(header.generics.params.len(), 2);
    assert!(header.generics.where_clause.is_some());
    let params = header.params.iter().map(|(name, ty)| format!("{name}: {}", ty.to_token_stream()));
    assert_eq!(params.collect::<Vec<_>>(), ["store: S", "cap: usize"]);
    assert_eq!(
        header.output.to_token_stream().to_string().replace(' ', ""),
        "Pipe<Trade,Quote,LookupError>"
    );
}

#[test]
fn the_ends_are_one_node_each() {
    let graph = right(
        "fn f() -> P<{ N }> { in -> { a; b; } [a, b] -> out; a -[err]-> err; b -[err]-> err; }",
    );
    assert_eq!(graph.nodes(), ["in = in", "a = a", "b = b", "out = out", "err = err"]);
    assert_eq!(right("pub(crate) fn f() -> P { in -> out }").edges(), ["in -> out"]);
}

#[test]
fn a_sub_pipeline_without_a_way() {
    let (out, input) = (
        "this sub-pipeline never reaches `out`\nhelp: end a flow with `-> out`",
        "this sub-pipeline never uses `in`\nhelp: begin a flow with `in ->`",
    );
    let neither = "this sub-pipeline never uses `in` and never reaches `out`\n\
                   help: write `in -> … -> out`";
    wrong("fn f() -> P { in -> a -> discard; }", &[("   ^", out)]);
    wrong("fn f() -> P { a -> out; }", &[("   ^", input)]);
    wrong("fn f() -> P { }", &[("   ^", neither)]);
    wrong("fn f() -> P { in a; }", &[("                 ^", "expected `->` or `;`")]);
}

#[test]
fn ends_have_one_side() {
    let left = "`out` is where events go out, so it cannot be on the left of `->`";
    let right = "`in` is where events come in, so it cannot be on the right of `->`";
    let graph = wrong("fn f() -> P { in -> out -> a; }", &[("                    ^^^", left)]);
    assert_eq!(graph.edges(), ["in -> out"]);
    assert!(graph.node("a").excused);
    wrong("fn f() -> P { in -> out -> { a; b; } }", &[("                    ^^^", left)]);
    wrong("fn f() -> P { in -> out; a -> in; }", &[("                              ^^", right)]);
    wrong(
        "fn f() -> P { in -> out; err -> a; }",
        &[(
            "                         ^^^",
            "`err` is where events go out, so it cannot be on the left of `->`",
        )],
    );
    wrong(
        "fn f() -> P { in -> out; in -[err]-> err; }",
        &[("                              ^^^", "`in` has no `err` edge")],
    );
}

#[test]
fn ends_are_only_words() {
    let more = "`out` is an end of this sub-pipeline: it takes no name, arguments or settings";
    wrong("fn f() -> P { in -> out (c 2); }", &[("                        ^^^^^", more)]);
    wrong("fn f() -> P { in -> x: out; }", &[("                    ^", more)]);
    wrong(
        "fn f() -> P { in -> out: a -> out; }",
        &[(
            "                    ^^^",
            "`out` already has a meaning in a graph, so no node can be named so",
        )],
    );
    wrong(
        "fn f() -> P { in -> m::out -> out; }",
        &[(
            "                    ^^^^^^",
            "`out` is an end of this sub-pipeline; name this node: `other: m::out`",
        )],
    );
    wrong(
        "fn f() -> P { let out = x; in -> out; }",
        &[(
            "                  ^^^",
            "`out` already has a meaning in a graph, so no node can be named so",
        )],
    );
}

#[test]
fn headers() {
    let wants_type = "a sub-pipeline has to say what it takes and gives: `-> Pipe<In, Out>`";
    let param = "a parameter of a sub-pipeline is `name: Type`";
    let body = "expected the graph in `{ … }` after this";
    wrong("fn f() { in -> out }", &[("   ^", wants_type)]);
    wrong("fn f() -> P", &[("          ^", body)]);
    wrong("pub", &[("^^^", body)]);
    wrong(
        "fn f() -> P { in -> out } fn g() {}",
        &[("                          ^^", "nothing can follow the body of a sub-pipeline")],
    );
    wrong(
        "fn f(self, (a, b): T) -> P { in -> out }",
        &[("     ^^^^", param), ("           ^^^^^^", param)],
    );
    wrong("fn f(mut a: T) -> P { in -> out }", &[("     ^^^", param)]);
    wrong("fn f(a: T,, b: T) -> P { in -> out }", &[("          ^", param)]);
    wrong("fn f -> P { in -> out }", &[("     ^", "expected parentheses")]);
    wrong("fn f() -> { in -> out }", &[("   ^", wants_type)]);
    wrong("fn f(a: A B) -> P { in -> out }", &[("          ^", "expected `,`")]);
    let qualified = "a sub-pipeline is a plain `fn`: leave out `async`";
    wrong("async fn f() -> P { in -> out }", &[("^^^^^", qualified)]);
    let borrowed = "`&str` is borrowed, and an argument outlives the call\nhelp: make it `String`";
    wrong("fn f(x: &str) -> P { in -> out }", &[("        ^^^^", borrowed)]);
    wrong(
        "fn f() -> P { in -> f -> out }",
        &[("                    ^", "`f` cannot be a node of itself")],
    );
    wrong("fn f() -> P x { in -> out }", &[("            ^", "expected the graph in `{ … }`")]);
}

#[test]
fn a_type_that_is_cut_short_is_not_an_error_on_the_whole_macro() {
    for source in ["fn f(a: Vec<) -> P {}", "fn f(a: &) -> P {}", "fn f() -> P<A {}"] {
        let errors = graph(source).errors;
        assert_eq!(errors.len(), 1, "{source}: {errors:?}");
        assert!(errors[0].1.2 > errors[0].1.1, "{source}");
    }
}

#[test]
fn the_body_is_read_behind_a_bad_header() {
    let graph = graph("fn f(self) -> P { in -> a -> out; b b; }");
    assert_eq!(graph.errors.len(), 2);
    assert_eq!(graph.edges(), ["in -> a", "a -> out"]);
    assert!(graph.model.header.is_none() && !graph.model.complete);
}

#[test]
fn deep_headers_do_not_end_the_stack() {
    for (open, close) in [
        ("&'static ", ""),
        ("*const ", ""),
        ("(", ")"),
        ("A<", ">"),
        ("fn() -> ", ""),
        ("A<B, ", ">"),
    ] {
        let ty = |n: usize| format!("{}u8{}", open.repeat(n), close.repeat(n));
        right(&format!("fn f(x: {}) -> P {{ in -> out }}", ty(8)));
        let errors = graph(&format!("fn f(x: {}) -> P {{ in -> out }}", ty(3000))).errors;
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].0, "this header is nested too deep");
    }
    for expr in ["-", "|| ", "break ", "a = ", "if a {} else "] {
        let errors = graph(&format!("fn f(x: [u8; {} 1]) -> P {{}}", expr.repeat(3000))).errors;
        assert_eq!(errors[0].0, "this header is nested too deep");
    }
}
