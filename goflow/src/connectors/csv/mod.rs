//! CSV files: [`source`] and [`sink`].
//!
//! A record becomes a `T` through serde: cells are found by their names in the header, columns that
//! `T` lacks are skipped, and a record that is no `T` leaves by the `err` port with its file, line
//! and column.

mod alike;
mod cell;
mod columns;
mod cuts;
mod decoder;
mod error;
mod format;
#[cfg(any(fuzzing, test))]
pub mod fuzz;
#[cfg(feature = "_record")]
mod in_batches;
mod letters;
mod lines;
mod number;
mod probe;
mod reading;
mod records;
mod row;
mod rules;
mod scan;
mod sinks;
mod sources;
#[cfg(test)]
mod tests;
mod unseen;
mod write;

#[cfg(feature = "_record")]
pub use in_batches::{CsvBatches, batches};
pub use sinks::{CsvSink, sink};
pub use sources::{CsvSource, source};

named_by_let!(source<T>, sink<T>, batches);
