//! Rows of all columns that wait on the disk.

use std::io;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use parquet::errors::ParquetError;

use super::column::Column;
use super::narrow::{self, Bytes, Narrow};
use crate::connectors::parquet::write::spill::{Extent, Spill};
use crate::error::BoxError;

/// So many bytes are written at once.
const AT_ONCE: usize = 64 << 10;

/// Where those of each column end is written before the pieces of all columns: nothing of it is kept.
pub(super) struct Segment {
    extent: Extent,
}

/// What is read again.
pub(super) struct Opened {
    extent: Extent,
    ends: Box<[u64]>,
}

impl Segment {
    /// Writes all pieces, if that can be.
    pub(super) fn new(columns: &[Column], spill: &Arc<Spill>) -> Option<Self> {
        let (mut end, mut together) = (table(columns.len()), Vec::new());
        for column in columns {
            for piece in &column.pieces {
                end += (size_of::<u32>() + piece.bytes()?.len()) as u64;
            }
            together.extend_from_slice(&end.to_le_bytes());
        }
        let extent = spill.room(end)?;
        let mut at = 0;
        for piece in columns.iter().flat_map(|column| &column.pieces) {
            let bytes = piece.bytes()?;
            narrow::put_count(bytes.len(), &mut together)?;
            together.extend_from_slice(bytes);
            if together.len() >= AT_ONCE {
                extent.write(at, &together)?;
                at += together.len() as u64;
                together.clear();
            }
        }
        extent.write(at, &together)?;
        Some(Self { extent })
    }

    /// How many bytes it has.
    pub(super) fn size(&self) -> u64 {
        self.extent.size()
    }

    /// Begins to read it, of so many columns.
    pub(super) fn open(self, columns: usize) -> io::Result<Opened> {
        let ends = self.extent.read(0..table(columns))?;
        let (ends, _) = ends.as_chunks();
        let ends = ends.iter().map(|end| u64::from_le_bytes(*end)).collect();
        Ok(Opened { extent: self.extent, ends })
    }
}

/// How many bytes are before the pieces.
fn table(columns: usize) -> u64 {
    (columns * size_of::<u64>()) as u64
}

impl Opened {
    /// The rows of a column.
    pub(super) fn column(
        &self,
        at: usize,
        data: &DataType,
    ) -> impl Iterator<Item = Result<ArrayRef, BoxError>> + use<> {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or_default();
        let begin = at.checked_sub(1).map_or(table(self.ends.len()), end);
        let read = self.extent.read(begin..end(at));
        let (data, mut from) = (data.clone(), 0);
        let mut next = move |bytes: &[u8]| -> Result<Option<ArrayRef>, ParquetError> {
            let mut rest = Bytes(bytes.get(from..).unwrap_or_default());
            if rest.0.is_empty() {
                return Ok(None);
            }
            let size = rest.count()?;
            let piece = rest.take(size)?;
            from = bytes.len() - rest.0.len();
            Narrow::read(piece, &data).map(Some)
        };
        let mut read = Some(read);
        std::iter::from_fn(move || match read.as_ref()? {
            Ok(bytes) => next(bytes).map_err(BoxError::from).transpose(),
            Err(_) => read.take()?.err().map(|error| Err(error.into())),
        })
    }
}
