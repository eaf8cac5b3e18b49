//! What connectors that read and write files share: which files, their bytes, and files that
//! appear only when they are complete.
//!
//! Reading, from a path to events:
//!
//! | module | |
//! |---|---|
//! | `paths`, `options` | what a source was told; the builders' common methods |
//! | `find`, `found`, `hive`, `store` | which files that means, where they lie, what their folders say |
//! | `text`, `remote`, `unpack` | a file's text from any place on |
//! | `charset`, `transcode` | text that is no UTF-8: which encodings there are, and a file made UTF-8 |
//! | `decoder` | what a text format brings |
//! | `looks` | what a file is that is not the text it was taken for |
//! | `mend` | what errors of the system and of stores mean, and what to do |
//! | `splits`, `cutter`, `ahead`, `follow`, `tail`, `watch`, `names` | text files dealt to workers, cut, fetched ahead, and followed |
//! | `files` | a source of text: looked for, dealt, opened |
//! | `feed`, `reader` | a thread that reads, and the worker that makes records |
//! | `blob`, `deal`, `stream` | for formats with parts: ranges of a file, its pieces dealt to workers, and files compressed as a whole |
//! | `fetching` | ranges of a file in a store that are on their way |
//! | `at` | reading and writing at a place of a file |
//! | `spans` | their positions: parts of a file, whatever the size of pieces |

mod ahead;
#[allow(dead_code, reason = "formats with parts use it")]
mod at;
#[allow(dead_code, reason = "formats with parts use it")]
mod blob;
mod charset;
mod compression;
mod cutter;
#[allow(dead_code, reason = "formats with parts use it")]
mod deal;
mod decoder;
mod error;
mod feed;
#[allow(dead_code, reason = "formats with parts use it")]
mod fetching;
mod files;
mod find;
mod follow;
mod found;
mod hive;
mod hive_value;
mod looks;
mod mend;
mod names;
mod options;
mod paths;
mod reader;
mod remote;
#[allow(dead_code, reason = "formats with parts use it")]
mod spans;
mod split;
mod splits;
mod store;
#[allow(dead_code, reason = "formats with parts use it")]
mod stream;
mod tail;
#[cfg(test)]
#[cfg(feature = "json")]
mod tests;
mod text;
mod transcode;
mod unpack;
mod watch;
pub(crate) mod write;

#[allow(unused_imports, reason = "which of them are used is a question of features")]
pub(crate) use self::{
    at::{read_exact_at, write_all_at},
    blob::Blob,
    charset::{BYTE_ORDER_MARK, Charset, no_text},
    deal::{Cut, Deal, Dealt},
    fetching::Fetching,
    find::{FindError, find},
    found::Found,
    hive::HiveValues,
    hive_value::HiveValue,
    looks::looks,
    options::{FileOptions, MAX_RECORD, file_options},
    spans::{Stands, Told, check_positions, spans},
    store::{Scheme, StoreError, bucket},
    stream::{Stream, packed, unpacked},
};
pub use compression::Compression;
#[allow(unused_imports, reason = "which of them are used is a question of features")]
pub use decoder::{Check, Cuts, Decoder, Part, Place, Recipient, Scan, Unheld};
pub use error::RecordError;
pub(crate) use files::Files;
pub use paths::Paths;
pub use reader::FileReader;
#[cfg(test)]
pub(crate) use write::FileWriter;
pub(crate) use write::Without;
pub use write::{
    BucketValue, Encoder, FileSink, Format, Layout, Limits, Out, Packer, PartitionValue, Refused,
    Roll, Rows, Writes,
};
