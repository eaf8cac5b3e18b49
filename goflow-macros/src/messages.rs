//! Every wording of a compile error.
//!
//! Lower case, backticks around names, no full stop; the mend is a `help:` line or stands in the
//! sentence.

use std::fmt::Display;

use quote::ToTokens;

use crate::words::written;

// Flows

pub(crate) const ARROW_TO_NOTHING: &str = "expected a node after this `->`";
pub(crate) const ARROW_FROM_NOTHING: &str = "expected a node before this `->`";
pub(crate) const ARROW_BEHIND_BLOCK: &str =
    "expected `->` or `;`\nhelp: a block ends its flow, so no arrow can follow it";
pub(crate) const STRAY: &str = "expected `->` or `;`";
pub(crate) const STRAY_ARROW: &str = "an edge is drawn `->`";
pub(crate) const STRAY_LABEL: &str = "a label stands in brackets: `-[err]->`";
pub(crate) const STRAY_COMMA: &str = "flows are divided by `;`, in a block, too";
pub(crate) const STRAY_CALL: &str = "what is done to an event stands in a task or a closure";
pub(crate) const STRAY_BLOCK: &str = "an arrow leads to a block: `-> { … }`";
pub(crate) const STRAY_BRACKETS: &str = "arguments and settings stand in parentheses";
pub(crate) const STRAY_FLOW: &str = "a `;` ends the flow before it";
pub(crate) const STRAY_LET: &str = "a value is named by `let`: `let x = …;`";
pub(crate) const CLOSURE_IN_PARENTHESES: &str = "a closure stands in a flow without parentheses";
pub(crate) const BLOCK_IN_PARENTHESES: &str = "to send to several nodes write `-> { b; c; }`";
pub(crate) const NODE_EXPECTED: &str = "expected a node";
pub(crate) const EMPTY_BLOCK: &str = "expected a node in this block";
pub(crate) const BLOCKS_TOO_DEEP: &str = "this block is nested too deep";
pub(crate) const ATTRIBUTE: &str =
    "attributes and doc comments have no place in a graph; a comment begins with `//`";
pub(crate) const NO_HEADS: &str = "expected a node in `[ ]`";
pub(crate) const HEAD_MISSING: &str = "expected a node before this `,`";
pub(crate) const STRAY_IN_HEADS: &str = "expected `,` or `]`";
pub(crate) const GATHER_ON_THE_RIGHT: &str =
    "`[…]` gathers heads on the left; to send to several nodes write `-> { b; c; }`";

pub(crate) fn node_expected(found: &str) -> String {
    format!("expected a node, found `{found}`")
}

pub(crate) fn keyword_as_node(word: impl Display) -> String {
    format!("expected a node, found the keyword `{word}`")
}

pub(crate) fn keyword_as_name(word: impl Display) -> String {
    format!("expected a name, found the keyword `{word}`")
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

/// `-[when n > 3]->`
pub(crate) fn label_without_function(word: impl Display) -> String {
    format!("`{word}` takes a function of the event\nhelp: write `-[{word} |e| …]->`")
}

pub(crate) fn unknown_label(word: impl Display) -> String {
    format!("unknown edge label `{word}`; expected `err`, `key` or `when`")
}

pub(crate) fn label_without_expression(word: impl Display) -> String {
    format!("`{word}` needs an expression: `-[{word} |e| …]->`")
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
pub(crate) const ARGUMENT_MISSING: &str = "expected an argument before this `,`";
pub(crate) const FIRST_GIVEN: &str = "first given here";

/// `buf` or `inflight` of a source.
pub(crate) fn nothing_comes_in(word: impl Display, name: impl Display) -> String {
    format!(
        "`{word}` is about events that come in, and nothing leads to `{name}`\n\
         help: say it of the node behind it"
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

pub(crate) fn let_without_value(name: impl Display) -> String {
    format!("expected `=`: `let {name} = …;`")
}

pub(crate) fn let_under_alias(name: impl Display) -> String {
    format!("`{name}` names one value, so there is no other instance of it")
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

pub(crate) const HEADER_TOO_DEEP: &str = "this header is nested too deep";
pub(crate) const BODY_EXPECTED: &str = "expected the graph in `{ … }`";
pub(crate) const BEHIND_BODY: &str = "nothing can follow the body of a sub-pipeline";
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
    format!("cycle: {}", names.join(" -> "))
}

pub(crate) fn never_connected(name: impl Display) -> String {
    format!("`{name}` is never connected")
}

// Functions under `#[source]`, `#[task]` and `#[output]`

pub(crate) const TASK_WITHOUT_OUTPUT: &str =
    "a task has an output: return the event, or use `#[output]`";
pub(crate) const SOURCE_WITHOUT_OUTPUT: &str =
    "a source has an output: return an `impl Iterator` or `impl Stream`, or take `&mut Out`";
pub(crate) const OUTPUT_WITH_RESULT: &str =
    "an output has no output: return nothing or `Result<(), E>`, or use `#[task]`";
pub(crate) const SOURCE_FORM: &str = "a source returns an `impl Iterator` or an `impl Stream`; or \
     nothing or `Result<(), E>`, and takes `&mut Out`";
pub(crate) const FLAT_FORM: &str =
    "`flat` needs an iterator: give it, as `impl Iterator<Item = T>` or by its name";
pub(crate) const HIDDEN_EVENT: &str = "`impl Trait` hides the event type from the graph\n\
     help: name the type, or make it a generic parameter";
pub(crate) const HIDDEN_RESULT: &str = "`impl Trait` hides the event type from the graph\n\
     help: return a named type, or `impl Iterator<Item = T>`";
pub(crate) const TWO_STATES: &str =
    "a node keeps one state per key\nhelp: put both into one struct";
pub(crate) const SOURCE_WITH_STATE: &str =
    "a source has no events to keep state for\nhelp: use `Local`";
pub(crate) const BATCH_WITH_STATE: &str =
    "a batch has many keys, so it cannot be lent the state of one";
pub(crate) const BATCH_EVENT: &str = "an output with `batch` takes a `Vec` of its events";
pub(crate) const BATCH_OF_NONE: &str = "a batch holds at least one event";
pub(crate) const BATCH_VALUE: &str = "`batch` needs a number: `batch = 500`";
pub(crate) const LINGER_VALUE: &str = "`linger` needs a duration: `linger = \"50ms\"`";
pub(crate) const TWO_NODES: &str = "a function is one node: one of these attributes is too many";
pub(crate) const LINGER_WITHOUT_BATCH: &str = "`linger` needs `batch = N`";
pub(crate) const FLAT_IS_ALONE: &str = "`flat` cannot be said together with `try` or `filter`";
pub(crate) const ASYNC_AND_BLOCKING: &str =
    "a function is `async` or blocking, not both\nhelp: leave out `blocking`";

pub(crate) const WITHOUT_BODY: &str = "expected the body of this function: `{ … }`";

pub(crate) fn unsafe_function(article: &str) -> String {
    format!(
        "{article} is called by the engine, which cannot know what makes that safe\n\
         help: leave out `unsafe`, and write `unsafe {{ … }}` around what needs it"
    )
}

pub(crate) fn variadic(article: &str) -> String {
    format!("{article} has a fixed number of parameters")
}

/// A borrow in what an event, a key or a state is made of; `owned`: what to write instead.
pub(crate) fn borrowed(what: &str, ty: impl ToTokens, owned: Option<String>) -> String {
    let ty = written(ty);
    let mend = match owned {
        Some(owned) => format!("make it `{owned}`"),
        None => "make it a type that owns what it holds".to_owned(),
    };
    format!("`{ty}` is borrowed, and {what} outlives the call\nhelp: {mend}")
}

pub(crate) fn async_iterator(word: &str) -> String {
    format!("an `async` {word} cannot return this; take `&mut Out` and `send(…).await`")
}

pub(crate) fn not_free(word: &str) -> String {
    format!("`#[{word}]` goes on a free function")
}

/// What the graph gives to a function, and what the runtime lends it, stand behind its event.
pub(crate) fn lent_before_event(article: &str, ty: impl ToTokens) -> String {
    let ty = written(ty);
    format!("the first parameter of {article} is its event; `&mut {ty}` stands behind it")
}

/// `Keyed<K, S>` or `&Keyed<K, S>` instead of `&mut Keyed<K, S>`.
pub(crate) fn lent_by_mut(name: impl Display, ty: impl ToTokens) -> String {
    let ty = written(ty);
    format!("`{ty}` is lent by the runtime: take `{name}: &mut {ty}`")
}

/// `&mut Out` without its type parameters.
pub(crate) fn lent_without_types(word: &str) -> &'static str {
    match word {
        "Out" => "`Out` needs the type of its events: `&mut Out<T>`",
        "Local" => "`Local` needs the type of its state: `&mut Local<S>`",
        _ => "`Keyed` needs the types of its key and its state: `&mut Keyed<K, S>`",
    }
}

pub(crate) fn no_event(article: &str) -> String {
    format!("{article} takes an event: its first parameter")
}

pub(crate) fn unknown_argument(name: &str, known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    let known = match known.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => known.join(", "),
    };
    let help = match name {
        "c" | "buf" | "inflight" => "\nhelp: settings stand in the graph: `-> name (c 2)`",
        "async" => "\nhelp: the function itself is `async`",
        _ => "",
    };
    format!("unknown argument `{name}`; expected {known}{help}")
}

pub(crate) fn not_a_duration(text: &str) -> String {
    format!("`{text}` is no duration; write a whole number and `us`, `ms`, `s` or `m`")
}

pub(crate) fn cannot_be_lent(article: &str, ty: impl ToTokens) -> String {
    let ty = written(ty);
    format!("{article} cannot be lent `{ty}`; it may be lent `Out`, `Keyed`, `Local` or `Context`")
}

pub(crate) fn argument_by_value(name: impl Display, ty: impl ToTokens) -> String {
    let ty = written(ty);
    format!("an argument is shared by all calls: take `{name}: &{ty}`")
}

pub(crate) fn hidden_argument(name: impl Display) -> String {
    format!("`impl Trait` hides the type of `{name}`\nhelp: make it a generic parameter")
}

pub(crate) fn unsized_argument(
    name: impl Display,
    ty: impl ToTokens,
    sized: impl Display,
) -> String {
    let ty = written(ty);
    format!("`{ty}` cannot be given in a graph: take `{name}: &{sized}`")
}

pub(crate) fn unsized_event(ty: impl Display, sized: &str) -> String {
    format!("`&{ty}` is not an event type: take `{sized}` or `&{sized}`")
}

pub(crate) fn event_without_size(ty: impl ToTokens, sized: &str) -> String {
    let ty = written(ty);
    format!("`{ty}` is not an event type: take `{sized}` or `&{sized}`")
}

pub(crate) fn event_by_mut(article: &str, ty: impl ToTokens) -> String {
    let ty = written(ty);
    format!("the first parameter of {article} is its event: take `{ty}` or `&{ty}`")
}

/// Number and types of a node's arguments.
pub(crate) fn arguments(name: impl Display, arguments: &[String]) -> String {
    match arguments {
        [] => format!("`{name}` takes no arguments"),
        [one] => format!("`{name}` takes 1 argument: `{one}`"),
        many => format!("`{name}` takes {} arguments: `{}`", many.len(), many.join("`, `")),
    }
}

/// The port that does not exist stands for `{Self}`. Nodes without further ports: `HasPort`.
pub(crate) fn unknown_port(name: impl Display, ports: &[String]) -> String {
    format!("`{name}` has no port `{{Self}}`; it has `{}`", ports.join("`, `"))
}

pub(crate) fn main_port(name: impl Display) -> String {
    format!("`{name}` is the main output, and leaves by `->`")
}

// `#[derive(Key)]`

pub(crate) const KEY_UNION: &str = "a union cannot be a key";
pub(crate) const KEY_BORROWS: &str = "a key outlives the event it comes from, so it has no lifetimes\nhelp: let it own what it holds";
pub(crate) const KEY_ARGUMENT: &str = "unknown argument; expected `crate`";

// `#[derive(Record)]`

pub(crate) const RECORD_UNION: &str = "a union has no columns";
pub(crate) const RECORD_TUPLE: &str =
    "columns have names, and these fields have none\nhelp: name them: `struct R { a: …, b: … }`";
pub(crate) const RECORD_EMPTY: &str = "a record has at least one column";
pub(crate) const RECORD_BORROWS: &str = "a record owns what it holds, so it has no lifetimes";
pub(crate) const RECORD_FLATTEN: &str = "a column cannot be flattened\n\
     help: leave it nested, move its fields here, or say `#[record(skip)]`";
pub(crate) const RECORD_UNIT: &str = "a unit is `\"ms\"`, `\"us\"` or `\"ns\"`";
pub(crate) const RECORD_DECIMAL: &str = "a decimal says its digits and how many of them stand behind \
     the point: `decimal(12, 2)`, at most 38 and 28";
pub(crate) const UNIT_AND_DECIMAL: &str =
    "`unit` is for times and `decimal` for decimals, not both";
pub(crate) const OPTION_OF_OPTION: &str =
    "a column knows one kind of nothing\nhelp: leave out one `Option`";
pub(crate) const DECIMAL_WITHOUT_DIGITS: &str =
    "a `Decimal` needs its digits: `#[record(decimal(12, 2))]`";
pub(crate) const ENUM_EMPTY: &str = "an enum without variants has no values";
pub(crate) const ENUM_GENERIC: &str = "an enum without data has no use for a parameter";
pub(crate) const ENUM_WITH_DATA: &str = "a column holds the name of a variant, and no data with it\n\
     help: make it a struct with an `Option` for each variant";
pub(crate) const ENUM_NAME: &str =
    "a variant's name has no quotes, backslashes or control characters";

pub(crate) fn column_twice(name: &str) -> String {
    format!("the column `{name}` is given twice")
}

pub(crate) fn variant_twice(name: &str) -> String {
    format!("the variant `{name}` is given twice")
}

pub(crate) fn decimal_of_other(ty: &str) -> String {
    format!("`decimal` is for `rust_decimal::Decimal`, and this is `{ty}`")
}

pub(crate) fn unit_of_other(ty: &str) -> String {
    format!("`unit` is for times, and this is `{ty}`")
}

pub(crate) fn unknown_case<'a>(known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<String> = known.map(|name| format!("`\"{name}\"`")).collect();
    format!("unknown case; expected {}", known.join(", "))
}

// main

pub(crate) const MAIN_NAME: &str = "`#[goflow::main]` stands on the function `main`";
pub(crate) const MAIN_GENERIC: &str = "`main` cannot be generic: its parameter is the command line";
pub(crate) const MAIN_PARAMETERS: &str =
    "`main` takes the command line and nothing else: one struct with `#[derive(clap::Args)]`";
pub(crate) const MAIN_RESULT: &str = "`main` gives the pipeline\nhelp: write `fn main(…) -> \
                                      Result<Pipeline, goflow::Error>` and end it with \
                                      `Ok(pipeline! { … })`";
pub(crate) fn main_qualifier(word: &str) -> String {
    format!("`main` begins the program, so it may be `async`, but not `{word}`")
}

pub(crate) const MAIN_ARGUMENT: &str =
    "expected `crate = path` or nothing\nhelp: the runtime has a thread for each processor";
