//! Any part of a file at any time, for formats whose parts know where the others are.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::{StreamExt as _, TryStreamExt as _};
use tokio::runtime::Handle;

use super::at::read_exact_at;
use super::found::{Found, Place, Stamp};
#[cfg(feature = "_store")]
use super::mend::explain;
use super::mend::{changed, opening};

/// So many bytes are rather read for nothing than by a request of their own; as `object_store` has it.
const GAP: u64 = 1 << 20;
/// Requests for longer parts would have one of them wait for the bytes of all.
const LONG: u64 = 8 << 20;
/// So many requests are on their way at once, none of them for much more than this.
const AT_ONCE: usize = 8;
const PIECE: u64 = 2 << 20;

/// An opened file of which any range can be read; a clone is the same file.
///
/// What it gives is one state of the file: once it was written to or replaced, reading fails with
/// an error that says so.
#[derive(Debug, Clone)]
pub(crate) struct Blob {
    place: Opened,
    stamp: Stamp,
}

#[derive(Debug, Clone)]
enum Opened {
    Local(Arc<File>),
    Memory(Bytes),
    #[cfg(feature = "_store")]
    Object {
        store: Arc<dyn object_store::ObjectStore>,
        key: object_store::path::Path,
    },
}

impl Blob {
    /// Opens a file; it blocks for as long as the file system does. What is there now is read, even
    /// if the file was in another state when it was found.
    pub(crate) fn open(found: &Found) -> io::Result<Self> {
        match &found.place {
            Place::Local(path) => {
                let file = File::open(path).map_err(opening)?;
                let metadata = file.metadata()?;
                if !metadata.is_file() {
                    let problem = "it is no file, so no part of it can be read before another";
                    return Err(io::Error::new(io::ErrorKind::Unsupported, problem));
                }
                Ok(Self { stamp: Stamp::of(&metadata), place: Opened::Local(Arc::new(file)) })
            }
            #[cfg(feature = "_store")]
            Place::Object { store, key } => Ok(Self {
                stamp: found.stamp.clone(),
                place: Opened::Object { store: store.clone(), key: key.clone() },
            }),
        }
    }

    /// Bytes that are in memory.
    pub(crate) fn held(bytes: Bytes) -> Self {
        let stamp = Stamp { bytes: bytes.len() as u64, ..Stamp::default() };
        Self { stamp, place: Opened::Memory(bytes) }
    }

    /// The file's size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.stamp.bytes
    }

    /// Is the file near enough to be read in small parts?
    pub(crate) fn is_local(&self) -> bool {
        match self.place {
            Opened::Local(_) | Opened::Memory(_) => true,
            #[cfg(feature = "_store")]
            Opened::Object { .. } => false,
        }
    }

    /// The bytes of a range. What does not lie in the file is an error before anything is allocated.
    pub(crate) async fn read_range(&self, range: Range<u64>) -> io::Result<Bytes> {
        self.check_range(&range)?;
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        match &self.place {
            Opened::Memory(bytes) => Ok(part(bytes, range)),
            Opened::Local(_) => {
                let blob = self.clone();
                let reading = tokio::task::spawn_blocking(move || blob.read_local(range));
                reading.await.map_err(io::Error::other)?
            }
            #[cfg(feature = "_store")]
            Opened::Object { store, key } => {
                let length = range.end - range.start;
                let options = object_store::GetOptions {
                    range: Some(range.into()),
                    if_match: self.stamp.tag.clone(),
                    ..Default::default()
                };
                let got = store.get_opts(key, options).await.map_err(explain)?;
                let bytes = got.bytes().await.map_err(explain)?;
                match bytes.len() as u64 == length {
                    true => Ok(bytes),
                    false => Err(changed("it is shorter than it was")),
                }
            }
        }
    }

    /// The same at once, for a file of the file system; `None` for an object in a store.
    pub(crate) fn read_now(&self, range: Range<u64>) -> Option<io::Result<Bytes>> {
        match &self.place {
            Opened::Local(_) => {
                Some(self.check_range(&range).and_then(|()| self.read_local(range)))
            }
            Opened::Memory(bytes) => Some(self.check_range(&range).map(|()| part(bytes, range))),
            #[cfg(feature = "_store")]
            Opened::Object { .. } => None,
        }
    }

    /// The parts of the file to ask a store for so that all of these ranges come, each within one of them.
    ///
    /// A request costs as much time as a megabyte does, so ranges with less between them are asked for
    /// together.
    pub(crate) fn parts(&self, ranges: Vec<Range<u64>>) -> io::Result<Vec<Range<u64>>> {
        ranges.iter().try_for_each(|range| self.check_range(range))?;
        Ok(together(ranges))
    }

    /// The bytes of these parts, each with where it begins. Several requests are on their way at once.
    pub(crate) async fn fetch(&self, parts: Vec<Range<u64>>) -> io::Result<Vec<(u64, Bytes)>> {
        let pieces = parts.iter().flat_map(pieces).map(|piece| self.read_range(piece));
        let mut pieces = futures::stream::iter(pieces).buffered(AT_ONCE);
        let mut fetched = Vec::with_capacity(parts.len());
        for part in &parts {
            let mut bytes = pieces.try_next().await?.unwrap_or_default();
            let all = usize::try_from(part.end - part.start).map_err(io::Error::other)?;
            if bytes.len() < all {
                let mut whole = BytesMut::with_capacity(all);
                whole.extend_from_slice(&bytes);
                while whole.len() < all
                    && let Some(piece) = pieces.try_next().await?
                {
                    whole.extend_from_slice(&piece);
                }
                bytes = whole.freeze();
            }
            fetched.push((part.start, bytes));
        }
        Ok(fetched)
    }

    /// The bytes of a range wherever the file lies, on a thread that may block.
    pub(crate) fn read_blocking(&self, range: Range<u64>) -> io::Result<Bytes> {
        match self.read_now(range.clone()) {
            Some(bytes) => bytes,
            None => {
                let (runtime, blob) =
                    (Handle::try_current().map_err(io::Error::other)?, self.clone());
                // By a task of the runtime, which goes with it: here, its end would be a panic.
                let reading = runtime.spawn(async move { blob.read_range(range).await });
                runtime.block_on(reading).map_err(io::Error::other)?
            }
        }
    }

    fn check_range(&self, range: &Range<u64>) -> io::Result<()> {
        if range.start <= range.end && range.end <= self.size() {
            return Ok(());
        }
        let problem = format!(
            "it points to the bytes from {} to {} of a file of {}",
            range.start,
            range.end,
            self.size()
        );
        Err(io::Error::new(io::ErrorKind::InvalidData, problem))
    }

    fn read_local(&self, range: Range<u64>) -> io::Result<Bytes> {
        let Opened::Local(file) = &self.place else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        let length = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        read_exact_at(file, &mut bytes, range.start).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => changed("it is shorter than it was"),
            _ => error,
        })?;
        self.stamp.same_as(&Stamp::of(&file.metadata()?))?;
        Ok(bytes.into())
    }
}

/// Ranges that overlap or have little between them as one; no part is much longer than it has to be.
fn together(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut parts: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match parts.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            Some(last) if range.start - last.end <= GAP && range.end - last.start <= LONG => {
                last.end = range.end;
            }
            _ => parts.push(range),
        }
    }
    parts
}

/// A part in as many pieces as it takes for each to be short, and at least one.
fn pieces(part: &Range<u64>) -> impl Iterator<Item = Range<u64>> + use<> {
    let (part, many) = (part.clone(), (part.end - part.start).div_ceil(PIECE).max(1));
    let length = (part.end - part.start).div_ceil(many);
    (0..many).map(move |n| {
        let from = part.start + n * length;
        from.min(part.end)..part.end.min(from + length)
    })
}

/// A range of what is in memory, which was checked to lie in it.
fn part(bytes: &Bytes, range: Range<u64>) -> Bytes {
    let [from, to] = [range.start, range.end]
        .map(|place| usize::try_from(place).unwrap_or(usize::MAX).min(bytes.len()));
    bytes.slice(from.min(to)..to)
}

#[cfg(test)]
mod tests {
    use super::super::find::find;
    use super::*;

    #[tokio::test]
    async fn ranges_of_a_file_and_of_one_that_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "0123456789").unwrap();
        let found = find(&(&path).into(), false).await.unwrap();
        let blob = Blob::open(&found[0]).unwrap();
        assert_eq!(blob.size(), 10);
        assert_eq!(blob.read_range(3..6).await.unwrap(), "345");
        assert_eq!(blob.read_now(9..10).unwrap().unwrap(), "9");
        assert_eq!(blob.read_range(10..10).await.unwrap(), "");
        let beyond = blob.read_range(5..u64::MAX).await.unwrap_err();
        assert!(beyond.to_string().ends_with("of a file of 10"), "{beyond}");
        std::fs::write(&path, "0123").unwrap();
        for range in [0..2, 2..8] {
            let error = blob.read_range(range).await.unwrap_err().to_string();
            assert!(error.starts_with("the file changed while it was read: it"), "{error}");
        }
    }

    #[test]
    fn near_ranges_are_one_part_and_far_ones_are_not() {
        let ranges = |all: &[[u64; 2]]| all.iter().map(|[from, to]| *from..*to).collect::<Vec<_>>();
        let (near, far) = (GAP, GAP + 1);
        assert_eq!(together(ranges(&[[7, 9], [9 + near, 99 + near]])), ranges(&[[7, 99 + near]]));
        let apart = ranges(&[[7, 9], [9 + far, 99 + far]]);
        assert_eq!(together(apart.iter().rev().cloned().collect()), apart);
        // A long part ends where it may; what overlaps is asked for once, however long.
        let long = ranges(&[[0, LONG], [LONG, LONG + 1]]);
        assert_eq!(together(long.clone()), long);
        assert_eq!(together(ranges(&[[0, LONG], [3, 5], [1, 2 * LONG]])), ranges(&[[0, 2 * LONG]]));
    }

    #[cfg(feature = "_store")]
    #[tokio::test]
    async fn ranges_of_an_object() {
        use object_store::ObjectStoreExt as _;
        let store = Arc::new(object_store::memory::InMemory::new());
        let key = object_store::path::Path::from("a");
        store.put(&key, "0123456789".into()).await.unwrap();
        let meta = store.head(&key).await.unwrap();
        let found = Found::object(store.clone(), meta, "s3://data/a");
        let blob = Blob::open(&found).unwrap();
        assert_eq!((blob.size(), blob.read_now(0..1).is_none()), (10, true));
        assert_eq!(blob.read_range(3..6).await.unwrap(), "345");
        assert!(blob.read_range(3..11).await.is_err());
        store.put(&key, "9876543210".into()).await.unwrap();
        let error = blob.read_range(3..6).await.unwrap_err().to_string();
        assert!(error.contains("changed while it was read: it was replaced"), "{error}");
    }
}
