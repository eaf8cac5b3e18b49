//! The text of a file from any place on: opened wherever it lies, and decompressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use super::at::read_at;
use super::compression::Compression;
use super::found::{Found, Place, Stamp};
use super::mend::{changed, opening};
use super::unpack::unpack;
use crate::node::Progress;

/// Compressed bytes that are read at once.
const PACKED: usize = 64 << 10;

/// Some of a file's bytes, or its text.
pub(crate) type Text = Box<dyn Read + Send>;

/// Bytes of a file in a store that were asked for.
#[cfg(feature = "_store")]
pub(crate) use super::remote::Coming;
#[cfg(not(feature = "_store"))]
pub(crate) type Coming = std::convert::Infallible;

/// Asks for all bytes of a file in a store, before somebody reads them. `None`: it is in none.
#[cfg_attr(not(feature = "_store"), allow(unused_variables, reason = "stores need it"))]
pub(crate) fn begin(found: &Found, runtime: &tokio::runtime::Handle) -> Option<Coming> {
    match &found.place {
        Place::Local(_) => None,
        #[cfg(feature = "_store")]
        Place::Object { store, key } => {
            Some(object(found, store, key).begin(0..found.stamp.bytes, runtime))
        }
    }
}

/// The bytes that were asked for.
#[cfg_attr(not(feature = "_store"), allow(unused_variables, reason = "stores need it"))]
pub(crate) fn begun(coming: Coming, progress: &Progress) -> Text {
    #[cfg(feature = "_store")]
    return Box::new(coming.counted(Some(progress.clone())));
    #[cfg(not(feature = "_store"))]
    match coming {}
}

#[cfg(feature = "_store")]
fn object(
    found: &Found,
    store: &Arc<dyn object_store::ObjectStore>,
    key: &object_store::path::Path,
) -> super::remote::Object {
    let (store, key) = (store.clone(), key.clone());
    super::remote::Object { store, key, tag: found.stamp.tag.clone() }
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
    #[cfg_attr(not(feature = "_store"), allow(unused_variables, reason = "stores need it"))]
    runtime: &tokio::runtime::Handle,
) -> io::Result<Text> {
    let progress = progress.cloned();
    match &found.place {
        Place::Local(path) => {
            let file = match handle {
                Some(file) => file.clone(),
                None => Arc::new(File::open(path).map_err(opening)?),
            };
            Ok(match found.regular {
                true => Box::new(Range { file, at: from, to, progress }),
                false => Box::new(Pipe { file, progress }),
            })
        }
        #[cfg(feature = "_store")]
        Place::Object { store, key } => {
            let to = to.unwrap_or(found.stamp.bytes);
            Ok(Box::new(object(found, store, key).begin(from..to, runtime).counted(progress)))
        }
    }
}

/// The same, for who may need only the first few of its bytes; they count as no progress.
pub(crate) fn look(
    found: &Found,
    from: u64,
    to: Option<u64>,
    runtime: &tokio::runtime::Handle,
) -> io::Result<Text> {
    match &found.place {
        Place::Local(_) => bytes(found, None, from, to, None, runtime),
        #[cfg(feature = "_store")]
        Place::Object { store, key } => {
            let to = to.unwrap_or(found.stamp.bytes);
            Ok(Box::new(object(found, store, key).look(from..to, runtime)))
        }
    }
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
