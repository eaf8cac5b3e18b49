//! Avro files (object containers): [`source`] and [`sink`] of records, [`batches`] of columns.
//!
//! ```text
//!  header ─▶ Shape, what a datum looks like ─▶ Arrow schema
//!  blocks ─▶ decompressed ─▶ data ─▶ columns, 8192 rows at a time
//! ```
//!
//! Blocks stand between sync markers, so a large file is cut into pieces that are dealt to the
//! source's workers. Every length is checked against what is there before anything is allocated for
//! it, and a block may have 128 MiB when it is decompressed, unless `max_record` says otherwise.

mod blocks;
mod codec;
mod columns;
mod cursor;
mod format;
mod header;
mod packer;
mod reading;
mod row;
mod shape;
mod sinks;
mod skip;
mod sources;
#[cfg(test)]
mod tests;
mod text;
mod window;

#[cfg(fuzzing)]
pub(super) use format::Ranges;
pub use sinks::{AvroSink, sink};
pub use sources::{AvroBatches, AvroSource, batches, source};

named_by_let!(source<T>, sink<T>, batches);
