//! Everything a pipeline's program names.
//!
//! ```
//! use goflow::prelude::*;
//!
//! #[source]
//! fn hello() -> impl Iterator<Item = &'static str> { ["hello", "world"].into_iter() }
//! #[output]
//! fn print(word: &'static str) { println!("{word}") }
//!
//! let flow = pipeline! { hello -> print; };
//! assert_eq!(flow.to_string(), "hello (c 1)\n +--> print (c 1)");
//! ```

#[cfg(feature = "parquet")]
pub use crate::connectors::parquet::col;
#[cfg(feature = "_file")]
pub use crate::{Compression, RecordError, Roll};
pub use crate::{
    Context, Event, Failed, Key, Keyed, Local, Out, Pipe, Pipeline, Units, output, pipeline,
    source, task,
};
#[cfg(feature = "_record")]
pub use crate::{Record, arrow::RecordBatch};
pub use futures::stream::Stream;
