//! A file as the Parquet crate reads it.

use std::collections::HashSet;
use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, Length};

use super::footer;
use super::format::MAGIC;
use super::page::{self, Claim, Unread};
use crate::connectors::file::{Blob, Fetching};

/// A page's header is shorter than this, unless there are long texts in its statistics.
const HEADER: usize = 256;
/// A longer one nobody writes.
const MOST_HEADER: usize = 16 << 20;

/// Most footers are shorter: one request to a store is enough for them.
const FAR_FOOTER: u64 = 64 << 10;

/// At the end of a file: the length of the footer, and `PAR1`.
const TAIL: u64 = 8;

/// A file of which parts are read when they are needed, and what is known of it in memory.
#[derive(Clone)]
pub(super) struct Pages {
    blob: Blob,
    /// Column chunks of an object in a store: a request for each page would take for ever.
    fetched: Vec<(u64, Bytes)>,
    /// Where the column chunks that are read lie, and what they are compressed with.
    chunks: Arc<[(Range<u64>, Compression)]>,
    /// So many bytes a page may have.
    most: u64,
    /// There are columns that are encrypted.
    encrypted: bool,
    /// Where pages begin, as far as the index says it: those are read with their headers.
    begins: Arc<HashSet<u64>>,
}

impl Pages {
    pub(super) fn new(blob: Blob, most: u64) -> Self {
        let (fetched, chunks, begins) = Default::default();
        Self { blob, fetched, chunks, most, encrypted: false, begins }
    }

    /// Is the file near enough to be read in small parts?
    pub(super) fn is_local(&self) -> bool {
        self.blob.is_local()
    }

    /// Begins to fetch column chunks, if the file lies where each read takes long.
    pub(super) fn begin(&self, chunks: &[&ColumnChunkMetaData]) -> io::Result<Option<Fetching>> {
        Fetching::begin(&self.blob, chunks.iter().map(|chunk| place(chunk)).collect())
    }

    /// Tells which column chunks will be read, and waits for them until the reader is given up.
    pub(super) fn take(
        &mut self,
        chunks: &[&ColumnChunkMetaData],
        fetching: Option<Fetching>,
        given_up: impl Future<Output = ()>,
    ) -> io::Result<()> {
        self.chunks = chunks.iter().map(|chunk| (place(chunk), chunk.compression())).collect();
        self.fetched = fetching.map_or(Ok(Vec::new()), |fetching| fetching.wait(given_up))?;
        Ok(())
    }

    /// Reads the footer, and refuses what no decoder should see. It is kept until [`Pages::forget`].
    pub(super) fn read_footer(&mut self) -> io::Result<()> {
        let Some(from) = self.len().checked_sub(TAIL) else {
            return Err(io::Error::other(self.no_parquet()?));
        };
        if !self.blob.is_local() {
            let begin = self.len().saturating_sub(FAR_FOOTER);
            self.fetched.push((begin, self.blob.read_blocking(begin..self.len())?));
        }
        let tail = self.read(from, TAIL as usize)?;
        if tail.ends_with(b"PARE") {
            return Err(io::Error::other("its footer is encrypted, and such files are not read"));
        }
        let Some((length, b"PAR1")) = tail.split_first_chunk::<4>() else {
            return Err(io::Error::other(self.no_parquet()?));
        };
        let length = u64::from(u32::from_le_bytes(*length));
        // What is no footer is the decoder's to refuse.
        let Some(begin) = from.checked_sub(length) else { return Ok(()) };
        let footer = self.read(begin, (length + TAIL) as usize)?;
        self.encrypted = footer::check(footer.get(..length as usize).unwrap_or_default())
            .map_err(io::Error::other)?;
        self.fetched.push((begin, footer));
        Ok(())
    }

    /// What a file is told that does not end as Parquet does.
    #[cold]
    fn no_parquet(&self) -> io::Result<&'static str> {
        let begin = self.read(0, self.len().min(MAGIC.len() as u64) as usize)?;
        Ok(if begin[..] == *MAGIC {
            "it begins as Parquet does, and does not end so: it was cut off, or is still being written"
        } else {
            "it is no Parquet, which begins and ends with `PAR1`; read it by its own format, or leave it out"
        })
    }

    /// Drops what was kept.
    pub(super) fn forget(&mut self) {
        self.fetched.clear();
    }

    /// Refuses indexes of pages that no decoder should see. They are kept until [`Pages::forget`] if the
    /// file lies where each read takes long.
    pub(super) fn check_indexes(&mut self, metadata: &ParquetMetaData) -> io::Result<()> {
        let columns = || metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
        let pages = |column: &ColumnChunkMetaData| {
            range(column.offset_index_offset(), column.offset_index_length())
        };
        let values = |column: &ColumnChunkMetaData| {
            range(column.column_index_offset(), column.column_index_length())
        };
        let all = columns().flat_map(|column| [pages(column), values(column)]).flatten();
        if let Some(fetching) = Fetching::begin(&self.blob, all.collect())? {
            self.fetched = fetching.wait(std::future::pending())?;
        }
        for range in columns().filter_map(pages) {
            let length = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
            let index = self.read(range.start, length)?;
            footer::check_offset_index(&index).map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// Keeps in mind where pages begin.
    pub(super) fn expect(&mut self, metadata: &ParquetMetaData) {
        let mut begins = HashSet::new();
        for (number, group) in metadata.row_groups().iter().enumerate() {
            let index = metadata.page_index_for_row_group(number);
            for (at, column) in group.columns().iter().enumerate() {
                begins.extend(column.dictionary_page_offset());
                begins.insert(column.data_page_offset());
                let pages = index.page_locations(at).into_iter().flatten();
                begins.extend(pages.map(|page| page.offset));
            }
        }
        let begins = begins.into_iter().filter_map(|begin| u64::try_from(begin).ok());
        self.begins = Arc::new(begins.collect());
    }

    /// Refuses the page that begins there, if its header claims what cannot be.
    fn check(&self, start: u64) -> Result<()> {
        let left = usize::try_from(self.len().saturating_sub(start)).unwrap_or(usize::MAX);
        let mut length = HEADER;
        loop {
            let header = self.read(start, left.min(length)).map_err(external)?;
            match page::check(&header, self.most) {
                Ok(()) => return Ok(()),
                Err(Unread::Unlikely(claim)) if self.shows(start, &claim)? => return Ok(()),
                Err(Unread::Refused(_) | Unread::Unlikely(_)) if self.encrypted => {
                    let problem = "a column is encrypted, and such columns are not read";
                    return Err(ParquetError::General(problem.into()));
                }
                Err(Unread::Refused(problem)) => return Err(ParquetError::General(problem)),
                Err(Unread::Unlikely(claim)) => return Err(ParquetError::General(claim.refusal())),
                // A header that the end of the file cuts is the decoder's to refuse.
                Err(Unread::Cut) if length >= left => return Ok(()),
                Err(Unread::Cut) if length >= MOST_HEADER => {
                    let problem = format!("a page's header of more than {MOST_HEADER} bytes");
                    return Err(ParquetError::General(problem));
                }
                Err(Unread::Cut) => length *= 8,
            }
        }
    }

    /// Whether the page that begins there can be what its header claims: its bytes are looked at.
    fn shows(&self, start: u64, claim: &Claim) -> Result<bool> {
        let chunk = self.chunks.iter().find(|(range, _)| range.contains(&start));
        let Some((range, codec)) = chunk else { return Ok(false) };
        let page = start.saturating_add(claim.header);
        let left = range.end.min(self.len()).saturating_sub(page);
        if claim.compressed() > left {
            return Ok(false);
        }
        let length = usize::try_from(claim.compressed()).unwrap_or(usize::MAX);
        Ok(claim.can_hold(*codec, &self.read(page, length).map_err(external)?))
    }

    fn read(&self, from: u64, length: usize) -> io::Result<Bytes> {
        for (begin, bytes) in &self.fetched {
            let within = from.checked_sub(*begin).and_then(|at| usize::try_from(at).ok());
            if let Some(at) = within
                && let Some(end) = at.checked_add(length)
                && end <= bytes.len()
            {
                return Ok(bytes.slice(at..end));
            }
        }
        self.blob.read_blocking(from..from.saturating_add(length as u64))
    }
}

impl Length for Pages {
    fn len(&self) -> u64 {
        self.blob.size()
    }
}

impl ChunkReader for Pages {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        // The end of the file is so read, too.
        let header = self.len().saturating_sub(start) > TAIL;
        Ok(BufReader::new(From { pages: self.clone(), at: start, header }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if self.begins.contains(&start) {
            self.check(start)?;
        }
        self.read(start, length).map_err(external)
    }
}

/// Where a column chunk lies.
fn place(chunk: &ColumnChunkMetaData) -> Range<u64> {
    let (from, length) = chunk.byte_range();
    from..from.saturating_add(length)
}

/// A part of the file that has a place and a length.
fn range(offset: Option<i64>, length: Option<i32>) -> Option<Range<u64>> {
    let (offset, length) = (u64::try_from(offset?).ok()?, u64::try_from(length?).ok()?);
    Some(offset..offset.saturating_add(length))
}

fn external(error: io::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

/// The file from some place on.
pub(super) struct From {
    pages: Pages,
    at: u64,
    /// What is read first is a page's header, which was not looked at. It is not before that: where the
    /// decoder knows the header already, it asks for what is behind it, and reads nothing of it here.
    header: bool,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if std::mem::take(&mut self.header) {
            self.pages.check(self.at).map_err(io::Error::other)?;
        }
        let left = self.pages.len().saturating_sub(self.at);
        let length = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let bytes = self.pages.read(self.at, length)?;
        self.at += bytes.len() as u64;
        buffer.get_mut(..bytes.len()).unwrap_or_default().copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}
