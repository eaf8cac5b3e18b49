//! JSON files, one document a line or one array of them: [`source`] and [`sink`].

mod array;
mod decoder;
mod document;
mod filled;
#[cfg(fuzzing)]
pub mod fuzz;
#[cfg(feature = "_record")]
mod in_batches;
mod kept;
mod lines;
mod sinks;
mod sources;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;

#[cfg(feature = "_record")]
pub use in_batches::{JsonBatches, batches};
pub use sinks::{JsonSink, sink};
pub use sources::{JsonSource, source};

named_by_let!(source<T>, sink<T>, batches);
