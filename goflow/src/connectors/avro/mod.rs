//! Avro files (object containers): [`source`] and [`sink`] of records, [`batches`] of columns.
//!
//! ```text
//!  header ─▶ Shape, what a datum looks like ─▶ Arrow schema
//!  blocks ─▶ decompressed ─▶ data ─▶ columns, 8192 rows at a time
//! ```
//!
//! | module | |
//! |---|---|
//! | `format`, `window` | a file cut into pieces, and its bytes |
//! | `header`, `schema`, `shape` | what a file says of itself |
//! | `blocks`, `codec` | its blocks, decompressed; a block that is too long |
//! | `reading`, `columns`, `cursor`, `skip` | blocks into batches, and what is read over |
//! | `packer`, `row`, `text` | batches into files: blocks, rows, the schema's text |
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
mod schema;
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
