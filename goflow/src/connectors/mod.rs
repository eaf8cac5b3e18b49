//! Connectors: sources and outputs for files, each a folder and a cargo feature of its own.
//!
//! A connector implements [`Source`](crate::Source) or [`Output`](crate::Output) as a program
//! would. What those that read and write files share is in [`file`]; a format brings a
//! [`Decoder`](file::Decoder), or turns events into text.

/// What a graph finds where a connector's function stands in place of a node: a type, of which it
/// can say that its value enters by a `let`. So no module of a format is called like its function.
#[cfg(any(feature = "avro", feature = "csv", feature = "json", feature = "parquet"))]
macro_rules! named_by_let {
    ($($name:ident $(<$event:ident>)?),*) => {
        $(
            #[doc(hidden)]
            #[allow(non_camel_case_types, missing_debug_implementations)]
            pub struct $name $(<$event>)? {
                #[doc(hidden)]
                pub __: std::marker::PhantomData<fn() -> ($($event,)?)>,
            }
        )*
    };
}

#[cfg(feature = "avro")]
pub mod avro;
#[cfg(any(feature = "avro", feature = "parquet"))]
mod columnar;
#[cfg(all(fuzzing, any(feature = "avro", feature = "parquet")))]
pub use columnar::fuzz;
#[cfg(feature = "csv")]
pub mod csv;
mod failed;
#[cfg_attr(
    not(all(feature = "csv", feature = "json", feature = "s3")),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "which parts are used is a question of formats"
    )
)]
mod file;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(any(feature = "csv", feature = "json"))]
mod serde_events;
pub(crate) mod unmade;

#[cfg(any(feature = "avro", feature = "parquet"))]
pub use columnar::ColumnarSource;
#[cfg(feature = "_record")]
pub(crate) use file::Unheld;
pub use file::{
    BucketValue, Compression, FileSink, Limits, PartitionValue, Paths, RecordError, Roll,
};
#[cfg(any(feature = "csv", feature = "json"))]
pub use serde_events::{FromText, ToText};
