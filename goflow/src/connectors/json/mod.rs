//! JSON files, one document a line: [`source`] and [`sink`].

mod lines;
mod sink;
mod source;
#[cfg(test)]
mod tests;

pub use sink::{JsonSink, sink};
pub use source::{JsonSource, source};
