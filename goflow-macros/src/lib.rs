//! The macros of [goflow](https://docs.rs/goflow): `pipeline!`, `#[source]`, `#[task]`,
//! `#[output]`, `#[goflow::main]`, `#[derive(Key)]`, `#[derive(Record)]`. Use them from there.
//!
//! `syntax` reads tokens and recovers after each mistake, `graph` resolves names, checks what needs
//! no types and cuts the graph into stages, `expand` writes the code; `attr`, `derive` and `record`
//! are the attributes. `diag` collects errors, `messages` has every wording, and
//! `words` writes tokens as people do.

mod attr;
mod by_let;
mod derive;
mod diag;
mod expand;
mod graph;
mod main_fn;
mod messages;
mod port;
mod record;
mod syntax;
mod visibility;
mod words;

use proc_macro::TokenStream;

/// `goflow::pipeline!`, with the path of the crate in front.
#[doc(hidden)]
#[proc_macro]
pub fn __pipeline(input: TokenStream) -> TokenStream {
    expand::expand(input.into()).into()
}

/// Makes a function a source: it is called once a worker, and its items are the events.
///
/// It returns an `impl Iterator` or an `impl Stream`, whose items may be `Result`s; or it takes
/// `&mut Out<T>` and returns nothing or `Result<(), E>`. Parameters `&T` are arguments.
///
/// Arguments of the attribute: `crate = path` where the crate has another name.
#[proc_macro_attribute]
pub fn source(args: TokenStream, item: TokenStream) -> TokenStream {
    attr::expand(attr::Kind::Source, args.into(), item.into()).into()
}

/// Makes a function a task: its first parameter is the event, its result what leaves.
///
/// `T` gives one event, `Option<T>` drops some, `Result<T, E>` sends errors down the `err` edge,
/// `impl Iterator<Item = T>` gives many. A parameter `&T` is an argument, `&mut Out`, `&mut Keyed`,
/// `&mut Local` and `&mut Context` are lent.
///
/// Arguments of the attribute: `try`, `filter`, `flat` for results behind a type alias; `blocking`
/// for a function that blocks its thread; `crate = path` where the crate has another name.
#[proc_macro_attribute]
pub fn task(args: TokenStream, item: TokenStream) -> TokenStream {
    attr::expand(attr::Kind::Task, args.into(), item.into()).into()
}

/// Makes a function an output: its first parameter is the event, and nothing leaves it.
///
/// Arguments of the attribute: `batch = N` and `linger = "50ms"` for a function that takes a `Vec`
/// of events; `blocking` for a function that blocks its thread; `crate = path` where the crate has
/// another name.
#[proc_macro_attribute]
pub fn output(args: TokenStream, item: TokenStream) -> TokenStream {
    attr::expand(attr::Kind::Output, args.into(), item.into()).into()
}

/// Makes a `main` that gives a pipeline the `main` of a program with a command line.
///
/// Its parameter, if it has one, is a struct with `#[derive(clap::Args)]`: the program's arguments. The
/// program has the commands `run` (which may be left out), `graph`, `check` and `completions`; its
/// `--help` is made of doc comments.
///
/// ```text
/// /// Late flights by carrier.
/// #[derive(clap::Args)]
/// struct Args {
///     /// Folder, glob or URL of the csv files
///     data: String,
/// }
///
/// #[goflow::main]
/// fn main(args: Args) -> Result<Pipeline, goflow::Error> {
///     Ok(pipeline! { … }.name("flights"))
/// }
/// ```
///
/// It may be `async`. Arguments of the attribute: `crate = path` where the crate has another name.
#[proc_macro_attribute]
pub fn main(args: TokenStream, item: TokenStream) -> TokenStream {
    main_fn::expand(args.into(), item.into()).into()
}

/// Makes a struct or an enum a key: something that events may be grouped by.
#[proc_macro_derive(Key, attributes(key))]
pub fn key(input: TokenStream) -> TokenStream {
    derive::key(input.into()).into()
}

/// Gives a struct its columns, so that it may be read from and written to columnar files; an enum
/// without data becomes a column of its variants' names.
///
/// Types: integers up to 64 bits, `f32`, `f64`, `bool`, `String`, `Vec<u8>`, `chrono`'s `NaiveDate`,
/// `NaiveTime`, `NaiveDateTime` and `DateTime<Utc>`, `uuid::Uuid`, `rust_decimal::Decimal`, other
/// records, enums without data, and `Option`s, `Vec`s and maps with `String` keys of these.
///
/// Columns are named as serde's `rename`, `rename_all`, `alias` and `skip` say. `#[record(…)]` says it
/// where it is to be different:
///
/// - at the type: `rename_all = "camelCase"`; `crate = path` where the crate has another name;
/// - at a field: `rename = "name"`; `alias = "old_name"`, as often as needed, beside serde's; `skip`
///   (read as its `Default`); `unit = "ms"`, `"us"` or `"ns"` of a time, µs unless said: what is
///   smaller is cut when it is written; `decimal(12, 2)`: digits of a `Decimal`, and those behind its
///   point;
/// - at a variant: `rename = "name"` and `alias = "old_name"`.
///
/// A column is read under its name or any of its aliases, whichever a file has, at the top and inside
/// of other records; a file that has several of them does not fit. It is written under its name. Of
/// serde's `rename(serialize = "…", deserialize = "…")` the first is its name, the second an alias. A
/// variant is read by its name or an alias, row by row.
#[proc_macro_derive(Record, attributes(record, serde))]
pub fn record(input: TokenStream) -> TokenStream {
    record::expand(input.into()).into()
}
