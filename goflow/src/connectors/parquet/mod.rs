//! Parquet files: [`source`] of records, [`batches`] of columns.
//!
//! Only the columns that are wanted are read, and of these no row groups and pages of which the
//! statistics say that [`only`](ParquetSource::only) holds for none of their rows. A file's row
//! groups are dealt to the source's workers.

mod blob;
mod filter;
mod format;
mod only;
mod packer;
mod page;
mod prune;
mod source;
#[cfg(test)]
mod tests;

pub use only::{Col, Literal, Only, col};
pub use source::{ParquetBatches, ParquetSource, batches, source};
