//! CSV files: [`source`] and [`sink`].
//!
//! A record becomes a `T` through serde: cells are found by their names in the header, columns that
//! `T` lacks are skipped, and a record that is no `T` leaves by the `err` port with its file, line
//! and column.
//!
//! | module | |
//! |---|---|
//! | `sources`, `in_batches`, `sinks`, `format` | the builders, and what they were told |
//! | `scan`, `records` | where cells and records end; a record in several pieces, one that is too long |
//! | `letters` | records of text with one byte a letter, as UTF-8 |
//! | `probe`, `columns`, `reading` | what a type asks for, which cell goes to which field, records as events |
//! | `row`, `cell`, `rules`, `number` | a record and its cells as serde sees them |
//! | `decoder`, `error`, `lines` | all of it for one worker, and what is told of a record that is none |
//! | `cuts` | where a large file can be cut |
//! | `write`, `unseen` | rows of events, and the header of a file to which none came |

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
