//! What connectors that read and write files share: which files, their bytes, and files that
//! appear only when they are complete.

mod compression;
mod error;
mod feed;
mod find;
mod open;
mod paths;
mod reader;
#[cfg(feature = "json")]
mod target;
mod write;
#[cfg(feature = "json")]
mod writer;

pub use compression::Compression;
pub use error::RecordError;
pub use paths::Paths;
pub(crate) use reader::Files;
pub use reader::{Decoder, FileReader};
#[cfg(feature = "json")]
pub(crate) use writer::{FileWriter, PIECE};

/// The longest record that is read.
pub(crate) const MAX_RECORD: usize = 16 << 20;
