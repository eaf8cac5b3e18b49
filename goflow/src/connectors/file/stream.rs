//! A file's text from its beginning to its end, for formats with parts that are compressed as a
//! whole.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use tokio::runtime::Handle;

use super::blob::Blob;
use super::compression::Compression;
use super::found::{Found, Stamp};
use super::options::FileOptions;
use super::text::{Text, bytes, decompressed, handle, unchanged};

/// The decompressed text of a file. It is of one state of the file, or ends in an error.
pub(crate) struct Stream {
    text: Text,
    handle: Option<Arc<File>>,
    stamp: Option<Stamp>,
}

impl Stream {
    /// Opens a file, on a thread that may block.
    pub(crate) fn open(found: &Found, compression: Compression) -> io::Result<Self> {
        let handle = handle(found)?;
        let now = handle.as_ref().map(|file| file.metadata()).transpose()?;
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let bytes = bytes(found, handle.as_ref(), 0, None, None, &runtime)?;
        let text = decompressed(bytes, compression)?;
        Ok(Self { text, handle, stamp: now.as_ref().map(Stamp::of) })
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.text.read(buffer)?;
        if bytes == 0 && !buffer.is_empty() {
            unchanged(self.handle.as_ref(), self.stamp.as_ref())?;
        }
        Ok(bytes)
    }
}

/// How a file is compressed as a whole; `magic` is what one begins with that is not. It reads, and
/// may block.
///
/// Many a file is called `.parquet.gz` because its columns are compressed: what it begins with has
/// the last word over the ending.
pub(crate) fn packed(
    found: &Found,
    options: &FileOptions,
    magic: &[u8],
) -> io::Result<Compression> {
    let compression = options.compression_of(&found.name);
    if compression == Compression::None {
        return Ok(compression);
    }
    let blob = Blob::open(found)?;
    let begin = blob.read_blocking(0..blob.size().min(magic.len() as u64))?;
    match (begin[..] == *magic, options.compression) {
        (false, _) => Ok(compression),
        (true, None) => Ok(Compression::None),
        (true, Some(said)) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "it is not compressed as a whole, as `.compression` says: {said}; leave that out, \
                 since what is compressed inside of the file needs no word"
            ),
        )),
    }
}

/// The text of a file that is compressed as a whole, which may have `most` bytes, in memory. It blocks.
pub(crate) fn unpacked(found: &Found, compression: Compression, most: u64) -> io::Result<Blob> {
    let mut bytes = Vec::new();
    Stream::open(found, compression)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let most = most >> 20;
        return Err(io::Error::other(format!(
            "it is compressed as a whole, and larger than the {most} MiB that are held in memory; \
             decompress it before"
        )));
    }
    Ok(Blob::held(bytes.into()))
}
