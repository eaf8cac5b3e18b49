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
pub use error::{BoxError, Error, Failed};
#[cfg(feature = "_record")]
pub use goflow_macros::Record;
#[cfg(feature = "cli")]
pub use goflow_macros::main;
pub use goflow_macros::{Key, output, source, task};
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

/// Draws a graph.
#[macro_export]
macro_rules! pipeline {
    ($($graph:tt)*) => { $crate::__pipeline! { ($crate) $($graph)* } };
}

/// The programs of the guide compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide.md")]
struct Guide;
