//! Where a file's bytes come from, read ahead.

use std::io::{self, Read as _};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use crate::connectors::file::{Blob, Compression, Fetching, FileOptions, Found, Stream, packed};

/// So much is read at once, if there is so much.
pub(super) const WINDOW: u64 = 256 << 10;
/// The same of a file in a store, of which as much again is fetched meanwhile.
const FAR: u64 = 4 << 20;

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

    /// Is it in a store, which answers late?
    pub(super) fn is_far(&self) -> bool {
        match self {
            Self::Parts(blob) => !blob.is_local(),
            Self::Packed(found, _) => found.place.is_object(),
        }
    }

    /// A window on it. What begins before `to` will be read, one part after the other.
    pub(super) fn window(&self, to: u64) -> io::Result<Window> {
        let from = match self {
            Self::Parts(blob) if blob.is_local() => From::Parts(blob.clone()),
            Self::Parts(blob) => From::Store { blob: blob.clone(), to, ahead: None },
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
    Store {
        blob: Blob,
        to: u64,
        /// What follows the window, and where that ends.
        ahead: Option<(Fetching, u64)>,
    },
    Stream(Stream),
}

/// Begins to fetch what stands from there on in a store, which is read up to `to`: it, and where it ends.
fn fetch(blob: &Blob, to: u64, from: u64, least: u64) -> io::Result<Option<(Fetching, u64)>> {
    // It is not known of much behind the last part that begins in time whether it is needed.
    let most = if from < to { FAR.min(to - from) } else { WINDOW };
    let end = from.saturating_add(most).max(least).min(blob.size());
    let part = Fetching::begin(blob, std::iter::once(from..end).collect())?;
    Ok(part.map(|part| (part, end)))
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
            From::Store { .. } => self.fetch(range.clone())?,
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

    /// Begins to fetch what stands from there on in a store.
    pub(super) fn begin(&mut self, at: u64) -> io::Result<()> {
        if let From::Store { blob, to, ahead } = &mut self.from {
            self.begin = at.min(blob.size());
            *ahead = fetch(blob, *to, self.begin, 0)?;
        }
        Ok(())
    }

    /// These bytes are in it.
    pub(super) fn has(&self, range: Range<u64>) -> bool {
        self.known(&range).is_some()
    }

    /// It is known that the file ends before that place.
    pub(super) fn ends_before(&self, place: u64) -> bool {
        match &self.from {
            From::Parts(blob) | From::Store { blob, .. } => blob.size() < place,
            From::Stream(_) => false,
        }
    }

    /// Has a part of a file in a store come, and begins to fetch what follows it; what stands before it is
    /// let go.
    fn fetch(&mut self, range: Range<u64>) -> io::Result<()> {
        let From::Store { blob, to, ahead } = &mut self.from else { return Ok(()) };
        let begin = range.start.min(blob.size());
        let known = begin.checked_sub(self.begin).and_then(|from| usize::try_from(from).ok());
        let mut bytes = match known.and_then(|from| self.bytes.get(from..)) {
            Some(rest) => rest.to_vec(),
            None => {
                *ahead = None;
                Vec::new()
            }
        };
        let mut end = begin + bytes.len() as u64;
        while end < range.end.min(blob.size()) {
            let next = match ahead.take() {
                Some(next) => Some(next),
                None => fetch(blob, *to, end, range.end)?,
            };
            let Some((part, behind)) = next else { break };
            let parts = part.wait(std::future::pending())?;
            parts.iter().for_each(|(_, part)| bytes.extend_from_slice(part));
            end = behind;
        }
        if ahead.is_none() && end < (*to).min(blob.size()) {
            *ahead = fetch(blob, *to, end, 0)?;
        }
        (self.begin, self.bytes) = (begin, bytes.into());
        Ok(())
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

#[cfg(test)]
#[cfg(feature = "_store")]
mod tests {
    use object_store::ObjectStoreExt as _;
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn what_follows_in_a_store_is_fetched_and_no_more_than_that() {
        let size = 3 * FAR + 7;
        let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        let (store, key) = (Arc::new(InMemory::new()), object_store::path::Path::from("a.avro"));
        store.put(&key, bytes.clone().into()).await.unwrap();
        let meta = store.head(&key).await.unwrap();
        let file = Found::object(store, meta, "s3://data/a.avro");
        let reading = tokio::task::spawn_blocking(move || {
            let options = FileOptions::new("s3://data/a.avro".into());
            let origin = Origin::of(&file, &options).unwrap();
            let follows = |window: &Window| match &window.from {
                From::Store { ahead, .. } => ahead.as_ref().map(|(_, end)| *end),
                _ => None,
            };
            let mut window = origin.window(2 * FAR).unwrap();
            let mut same = |range: Range<u64>, end: Option<u64>| {
                let got = window.get(range.clone()).unwrap();
                assert!(got[..] == bytes[range.start as usize..range.end as usize], "{range:?}");
                assert_eq!(follows(&window), end, "{range:?}");
            };
            // Part by part, further than what follows, and back.
            same(5..9, Some(2 * FAR));
            same(9..FAR, Some(2 * FAR));
            same(FAR - 3..FAR + 9, None);
            same(2 * FAR - 1..2 * FAR + 1, None);
            same(5..6, Some(2 * FAR));
            same(6..3 * FAR, None);
            same(size - 1..size, None);
            assert!(window.ends_before(size + 1) && window.get(size - 1..size + 1).is_err());
            // For a header, there is nothing that follows.
            let mut window = origin.window(0).unwrap();
            assert_eq!((window.get(0..4).unwrap().len(), follows(&window)), (4, None));
            assert_eq!(window.bytes.len() as u64, WINDOW);
        });
        reading.await.unwrap();
    }
}
