//! What a function under `#[source]`, `#[task]` or `#[output]` is told.

use std::fmt::Display;

use quote::ToTokens;

use crate::words::written;

pub(crate) const TASK_WITHOUT_OUTPUT: &str =
    "a task has an output: return the event, or use `#[output]`";
pub(crate) const SOURCE_WITHOUT_OUTPUT: &str =
    "a source gives events: return an `impl Iterator` or `impl Stream`, or take `&mut Out<T>`";
pub(crate) const OUTPUT_WITH_RESULT: &str =
    "an output gives no events: return nothing or `Result<(), E>`, or use `#[task]`";
pub(crate) const SOURCE_FORM: &str = "a source returns an `impl Iterator` or an `impl Stream`\n\
     help: or let it take `out: &mut Out<T>`, and return nothing or `Result<(), E>`";
pub(crate) const FLAT_FORM: &str =
    "`flat` needs an iterator: return an `impl Iterator<Item = T>`, or a type that is one";
pub(crate) const HIDDEN_EVENT: &str = "`impl Trait` hides the event type from the graph\n\
     help: name the type, or make it a generic parameter";
pub(crate) const HIDDEN_RESULT: &str = "`impl Trait` hides the event type from the graph\n\
     help: return a named type, or `impl Iterator<Item = T>`";
pub(crate) const TWO_STATES: &str =
    "a node keeps one state per key\nhelp: put both into one struct";
pub(crate) const SOURCE_WITH_STATE: &str =
    "a source has no events to keep state for\nhelp: use `Local`";
pub(crate) const BATCH_WITH_STATE: &str =
    "a batch has many keys, so it cannot be lent the state of one\nhelp: leave out `batch`";
pub(crate) const BATCH_EVENT: &str =
    "an output with `batch` takes a `Vec` of its events: `rows: Vec<T>`";
pub(crate) const BATCH_OF_NONE: &str = "a batch holds at least one event";
pub(crate) const BATCH_VALUE: &str = "`batch` needs a number: `batch = 500`";
pub(crate) const LINGER_VALUE: &str = "`linger` needs a duration: `linger = \"50ms\"`";
pub(crate) const TWO_NODES: &str =
    "a function is one node\nhelp: leave out one of these attributes";
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
    format!("an `async` {word} cannot return this: take `out: &mut Out<T>` and `out.send(…).await`")
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

pub(crate) fn hidden_argument(name: impl Display, ty: impl ToTokens) -> String {
    let ty = written(ty);
    let bounds = ty.strip_prefix("impl ").unwrap_or(&ty);
    format!(
        "`impl Trait` hides the type of `{name}`\n\
         help: make it a generic parameter: `{name}: &F`, with `F: {bounds}`"
    )
}

/// `-> Iterator<Item = T>`
pub(crate) fn bare_trait(ty: impl ToTokens) -> String {
    let ty = written(ty);
    format!("`{ty}` is a trait and no type: return `impl {ty}`")
}

/// `-> Result<impl Iterator<Item = T>, E>`
pub(crate) fn many_in_one(outer: &str) -> String {
    let result = if outer == "Result" { "return `Result<(), E>`" } else { "return nothing" };
    format!("a `{outer}` holds one event\nhelp: for many take `out: &mut Out<T>`, and {result}")
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

/// Beside [`arguments`] of a node that has none: `parse (4)`.
pub(crate) const NO_ARGUMENTS: &str = "a setting is a word and its value: `(c 2)`";

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
