//! CSV files: [`source`].
//!
//! A record becomes a `T` through serde: cells are found by their names in the header, columns that
//! `T` lacks are skipped, and a record that is no `T` leaves by the `err` port with its file, line
//! and column.

#[cfg(feature = "_record")]
mod batches;
mod cell;
mod decoder;
mod row;
mod source;
mod split;
#[cfg(test)]
mod tests;

#[cfg(feature = "_record")]
pub use batches::{CsvBatches, batches};
pub use source::{CsvSource, source};
