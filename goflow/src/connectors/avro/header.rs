//! What stands at the beginning of a file.

use std::io;
use std::ops::Range;

use bytes::Bytes;
use tokio::runtime::Handle;

use super::codec::Codec;
use super::cursor::Cursor;
use super::shape::{self, Shape};
use crate::connectors::file::Blob;

/// A file's header has so many bytes at most.
const LONGEST: u64 = 16 << 20;
/// So much is read at once, if there is so much.
const WINDOW: u64 = 256 << 10;

/// A header.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) shape: Shape,
    pub(super) codec: Codec,
    pub(super) sync: [u8; 16],
    /// Where the first block begins.
    pub(super) end: u64,
}

impl Header {
    pub(super) fn read(window: &mut Window) -> Result<Self, String> {
        let size = window.size();
        let mut length = WINDOW.min(size);
        loop {
            let bytes = window.get(0..length).map_err(|error| error.to_string())?;
            match parse(&bytes) {
                Err(_) if length < size.min(LONGEST) => {
                    length = (length * 8).min(size).min(LONGEST)
                }
                parsed => return parsed,
            }
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Header, String> {
    let Some(rest) = bytes.strip_prefix(b"Obj\x01") else {
        return Err("it is no Avro file: it does not begin with `Obj` and 1".into());
    };
    let mut from = Cursor::new(rest);
    let (mut schema, mut codec) = (None, Codec::Null);
    let broken = |_| "its header is cut off or makes no sense".to_string();
    while let Some((count, _)) = from.items().map_err(broken)? {
        for _ in 0..count {
            let key = from.bytes().map_err(broken)?;
            let value = from.bytes().map_err(broken)?;
            match key {
                b"avro.schema" => schema = Some(value),
                b"avro.codec" => codec = Codec::named(value)?,
                _ => {}
            }
        }
    }
    let sync = from.array().map_err(broken)?;
    let schema = schema.ok_or("its header has no schema")?;
    let end = (bytes.len() - from.rest.len()) as u64;
    Ok(Header { shape: shape::parse(schema)?, codec, sync, end })
}

/// Parts of a file, read ahead.
pub(super) struct Window {
    blob: Blob,
    from: u64,
    bytes: Bytes,
}

impl Window {
    pub(super) fn new(blob: Blob) -> Self {
        Self { blob, from: 0, bytes: Bytes::new() }
    }

    pub(super) fn size(&self) -> u64 {
        self.blob.size()
    }

    /// Bytes of the file, on a thread that may block.
    pub(super) fn get(&mut self, range: Range<u64>) -> io::Result<Bytes> {
        if let Some(bytes) = self.known(&range) {
            return Ok(bytes);
        }
        if range.end > self.size() || range.start > range.end {
            let problem = "the file ends in the middle of a block";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
        }
        let end = range.end.max(range.start.saturating_add(WINDOW)).min(self.size());
        let ahead = range.start..end;
        self.bytes = match self.blob.read_now(ahead.clone()) {
            Some(bytes) => bytes?,
            None => Handle::try_current()
                .map_err(io::Error::other)?
                .block_on(self.blob.read_range(ahead))?,
        };
        self.from = range.start;
        self.known(&range).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn known(&self, range: &Range<u64>) -> Option<Bytes> {
        let from = usize::try_from(range.start.checked_sub(self.from)?).ok()?;
        let to = usize::try_from(range.end.checked_sub(self.from)?).ok()?;
        (from <= to && to <= self.bytes.len()).then(|| self.bytes.slice(from..to))
    }
}
