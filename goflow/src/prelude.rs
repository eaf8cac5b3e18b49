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

#[cfg(feature = "_file")]
pub use crate::{Compression, RecordError};
pub use crate::{
    Context, Event, Failed, Key, Keyed, Local, Out, Pipe, Pipeline, Units, output, pipeline,
    source, task,
};
pub use futures::stream::Stream;
