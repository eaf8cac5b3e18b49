//! Where a file's bytes come from, read ahead.

use std::io::{self, Read as _};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use crate::connectors::file::{Blob, Compression, FileOptions, Found, Stream, packed};

/// So much is read at once, if there is so much.
pub(super) const WINDOW: u64 = 256 << 10;

/// What a file begins with.
const MAGIC: &[u8] = b"Obj\x01";

/// A file, as it is to be read.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// Any part of it at any time.
    Parts(Blob),
    /// It is compressed as a whole, and read from its beginning.
    Packed(Arc<Found>, Compression),
}

impl Origin {
    /// Opens a file; it blocks.
    pub(super) fn of(found: &Found, options: &FileOptions) -> io::Result<Self> {
        Ok(match packed(found, options, MAGIC)? {
            Compression::None => Self::Parts(Blob::open(found)?),
            compression => Self::Packed(Arc::new(found.clone()), compression),
        })
    }

    pub(super) fn window(&self) -> io::Result<Window> {
        let from = match self {
            Self::Parts(blob) => From::Parts(blob.clone()),
            Self::Packed(found, compression) => From::Stream(Stream::open(found, *compression)?),
        };
        Ok(Window { from, begin: 0, bytes: Bytes::new(), failed: None })
    }
}

/// Parts of a file, read ahead. Of what is compressed as a whole, only later parts can be had.
pub(super) struct Window {
    from: From,
    begin: u64,
    bytes: Bytes,
    /// Why there is no more than `bytes`.
    failed: Option<io::Error>,
}

enum From {
    Parts(Blob),
    Stream(Stream),
}

impl Window {
    /// Bytes of the file, on a thread that may block.
    pub(super) fn get(&mut self, range: Range<u64>) -> io::Result<Bytes> {
        let bytes = self.up_to(range.clone())?;
        if (bytes.len() as u64) < range.end.saturating_sub(range.start) {
            let problem = "the file ends in the middle of a block";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
        }
        Ok(bytes)
    }

    /// The same, or as many of them as the file has.
    pub(super) fn up_to(&mut self, range: Range<u64>) -> io::Result<Bytes> {
        if let Some(bytes) = self.known(&range) {
            return Ok(bytes);
        }
        let ahead = range.start..range.end.max(range.start.saturating_add(WINDOW));
        match &self.from {
            From::Parts(blob) => {
                let [begin, end] = [ahead.start, ahead.end].map(|place| place.min(blob.size()));
                self.bytes = blob.read_blocking(begin..end)?;
                self.begin = begin;
            }
            From::Stream(_) => self.go_on(ahead)?,
        }
        let end = self.begin + self.bytes.len() as u64;
        match self.known(&(range.start.min(end)..range.end.min(end))) {
            Some(bytes) if end < range.end => match self.failed.take() {
                Some(error) => Err(error),
                None => Ok(bytes),
            },
            Some(bytes) => Ok(bytes),
            None => Err(io::Error::other("what is compressed as a whole is read only once")),
        }
    }

    /// It is known that the file ends before that place.
    pub(super) fn ends_before(&self, place: u64) -> bool {
        matches!(&self.from, From::Parts(blob) if blob.size() < place)
    }

    /// Reads a stream on, up to the end of a range; what stands before it is let go.
    fn go_on(&mut self, range: Range<u64>) -> io::Result<()> {
        let From::Stream(stream) = &mut self.from else { return Ok(()) };
        let end = self.begin + self.bytes.len() as u64;
        let from = usize::try_from(range.start.saturating_sub(self.begin)).unwrap_or(usize::MAX);
        let mut bytes = self.bytes.get(from..).unwrap_or_default().to_vec();
        if range.start > end {
            io::copy(&mut (&mut *stream).take(range.start - end), &mut io::sink())?;
        }
        let missing = range.end.saturating_sub(end.max(range.start));
        if self.failed.is_none() {
            // What was read before an error is given before it.
            self.failed = stream.take(missing).read_to_end(&mut bytes).err();
        }
        (self.begin, self.bytes) = (range.start.max(self.begin), bytes.into());
        Ok(())
    }

    fn known(&self, range: &Range<u64>) -> Option<Bytes> {
        let from = usize::try_from(range.start.checked_sub(self.begin)?).ok()?;
        let to = usize::try_from(range.end.checked_sub(self.begin)?).ok()?;
        (from <= to && to <= self.bytes.len()).then(|| self.bytes.slice(from..to))
    }
}
