//! Parquet files: [`source`] and [`sink`] of records, [`batches`] and [`batch_sink`] of columns.
//!
//! Only the columns that are wanted are read, and of these no row groups and pages of which the
//! statistics say that [`only`](ParquetSource::only) holds for none of their rows. A file's row
//! groups are dealt to the source's workers.
//!
//! | module | |
//! |---|---|
//! | `format`, `groups`, `blob` | a file cut into row groups, these decoded, and its bytes |
//! | `footer`, `page`, `packed`, `thrift` | claims that no decoder should see: a page that is too long |
//! | `schema`, `int96`, `dictionaries`, `within` | the Arrow types that columns are read as |
//! | `only`, `filter`, `against`, `prune` | conditions on rows, and what statistics say of them |
//! | `write` | events as files |

mod against;
mod blob;
mod cause;
mod dictionaries;
mod filter;
mod footer;
mod format;
mod groups;
mod int96;
mod only;
mod packed;
mod page;
mod prune;
mod schema;
mod sinks;
mod sources;
#[cfg(test)]
mod tests;
mod thrift;
mod within;
mod write;

#[cfg(fuzzing)]
pub(super) use format::RowGroups;
pub use only::{Col, Literal, Only, col};
pub use sinks::{ParquetBatchSink, ParquetSink, batch_sink, sink};
pub use sources::{ParquetBatches, ParquetSource, batches, source};

named_by_let!(source<T>, sink<T>, batches, batch_sink);
