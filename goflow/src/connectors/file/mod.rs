//! What connectors that read and write files share: which files, their bytes, and files that
//! appear only when they are complete.
//!
//! Reading, from a path to events:
//!
//! | module | |
//! |---|---|
//! | `paths`, `options` | what a source was told; the builders' common methods |
//! | `find`, `found`, `hive`, `store` | which files that means, where they lie, what their folders say |
//! | `blob`, `deal` | for formats with parts: ranges of a file, and its pieces dealt to workers |
//! | `watch` | files that are new |

#[allow(dead_code, reason = "formats with parts use it")]
mod blob;
mod compression;
#[allow(dead_code, reason = "formats with parts use it")]
mod deal;
mod error;
mod feed;
mod find;
#[allow(dead_code, reason = "formats with parts use all of it")]
mod found;
mod hive;
mod open;
#[allow(dead_code, unused_macros, reason = "formats come to use it")]
mod options;
mod paths;
mod reader;
mod store;
#[allow(dead_code, reason = "formats with parts use it")]
mod watch;
pub(crate) mod write;

#[allow(unused_imports, reason = "which of them are used is a question of features")]
pub(crate) use self::{
    blob::Blob,
    deal::{Cut, Deal, Dealt, split_name},
    find::{FindError, find},
    found::{Found, Place, Stamp},
    hive::HiveValues,
    options::{FileOptions, MAX_RECORD, file_options},
    store::{Scheme, StoreError, bucket},
};
pub use compression::Compression;
pub use error::RecordError;
pub use paths::Paths;
pub(crate) use reader::Files;
pub use reader::{Decoder, FileReader};
#[cfg(test)]
pub(crate) use write::FileWriter;
pub(crate) use write::Without;
pub use write::{
    BucketValue, Encoder, FileSink, Format, Layout, Limits, PartitionValue, Refused, Roll, Rows,
};
