//! **goflow** is a framework for event pipelines: draw the graph in [`pipeline!`], write ordinary
//! functions under [`#[source]`](macro@source), [`#[task]`](macro@task) and
//! [`#[output]`](macro@output), and get one small binary.
//!
//! ```
//! use goflow::prelude::*;
//!
//! #[source]
//! fn lines() -> impl Iterator<Item = String> {
//!     ["to be or", "not to be"].into_iter().map(String::from)
//! }
//!
//! #[task]
//! fn words(line: String) -> impl Iterator<Item = String> {
//!     line.split(' ').map(String::from).collect::<Vec<_>>().into_iter()
//! }
//!
//! #[task]
//! fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
//!     **n += 1;
//!     (word, **n)
//! }
//!
//! #[output]
//! fn print((word, n): (String, u64)) {
//!     println!("{word}: {n}");
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), goflow::Error> {
//!     let flow = pipeline! {
//!         lines -> words -[key |word| word.clone()]-> count (c 2) -> print;
//!     };
//!     println!("{flow}");
//!     let report = flow.run().await?;
//!     assert_eq!(report.node("print").map(|n| n.received), Some(6));
//!     Ok(())
//! }
//! ```
//!
//! The graph is checked at compile time, nodes that need no queue between them are fused into one
//! stage, a stage runs in as many workers as asked, full queues hold their senders back, and the
//! end of the sources closes everything in order.

mod builtin;
mod channel;
mod check;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "_file")]
mod connectors;
mod error;
mod node;
mod pipeline;
mod runtime;
#[cfg(feature = "metrics")]
mod server;
mod signals;
mod stage;
mod state;
mod units;

/// What fuzz targets call: see `fuzz/`.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod __fuzz {
    #[cfg(feature = "csv")]
    pub use crate::connectors::csv::fuzz::{Reading, csv};
    #[cfg(feature = "avro")]
    pub use crate::connectors::fuzz::{avro, avro_records};
    #[cfg(feature = "parquet")]
    pub use crate::connectors::fuzz::{parquet, parquet_records};
    #[cfg(feature = "json")]
    pub use crate::connectors::json::fuzz::json;
}
#[doc(hidden)]
pub mod __rt;
#[cfg(feature = "_record")]
pub mod arrow;
pub mod graph;
pub mod metrics;
#[cfg(feature = "otel")]
pub mod otel;
pub mod prelude;
#[cfg(feature = "_record")]
pub mod record;
pub mod report;
pub mod testing;

pub use builtin::Pipe;
#[cfg(feature = "cli")]
pub use cli::cli;
#[cfg(any(feature = "avro", feature = "parquet"))]
pub use connectors::ColumnarSource;
#[cfg(feature = "avro")]
pub use connectors::avro;
#[cfg(feature = "csv")]
pub use connectors::csv;
#[cfg(feature = "json")]
pub use connectors::json;
#[cfg(feature = "parquet")]
pub use connectors::parquet;
#[cfg(feature = "_file")]
pub use connectors::{
    BucketValue, Compression, FileSink, Limits, PartitionValue, Paths, RecordError, Roll,
};
#[cfg(any(feature = "csv", feature = "json"))]
pub use connectors::{FromText, ToText};
pub use error::{BoxError, Error, Failed};
pub use goflow_macros::Key;
/// The columns of a struct.
///
/// ```
/// use chrono::{DateTime, NaiveDate, Utc};
/// use goflow::prelude::*;
/// use goflow::arrow::schema::{DataType, TimeUnit};
/// use rust_decimal::Decimal;
///
/// #[derive(Record)]
/// #[record(rename_all = "camelCase")]
/// struct Order {
///     id: u64,
///     #[record(decimal(12, 2))]
///     price: Decimal,
///     #[record(unit = "ms")]
///     paid_at: Option<DateTime<Utc>>,
///     due: NaiveDate,
///     state: State,
///     lines: Vec<Line>,
/// }
/// #[derive(Record)]
/// enum State { New, Paid }
/// #[derive(Record)]
/// struct Line { article: String, pieces: u32 }
///
/// let schema = goflow::record::schema::<Order>();
/// let of = |name: &str| schema.field_with_name(name).unwrap().data_type().clone();
/// assert_eq!(of("price"), DataType::Decimal128(12, 2));
/// assert_eq!(of("paidAt"), DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())));
/// ```
///
/// A column that was called otherwise once is read from old files and new ones:
///
/// ```
/// use goflow::prelude::*;
/// use goflow::record::{self, RecordBuilder};
///
/// #[derive(Record)]
/// struct Old { tail_no: String }
///
/// #[derive(Record)]
/// struct Flight {
///     #[serde(alias = "tail_no")]
///     tail_number: String,
/// }
///
/// let mut old = RecordBuilder::new(1);
/// old.append(&Old { tail_no: "N14228".into() })?;
/// let flights = record::rows::<Flight>(&old.finish()?)?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(flights[0].tail_number, "N14228");
/// assert_eq!(record::schema::<Flight>().field(0).name(), "tail_number");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "_record")]
pub use goflow_macros::Record;
#[cfg(feature = "cli")]
pub use goflow_macros::main;
/// An output: a function that takes events, of which nothing leaves.
///
/// ```
/// use goflow::prelude::*;
///
/// #[output]
/// fn print(line: String) { println!("{line}") }
///
/// /// Up to 500 at once, and what there is after 50 ms.
/// #[output(batch = 500, linger = "50ms")]
/// async fn insert(rows: Vec<String>, table: &Vec<String>) -> Result<(), std::io::Error> {
///     assert!(table.len() < rows.len());
///     Ok(())
/// }
/// ```
pub use goflow_macros::output;
/// A source: a function whose items are the events.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn numbers(upto: &u64) -> impl Iterator<Item = u64> + use<> { 0..*upto }
///
/// /// On a thread of its own: what blocks may stand here. `push` waits for room.
/// #[source]
/// fn input(out: &mut Out<String>) -> Result<(), std::io::Error> {
///     for line in std::io::stdin().lines() {
///         out.push(line?);
///     }
///     Ok(())
/// }
/// ```
pub use goflow_macros::source;
/// A task: a function from an event to what becomes of it.
///
/// ```
/// use goflow::prelude::*;
///
/// #[task]
/// fn even(n: u64) -> Option<u64> { (n % 2 == 0).then_some(n) }
///
/// #[task]
/// fn parse(line: &String) -> Result<u64, std::num::ParseIntError> { line.parse() }
///
/// #[task]
/// fn words(line: String) -> impl Iterator<Item = String> {
///     line.split(' ').map(String::from).collect::<Vec<_>>().into_iter()
/// }
///
/// /// The state is that of the event's key: the edge is `-[key |word| word.clone()]->`.
/// #[task]
/// fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
///     **n += 1;
///     (word, **n)
/// }
///
/// // It stays an ordinary function.
/// assert_eq!(even(4), Some(4));
/// ```
pub use goflow_macros::task;
pub use node::{
    Batch, Committable, Context, Event, Local, Out, Output, Position, Progress, Reader, Source,
    Task, Transform, Writer,
};
pub use pipeline::{Handle, Pipeline, Running};
#[cfg(feature = "_record")]
pub use record::Record;
pub use report::{NodeReport, Report};
pub use state::{Key, Keyed};
pub use units::Units;

#[doc(hidden)]
pub use goflow_macros::__pipeline;

/// Draws a graph of nodes, and gives the [`Pipeline`] that runs it.
///
/// ```
/// # use goflow::prelude::*;
/// # #[source]
/// # fn lines(text: &&'static str) -> impl Iterator<Item = String> + use<> { text.lines().map(String::from) }
/// # #[task]
/// # fn parse(line: String) -> Result<i64, std::num::ParseIntError> { line.parse() }
/// # #[task]
/// # async fn lookup(n: i64) -> i64 { n }
/// # #[task]
/// # fn count(n: i64, seen: &mut Keyed<i64, u64>) -> (i64, u64) { **seen += 1; (n, **seen) }
/// # #[output]
/// # fn print(_: (i64, u64)) {}
/// # #[output]
/// # fn warn(_: Failed<std::num::ParseIntError>) {}
/// # #[output]
/// # fn large(n: i64) { assert!(n > 9) }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let flow = pipeline! {
///     lines("7\n7\nx\n12") -> parse (c 2) -> lookup (inflight 32);
///     lookup -[key |n| *n]-> count (c 2) -> print;
///     lookup -[when |n| *n > 9]-> large;
///     parse -[err]-> warn;
/// };
/// # let report = flow.run().await?;
/// # let received = |node: &str| report.node(node).map(|n| n.received);
/// # assert_eq!((received("print"), received("large"), received("warn")), (Some(3), Some(1), Some(1)));
/// # Ok(())
/// # }
/// ```
///
/// | in the graph | means |
/// |---|---|
/// | `a -> b -> c;` | every event of `a` goes to `b`, and what `b` sends to `c` |
/// | `a -> { b; c -> d; }` | to `b` and to `c`: a copy each, or lent to who only reads it |
/// | `[a, b] -> c;` | the events of both |
/// | `a -[key \|e\| e.user.clone()]-> b (c 4);` | all events of one key to one worker of `b` |
/// | `a -[when \|e\| e.price > 9]-> b;` | those for which it holds |
/// | `a -[err]-> b;` | the errors of `a`, as [`Failed`] |
/// | `a -[late]-> b;` | what `a` pushes to its further port `late`: see [`Out`] |
/// | `a (c 4)` | four workers |
/// | `a (buf 64)` | a queue of 64 events in front of it; `(buf 0)` hands over event by event |
/// | `a (inflight 32)` | 32 events at once in each worker of an async task, in order; `unordered` after it |
/// | `a(db, 10)` | arguments: what the function takes as `&T` |
/// | `again: a` | another node of the same function |
/// | `let rows = csv::source::<Row>("in/");` | a node that is a value |
/// | `\|n: u64\| n + 1` | a closure as a task |
/// | `discard` | takes anything, and does nothing |
///
/// A name said again is the same node; arguments and settings stand where it is said first or later,
/// once. A variable as a setting stands in braces: `(c {workers})`. Events are lent or moved along an
/// edge between nodes of one stage, and wait in a bounded queue between others: see the guide.
///
/// With a function's header it is a sub-pipeline, a task to those who use it:
///
/// ```
/// use goflow::prelude::*;
///
/// #[task]
/// fn trim(line: String) -> String { line.trim().to_string() }
/// #[task]
/// fn filled(line: String) -> Option<String> { (!line.is_empty()).then_some(line) }
///
/// pipeline! {
///     /// Lines with something in them.
///     fn clean() -> Pipe<String, String> { in -> trim -> filled -> out; }
/// }
///
/// #[source]
/// fn lines() -> impl Iterator<Item = String> { [" a ", "  "].into_iter().map(String::from) }
/// #[output]
/// fn check(line: String) { assert_eq!(line, "a") }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let report = pipeline! { lines -> clean() -> check; }.run().await?;
/// assert_eq!(report.node("check").map(|n| n.received), Some(1));
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! pipeline {
    ($($graph:tt)*) => { $crate::__pipeline! { ($crate) $($graph)* } };
}

/// The programs of the guide compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide.md")]
struct Guide;
