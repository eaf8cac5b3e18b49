//! JSON files, one document a line or one array of them: [`source`] and [`sink`].

mod array;
#[cfg(feature = "_record")]
mod batches;
mod decoder;
mod document;
mod filled;
#[cfg(fuzzing)]
pub mod fuzz;
mod kept;
mod lines;
mod sink;
mod source;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;

#[cfg(feature = "_record")]
pub use batches::{JsonBatches, batches};
pub use sink::{JsonSink, sink};
pub use source::{JsonSource, source};
