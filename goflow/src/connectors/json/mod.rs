//! JSON files, one document a line or one array of them: [`source`] and [`sink`].

mod array;
mod decoder;
mod document;
mod filled;
#[cfg(fuzzing)]
pub mod fuzz;
mod lines;
mod sink;
mod source;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;

pub use sink::{JsonSink, sink};
pub use source::{JsonSource, source};
