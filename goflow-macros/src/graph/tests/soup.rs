//! Whatever the tokens are, reading them ends and does not panic.

use proc_macro2::TokenStream;

use super::super::{read, stages};
use crate::diag::Diag;

/// Words that mean something to the grammar, each more than once to make right pieces likely.
const WORDS: &[&str] = &[
    "a",
    "b",
    "c",
    "d",
    "x::y",
    "::z",
    "f::<u8>",
    "g<T>",
    "a",
    "b",
    "->",
    "->",
    "->",
    "->",
    "->",
    "-[err]->",
    "-[key |e| e]->",
    "-[when x]->",
    "-[late]->",
    "-[",
    "-",
    ">",
    "<",
    ";",
    ";",
    ";",
    "|x: u8| x",
    "|x|",
    "|",
    "||",
    "move",
    "async",
    "let",
    "let v =",
    "let w (c 2) = e;",
    "v",
    "w",
    "in",
    "out",
    "err",
    "discard",
    "fn",
    "pub",
    "#[doc = \"x\"]",
    "#",
    "where",
    "mut",
    "_",
    "fn f(x: T) -> Pipe<A, B>",
    "fn g<K>()",
    "(c 2)",
    "(c 0 buf 4)",
    "(buf {n} inflight 3)",
    "(db, 4)",
    "(w 3)",
    "(c",
    "buf",
    "inflight",
    "unordered",
    "twice:",
    ":",
    "::",
    "::<",
    ",",
    "=",
    "4",
    "1.5",
    "99999999999999999999",
    "\"s\"",
    "'l",
    "'x'",
    "r#in",
    "as",
    "&",
    "!",
    ".",
    "?",
];

const BRACKETS: &[(&str, &str)] = &[("{", "}"), ("{", "}"), ("[", "]"), ("(", ")")];

/// xorshift, so that a failure can be made again.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }

    fn soup(&mut self) -> String {
        let mut soup = String::new();
        let mut open = Vec::new();
        for _ in 0..self.below(40) {
            match self.below(8) {
                0 => {
                    let (start, end) = BRACKETS[self.below(BRACKETS.len())];
                    soup.push_str(start);
                    open.push(end);
                }
                1 => soup.extend(open.pop()),
                _ => soup.push_str(WORDS[self.below(WORDS.len())]),
            }
            if self.below(6) > 0 {
                soup.push(' ');
            }
        }
        soup.extend(open.into_iter().rev());
        soup
    }
}

#[test]
fn any_tokens_can_be_read() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut cases = 0;
    while cases < 20_000 {
        let soup = random.soup();
        // Unbalanced brackets are rustc's to refuse.
        let Ok(tokens) = soup.parse::<TokenStream>() else {
            continue;
        };
        cases += 1;
        let mut diag = Diag::new();
        let model = read(tokens, &mut diag);
        let stages = stages(&model);
        assert_eq!(stages.order.len(), model.nodes.len(), "{soup}");
        assert_eq!(stages.fused.len(), model.edges.len(), "{soup}");
        assert!(model.complete || !diag.is_empty(), "{soup}");
        let place = |id| stages.order.iter().position(|node| *node == id);
        for edge in &model.edges {
            assert!(place(edge.from) < place(edge.to), "{soup}");
        }
        // No caret is on the whole macro: every one has a place in the text.
        for (message, (_, start, end)) in diag.carets() {
            assert!(end > start, "{message}: {soup}");
        }
    }
}

#[test]
fn big_graphs_do_not_take_long() {
    let names = |c: char| (0..300).map(|n| format!("{c}{n}")).collect::<Vec<_>>();
    let many = format!("[{}] -> {{ {}; }}", names('a').join(", "), names('b').join("; "));
    let graph = super::right(&many);
    assert_eq!(graph.model.edges.len(), 90_000);
    let chain = names('a').join(" -> ") + " -> a0;";
    assert_eq!(super::graph(&chain).errors.len(), 1);
}
