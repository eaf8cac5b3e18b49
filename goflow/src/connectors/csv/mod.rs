//! CSV files: [`source`] and [`sink`].
//!
//! A record becomes a `T` through serde: cells are found by their names in the header, columns that
//! `T` lacks are skipped, and a record that is no `T` leaves by the `err` port with its file, line
//! and column.

mod alike;
mod cell;
mod columns;
#[cfg(feature = "_record")]
#[path = "batches.rs"]
mod csv_batches;
#[path = "sink.rs"]
mod csv_sink;
#[path = "source.rs"]
mod csv_source;
mod cuts;
mod decoder;
mod error;
mod format;
#[cfg(any(fuzzing, test))]
pub mod fuzz;
mod letters;
mod lines;
mod number;
mod probe;
mod reading;
mod records;
mod row;
mod rules;
mod scan;
#[cfg(test)]
mod tests;
mod unseen;
mod write;

#[cfg(feature = "_record")]
pub use csv_batches::{CsvBatches, batches};
pub use csv_sink::{CsvSink, sink};
pub use csv_source::{CsvSource, source};

named_by_let!(source<T>, sink<T>, batches);
