//! JSON files, one document a line or one array of them: [`source`] and [`sink`].

mod array;
mod decoder;
mod document;
mod filled;
#[cfg(fuzzing)]
pub mod fuzz;
#[cfg(feature = "_record")]
#[path = "batches.rs"]
mod json_batches;
#[path = "sink.rs"]
mod json_sink;
#[path = "source.rs"]
mod json_source;
mod kept;
mod lines;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;

#[cfg(feature = "_record")]
pub use json_batches::{JsonBatches, batches};
pub use json_sink::{JsonSink, sink};
pub use json_source::{JsonSource, source};

named_by_let!(source<T>, sink<T>, batches);
