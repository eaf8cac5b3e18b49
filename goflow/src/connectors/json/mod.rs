//! JSON files, one document a line: [`source`] and [`sink`].

#[cfg(feature = "_record")]
mod batches;
mod lines;
mod sink;
mod source;
#[cfg(test)]
mod tests;

#[cfg(feature = "_record")]
pub use batches::{JsonBatches, batches};
pub use sink::{JsonSink, sink};
pub use source::{JsonSource, source};
