//! The text of a file from any place on: opened wherever it lies, and decompressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use tokio::runtime::Handle;

use super::at::read_at;
use super::blob::Blob;
use super::compression::Compression;
use super::found::{Found, Stamp};
use super::mend::{changed, opening};
use super::remote::Coming;
use super::unpack::unpack;
use crate::node::Progress;

/// Compressed bytes that are read at once.
const PACKED: usize = 64 << 10;

/// Some of a file's bytes, or its text.
pub(crate) type Text = Box<dyn Read + Send>;

/// Asks for all bytes of a file in a store, before somebody reads them. `None`: it is in none.
pub(crate) fn begin(found: &Found, runtime: &Handle) -> Option<Box<Coming>> {
    let blob = found.place.is_object().then(|| Blob::open(found))?.ok()?;
    Some(Box::new(Coming::begin(blob, 0..found.bytes(), runtime)))
}

/// Opens a file: its bytes from `from` up to `to`, or to its end.
///
/// `handle` is the file if it is open already. Of `progress` the bytes are counted.
pub(crate) fn bytes(
    found: &Found,
    handle: Option<&Arc<File>>,
    from: u64,
    to: Option<u64>,
    progress: Option<&Progress>,
    runtime: &Handle,
) -> io::Result<Text> {
    let progress = progress.cloned();
    let file = match handle {
        Some(file) => Some(file.clone()),
        None => found.place.open_file().map_err(opening)?.map(Arc::new),
    };
    Ok(match file {
        None => {
            let range = from..to.unwrap_or(found.bytes());
            Box::new(Coming::begin(Blob::open(found)?, range, runtime).counted(progress))
        }
        Some(file) if found.regular => Box::new(Range { file, at: from, to, progress }),
        Some(file) => Box::new(Pipe { file, progress }),
    })
}

/// The same, for who may need only the first few of its bytes; they count as no progress.
pub(crate) fn look(
    found: &Found,
    from: u64,
    to: Option<u64>,
    runtime: &Handle,
) -> io::Result<Text> {
    if !found.place.is_object() {
        return bytes(found, None, from, to, None, runtime);
    }
    let range = from..to.unwrap_or(found.bytes());
    Ok(Box::new(Coming::look(Blob::open(found)?, range, runtime)))
}

/// Decompresses.
pub(crate) fn decompressed(packed: Text, compression: Compression) -> io::Result<Text> {
    match compression {
        Compression::None => Ok(packed),
        _ => unpack(BufReader::with_capacity(PACKED, packed), compression),
    }
}

/// Leaves out the first `skip` bytes of a text.
pub(crate) fn behind(mut text: Text, skip: u64) -> io::Result<Text> {
    if skip > 0 {
        let skipped = io::copy(&mut (&mut text).take(skip), &mut io::sink())?;
        if skipped < skip {
            return Err(changed("it is shorter than it was"));
        }
    }
    Ok(text)
}

/// Opens a file of the file system, if it is one that can be read in parts.
pub(crate) fn handle(found: &Found) -> io::Result<Option<Arc<File>>> {
    match found.regular {
        true => Ok(found.place.open_file().map_err(opening)?.map(Arc::new)),
        false => Ok(None),
    }
}

/// An error if an open file is in another state than that. A file that lost its name since is still
/// itself. What lies in a store needs no look: it gives no bytes of another state.
pub(crate) fn unchanged(handle: Option<&Arc<File>>, then: Option<&Stamp>) -> io::Result<()> {
    match (handle, then) {
        (Some(file), Some(then)) => then.same_as(&Stamp::of(&file.metadata()?)),
        _ => Ok(()),
    }
}

/// A range of a file, read without moving the place that other readers of the handle have.
struct Range {
    file: Arc<File>,
    at: u64,
    to: Option<u64>,
    progress: Option<Progress>,
}

impl Read for Range {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.to.map_or(u64::MAX, |to| to.saturating_sub(self.at));
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let buffer = buffer.get_mut(..most).unwrap_or_default();
        if buffer.is_empty() {
            return Ok(0);
        }
        let bytes = read_at(&self.file, buffer, self.at)?;
        if bytes == 0 && self.to.is_some() {
            return Err(changed("it is shorter than it was"));
        }
        self.at += bytes as u64;
        self.progress.iter().for_each(|progress| progress.add(bytes as u64));
        Ok(bytes)
    }
}

/// What can only be read from its beginning to its end.
struct Pipe {
    file: Arc<File>,
    progress: Option<Progress>,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = (&*self.file).read(buffer)?;
        self.progress.iter().for_each(|progress| progress.add(bytes as u64));
        Ok(bytes)
    }
}

/// True at the end of what there is to read.
pub(super) fn is_over(text: &mut impl BufRead) -> io::Result<bool> {
    loop {
        match text.fill_buf() {
            Ok(bytes) => return Ok(bytes.is_empty()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
