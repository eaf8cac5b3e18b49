//! The blocks of a piece of a file.

use std::sync::Arc;

use bytes::Bytes;

use super::codec::too_long;
use super::cursor::Cursor;
use super::header::Header;
use super::window::Window;
use crate::connectors::columnar::Broken;

/// A count and a length have so many bytes at most.
const COUNTS: u64 = 20;
const SYNC: u64 = 16;

/// A block, decompressed.
pub(super) struct Block {
    pub(super) offset: u64,
    pub(super) count: u64,
    pub(super) data: Bytes,
}

/// What stands before its data.
struct Head {
    at: u64,
    count: u64,
    /// Where they begin, and how many bytes they are.
    data: u64,
    length: u64,
}

/// The blocks that begin in a range.
pub(super) struct Blocks {
    window: Window,
    header: Arc<Header>,
    /// Where the next one begins; `None`: it is still to be found.
    at: Option<u64>,
    from: u64,
    to: u64,
    /// So many bytes a block may have.
    most: u64,
}

impl Blocks {
    pub(super) fn new(window: Window, header: Arc<Header>, from: u64, to: u64, most: u64) -> Self {
        let at = (from <= header.end).then_some(header.end);
        Self { window, header, at, from, to, most }
    }

    /// The first byte that is read of those that begin at `from`.
    pub(super) fn begin(header: &Header, from: u64) -> u64 {
        if from <= header.end { header.end } else { from - SYNC.min(from) }
    }

    /// How many records there are, as blocks say of themselves.
    pub(super) fn count(mut self) -> Option<u64> {
        let mut records = 0_u64;
        while let Some(head) = self.head().ok()? {
            records = records.checked_add(head.count)?;
            self.at = Some(head.data.saturating_add(head.length).saturating_add(SYNC));
        }
        Some(records)
    }

    /// What the next block says of itself.
    fn head(&mut self) -> Result<Option<Head>, Broken> {
        let at = match self.at {
            Some(at) => at,
            None => match self.find()? {
                Some(at) => at,
                None => return Ok(None),
            },
        };
        if at >= self.to {
            return Ok(None);
        }
        let counts = self.window.up_to(at..at.saturating_add(COUNTS));
        let counts = counts.map_err(|error| Broken::rest(at, error))?;
        if counts.is_empty() {
            return Ok(None);
        }
        let mut cursor = Cursor::new(&counts);
        let number = |cursor: &mut Cursor<'_>, what: &str| {
            let number = cursor.long().map_err(|error| error.0)?;
            u64::try_from(number).map_err(|_| format!("a block of {number} {what}"))
        };
        let mut numbers =
            || Ok::<_, String>((number(&mut cursor, "records")?, number(&mut cursor, "bytes")?));
        let (count, length) = match numbers() {
            Ok(numbers) => numbers,
            Err(cause) => return Err(self.lost(at, at, 1, unmarked(&cause))),
        };
        let data = at + (counts.len() - cursor.rest.len()) as u64;
        if length > self.most {
            return Err(self.lost(at, data, count, too_long(length, self.most)));
        }
        Ok(Some(Head { at, count, data, length }))
    }

    pub(super) fn next(&mut self) -> Result<Option<Block>, Broken> {
        let Some(Head { at, count, data, length }) = self.head()? else { return Ok(None) };
        let behind = data.saturating_add(length);
        let next = behind.saturating_add(SYNC);
        // The file is not read for a length that it does not have.
        let packed = match self.window.get(data..next) {
            Ok(packed) => packed,
            Err(error) if self.window.ends_before(next) => {
                return Err(self.lost(at, data, 1, error.to_string()));
            }
            Err(error) => return Err(Broken::rest(at, error)),
        };
        let split = usize::try_from(length).ok().and_then(|length| {
            (length <= packed.len()).then(|| (packed.slice(..length), packed.slice(length..)))
        });
        let Some((packed, sync)) = split else {
            return Err(Broken::rest(at, "the file ends in the middle of a block"));
        };
        if sync[..] != self.header.sync[..] {
            let cause = unmarked("the sync marker behind a block is wrong");
            return Err(self.lost(at, data, count, cause));
        }
        self.at = Some(next);
        let unpacked = self.header.codec.decompress(&packed, self.most);
        let data = unpacked.map_err(|cause| Broken {
            cause: format!("{cause}; the {count} records of the block are lost"),
            lost: Some(count),
            ..Broken::rest(at, "")
        })?;
        Ok(Some(Block { offset: at, count, data }))
    }

    /// The end of a block is not known: it goes on behind the next marker, as it does for who begins
    /// to read there. `behind`: all markers to come are.
    #[cold]
    fn lost(&mut self, at: u64, behind: u64, count: u64, cause: String) -> Broken {
        (self.at, self.from) = (None, behind.saturating_add(SYNC));
        let lost = Some(count.clamp(1, u64::from(u32::MAX)));
        Broken { lost, ..Broken::rest(at, cause) }
    }

    /// The place behind the first sync marker that ends in the range.
    fn find(&mut self) -> Result<Option<u64>, Broken> {
        const STEP: u64 = 256 << 10;
        let mut at = Self::begin(&self.header, self.from);
        let last = self.to;
        while at + SYNC <= last {
            let end = at.saturating_add(STEP).min(last);
            let bytes = self.window.up_to(at..end).map_err(|error| Broken::rest(at, error))?;
            if let Some(found) = memchr::memmem::find(&bytes, &self.header.sync) {
                let place = at + found as u64 + SYNC;
                self.at = Some(place);
                return Ok(Some(place));
            }
            if end == last || (bytes.len() as u64) < end - at {
                break;
            }
            at = end - (SYNC - 1);
        }
        Ok(None)
    }
}

/// More than a block may be lost where its end is not known.
#[cold]
fn unmarked(cause: &str) -> String {
    format!("{cause}; what stands before the next sync marker is lost")
}
