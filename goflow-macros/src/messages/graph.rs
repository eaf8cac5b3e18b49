//! What a graph is told.

use std::fmt::Display;

use quote::ToTokens;

use crate::words::written;

// Flows

pub(crate) const ARROW_TO_NOTHING: &str = "expected a node after this `->`";
pub(crate) const ARROW_FROM_NOTHING: &str = "expected a node before this `->`";
pub(crate) const LABEL_FROM_NOTHING: &str = "expected a node before this `->`\n\
     help: an edge with a label is drawn from its node, outside of a block: `parse -[err]-> dead;`";
pub(crate) const ARROW_BEHIND_BLOCK: &str =
    "expected `->` or `;`\nhelp: a block ends its flow, so no arrow can follow it";
pub(crate) const STRAY: &str = "expected `->` or `;`";
pub(crate) const STRAY_ARROW: &str = "an edge is drawn `->`";
pub(crate) const STRAY_LABEL: &str = "a label stands inside of the arrow, in brackets: `-[err]->`";
pub(crate) const STRAY_COMMA: &str = "flows are divided by `;`, also in a block";
pub(crate) const STRAY_CALL: &str = "what is done to an event stands in a task or a closure";
pub(crate) const STRAY_BLOCK: &str = "an arrow leads to a block: `-> { … }`";
pub(crate) const STRAY_BRACKETS: &str = "arguments and settings stand in parentheses";
pub(crate) const STRAY_FLOW: &str = "end the flow before this with `;`";
pub(crate) const STRAY_LET: &str = "a value is named by `let`: `let x = …;`";
pub(crate) const CLOSURE_IN_PARENTHESES: &str = "a closure stands in a flow without parentheses";
pub(crate) const BLOCK_IN_PARENTHESES: &str = "to send to several nodes write `-> { b; c; }`";
pub(crate) const NODE_EXPECTED: &str = "expected a node";
pub(crate) const STRAY_HEADS: &str = "to gather what several nodes send write `[a, b] -> c`";
pub(crate) const STRAY_BACKWARDS: &str = "events flow from left to right: `source -> output`";
pub(crate) const STRAY_NAME: &str = "a node is named before its path: `name: path`";
pub(crate) const LAMBDA: &str = "expected a node\nhelp: a closure is written `|x: T| …`";
pub(crate) const MACRO_AS_NODE: &str =
    "a macro cannot be a node\nhelp: call it in a closure or a function: `|x: T| …`";
pub(crate) const EMPTY_BLOCK: &str = "expected a node in this block";
pub(crate) const BLOCKS_TOO_DEEP: &str = "this block is nested too deep";
pub(crate) const ATTRIBUTE: &str =
    "attributes and doc comments have no place in a graph; a comment begins with `//`";
pub(crate) const NO_HEADS: &str = "expected a node in `[ ]`";
pub(crate) const HEAD_MISSING: &str = "expected a node before this `,`";
pub(crate) const STRAY_IN_HEADS: &str = "expected `,` or `]`";
pub(crate) const ARROW_IN_HEADS: &str =
    "expected `,` or `]`\nhelp: draw what leads to a head before: `a -> b; [b, c] -> d`";
pub(crate) const GATHER_ON_THE_RIGHT: &str =
    "`[…]` gathers heads on the left; to send to several nodes write `-> { b; c; }`";

pub(crate) fn node_expected(found: &str) -> String {
    format!("expected a node, found `{found}`")
}

pub(crate) fn keyword_as_node(word: impl Display) -> String {
    let word = word.to_string();
    let help = match word.as_str() {
        "if" | "match" => "\nhelp: which events go where is said by edges: `-[when |e| …]->`",
        "for" | "while" | "loop" => {
            "\nhelp: a graph is fixed when it is compiled; several workers are `(c 2)`"
        }
        "return" | "await" | "use" | "mod" => "\nhelp: this stands before the graph",
        _ => "",
    };
    format!("expected a node, found the keyword `{word}`{help}")
}

/// What stands in a graph as if it were the path of a node.
pub(crate) const VALUE_AS_NODE: &str = "a value enters a graph by a `let`";
/// The same without a caret to spare for what is wrong with it.
pub(crate) const VALUE_LABEL: &str = "not a `#[source]`, `#[task]` or `#[output]`";

/// The `let` to write.
pub(crate) fn value_note(name: &str, expr: &str) -> String {
    format!("write `let {name} = {expr};` before this flow, and `{name}` here")
}

pub(crate) fn value_as_node(name: &str, expr: &str) -> String {
    format!("{VALUE_AS_NODE}\nhelp: {}", value_note(name, expr))
}

pub(crate) fn keyword_as_name(word: impl Display) -> String {
    format!("expected a name, found the keyword `{word}`")
}

/// `a -> x = parse`
pub(crate) fn alias_assigned(name: impl Display) -> String {
    format!("a node is named by `:`: `{name}: path`")
}

pub(crate) fn alias_without_path(name: impl Display) -> String {
    format!("expected the path of a node: `{name}: path`")
}

// Paths

pub(crate) const PATH_WITHOUT_END: &str = "expected a name after this `::`";
pub(crate) const ANGLE_WITHOUT_END: &str = "this `<` is never closed";

pub(crate) fn generics_without_turbofish(name: impl Display) -> String {
    format!("generics in a graph need a turbofish: `{name}::<…>`")
}

// Labels

pub(crate) const LABEL_MISSING: &str =
    "expected a label in `-[…]->`: `err`, `key`, `when` or the name of a port";
pub(crate) const LABEL_WITHOUT_ARROW: &str = "expected `->` after this label: `-[…]->`";
pub(crate) const ERR_WITH_EXPRESSION: &str = "`err` takes no expression: `-[err]->`";

pub(crate) const LABELS: &str = "an edge has one label\n\
     help: for two of them put a closure between: `a -[when …]-> |e: T| e -[key …]-> b`";

/// `-[when: |n| …]->`
pub(crate) fn label_sign(word: impl Display) -> String {
    format!("a label is a word and its function, with nothing between them: `-[{word} |e| …]->`")
}

/// `-[when]->` and `-[when n > 3]->`
pub(crate) fn label_without_function(word: impl Display) -> String {
    format!("`{word}` takes a function of the event: `-[{word} |e| …]->`")
}

pub(crate) fn unknown_label(word: impl Display) -> String {
    format!("unknown edge label `{word}`; expected `err`, `key` or `when`")
}

// Settings and arguments

pub(crate) const NO_WORKERS: &str = "a node needs at least one worker: `(c 0)` would never run";
pub(crate) const NO_ROOM: &str =
    "a node needs room for at least one event: `(inflight 0)` would never run";
pub(crate) const NUMBER_TOO_BIG: &str = "this number is too big";
pub(crate) const UNORDERED_ALONE: &str =
    "`unordered` belongs behind `inflight`: `(inflight 32 unordered)`";
pub(crate) const SETTING_STRAY: &str =
    "expected `c`, `buf` or `inflight`; an expression goes in braces: `(c { … })`";
pub(crate) const SETTING_SIGN: &str =
    "a setting is a word and its value, with nothing between them: `(c 2)`";
pub(crate) const SETTING_MISSING: &str = "expected a setting before this `,`";
pub(crate) const SETTING_SEMICOLON: &str = "settings are divided by `,`: `(c 2, buf 64)`";
pub(crate) const ARGUMENT_MISSING: &str = "expected an argument before this `,`";
pub(crate) const FIRST_GIVEN: &str = "first given here";

/// `buf` or `inflight` of a source.
pub(crate) fn nothing_comes_in(word: impl Display, name: impl Display) -> String {
    format!(
        "`{word}` is about events that come in, and nothing leads to `{name}`\n\
         help: say it of a node behind `{name}`"
    )
}

pub(crate) fn unknown_setting(word: impl Display) -> String {
    format!("unknown setting `{word}`; expected `c`, `buf` or `inflight`")
}

pub(crate) fn setting_value(word: impl Display) -> String {
    format!("`{word}` needs a number, a const or `{{ expression }}`")
}

pub(crate) fn setting_twice(word: impl Display) -> String {
    format!("`{word}` is given twice")
}

pub(crate) fn settings_again(name: impl Display) -> String {
    format!("settings for `{name}` are already given")
}

/// The same of two groups behind one mention.
pub(crate) fn settings_apart(name: impl Display) -> String {
    format!("{}\nhelp: write them in one group: `(c 2, buf 64)`", settings_again(name))
}

/// `numbers(3, c 2)`
pub(crate) fn settings_among_args(name: &str, args: &str, settings: &str) -> String {
    let args = if args.is_empty() { String::new() } else { format!("({args})") };
    format!("settings stand in parentheses of their own: `{name}{args} ({settings})`")
}

/// `(c 2) node`; `node` may be `…`.
pub(crate) fn settings_before(node: &str, settings: &str) -> String {
    format!("{NODE_EXPECTED}\nhelp: settings stand behind their node: `{node} ({settings})`")
}

pub(crate) fn args_again(name: impl Display) -> String {
    format!("arguments for `{name}` are already given")
}

pub(crate) fn args_behind_settings(name: impl Display) -> String {
    format!("arguments stand before settings: `{name}(…) (c 2)`")
}

pub(crate) fn args_for_let(name: impl Display) -> String {
    format!("`{name}` names a value, so it takes no arguments")
}

// Closures

pub(crate) const PARAMETERS_OPEN: &str = "the parameters of this closure are never closed by `|`";
pub(crate) const CLOSURE_WITHOUT_BODY: &str = "this closure has no body";
pub(crate) const CLOSURE_RETURN_TYPE: &str = "a closure in a flow ends at this `->`, so it has no body\n\
     help: a return type needs a name: `let double = |x: u64| -> u64 { … };`";
pub(crate) const CLOSURE_SETTINGS: &str = "a closure in a flow has no settings\n\
     help: give it a name: `let double (c 2) = |x: u64| …;`";
pub(crate) const CLOSURE_WITHOUT_EVENT: &str =
    "a closure in a graph takes one parameter: its event, `|x: T|`";
pub(crate) const CLOSURE_WITH_MORE: &str =
    "a closure in a graph takes only its event; more parameters need a `#[task]`";
pub(crate) const CLOSURE_ASYNC: &str =
    "a closure in a graph is not `async`\nhelp: write an `async fn` under `#[task]`";
pub(crate) const CLOSURE_MUT_EVENT: &str = "a closure takes its event as `T` or `&T`";

pub(crate) fn closure_without_type(pattern: &str) -> String {
    format!("annotate the closure: `|{pattern}: T|`")
}

// `let`

pub(crate) const LET_IN_BLOCK: &str = "`let` belongs outside of blocks";
pub(crate) const LET_WITHOUT_NAME: &str = "expected a name after `let`";
pub(crate) const LET_MUT: &str = "a node is what its `let` says: leave out `mut`";
pub(crate) const LET_WITHOUT_EXPRESSION: &str = "expected an expression after this `=`";
pub(crate) const LET_WITHOUT_SEMICOLON: &str = "expected `;` at the end of this `let`";
pub(crate) const LET_RUNS_INTO_FLOW: &str =
    "expected `;` at the end of the `let`, before this flow";
pub(crate) const LET_RUNS_INTO_LET: &str = "expected `;` at the end of the `let` before this one";

/// `let x = a -> b;`
pub(crate) fn let_of_a_flow(name: impl Display) -> String {
    format!(
        "a `let` names one node, and this is a flow\n\
         help: leave out `{name} =`: the nodes of a flow have names already"
    )
}

pub(crate) fn let_without_value(name: impl Display) -> String {
    format!("expected `=`: `let {name} = …;`")
}

pub(crate) fn let_under_alias(name: impl Display) -> String {
    format!(
        "`{name}` names one value, so there is no other instance of it\n\
         help: a second value has a `let` of its own"
    )
}

// Names

pub(crate) fn name_taken(name: impl Display) -> String {
    format!("the name `{name}` is already taken")
}

pub(crate) fn two_paths(first: &str, second: &str, name: impl Display) -> String {
    format!("`{first}` and `{second}` share the name `{name}`; name one: `other: {second}`")
}

/// How [`two_paths`] calls what a `let` has named.
pub(crate) fn by_let(name: impl Display) -> String {
    format!("let {name}")
}

pub(crate) fn name_reserved(name: impl Display) -> String {
    format!("`{name}` already has a meaning in a graph, so no node can be named so")
}

pub(crate) fn path_reserved(name: impl Display, path: &str) -> String {
    format!("`{name}` is an end of this sub-pipeline; name this node: `other: {path}`")
}

// Sub-pipelines

pub(crate) const HEADER_WITHOUT_BODY: &str = "expected the graph in `{ … }` after this";
pub(crate) const HEADER_WITHOUT_TYPE: &str =
    "a sub-pipeline has to say what it takes and gives: `-> Pipe<In, Out>`";
pub(crate) fn header_type(ty: impl ToTokens) -> String {
    let ty = written(ty);
    format!("a sub-pipeline gives a `Pipe<In, Out>`, and this is `{ty}`")
}

/// `async fn`
pub(crate) fn header_qualifier(word: impl Display) -> String {
    format!("a sub-pipeline is a plain `fn`: leave out `{word}`")
}

/// `fn twice() -> Pipe<u64, u64> { in -> twice -> out; }`
pub(crate) fn holds_itself(name: impl Display) -> String {
    format!(
        "`{name}` cannot be a node of itself\nhelp: a graph has an end; repeat in a task what is to be repeated"
    )
}

pub(crate) const HEADER_TOO_DEEP: &str = "this header is nested too deep";
pub(crate) const BODY_EXPECTED: &str = "expected the graph in `{ … }`";
pub(crate) const BEHIND_BODY: &str = "nothing can follow the body of a sub-pipeline\n\
     help: give what follows a `pipeline!` of its own";
pub(crate) const PARAMETER: &str = "a parameter of a sub-pipeline is `name: Type`";
pub(crate) const IN_PLAIN_GRAPH: &str = "`in` is only allowed in a `pipeline! { fn … }`";
pub(crate) const NEVER_REACHES_OUT: &str =
    "this sub-pipeline never reaches `out`\nhelp: end a flow with `-> out`";
pub(crate) const NEVER_USES_IN: &str =
    "this sub-pipeline never uses `in`\nhelp: begin a flow with `in ->`";
pub(crate) const NEITHER_IN_NOR_OUT: &str =
    "this sub-pipeline never uses `in` and never reaches `out`\nhelp: write `in -> … -> out`";
pub(crate) const IN_ON_THE_RIGHT: &str =
    "`in` is where events come in, so it cannot be on the right of `->`";

pub(crate) fn end_on_the_left(name: impl Display) -> String {
    format!("`{name}` is where events go out, so it cannot be on the left of `->`")
}

pub(crate) fn end_with_more(name: impl Display) -> String {
    format!("`{name}` is an end of this sub-pipeline: it takes no name, arguments or settings")
}

pub(crate) fn in_without_port(port: impl Display) -> String {
    format!("`in` has no `{port}` edge")
}

// Edges

pub(crate) fn edge_twice(from: impl Display, to: impl Display) -> String {
    format!("`{from}` is already connected to `{to}`")
}

/// `names` begins and ends with the same node.
pub(crate) fn cycle(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "cycle: {}\nhelp: events flow one way: leave out this edge, and keep in `Local` or `Keyed` \
         what is needed again",
        names.join(" -> ")
    )
}

pub(crate) fn never_connected(name: impl Display) -> String {
    format!("`{name}` is never connected\nhelp: draw an edge to it, or leave it out")
}

/// The same of what an expression in the graph mentions.
pub(crate) fn never_connected_value(name: impl Display) -> String {
    format!(
        "`{name}` is never connected\n\
         help: a value that is no node stands before the graph: `let {name} = …;`"
    )
}

/// A second `when` between the same nodes.
pub(crate) const JOIN_WHENS: &str = "\nhelp: write both conditions in one `when`";
