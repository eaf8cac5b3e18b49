//! What a file's footer will say of the row groups that are in the file.
//!
//! The crate's own `SerializedFileWriter` keeps it in the form in which it is used, in shreds, and
//! takes many times the memory that it takes in the file. Files that are open for long have many row
//! groups, so here each one's part of the footer is kept as it is written, squeezed, and the footer is
//! written from one after the other.

use std::ops::Range;

use parquet::errors::ParquetError;

use super::super::model::Model;
use super::frame::unexpected;
use super::moved::Moved;
use super::pack::{Pack, Parts, RowGroup};
use super::squeeze::Squeezed;
use crate::connectors::parquet::format::MAGIC;
use crate::error::BoxError;

/// The row groups that are in the file.
#[derive(Default)]
pub(in super::super) struct Ended {
    /// All but the last.
    squeezed: Squeezed,
    /// Many files have no other, which need not be squeezed then.
    last: Option<Pack>,
    rows: i64,
}

impl Ended {
    pub(in super::super) fn add(
        &mut self,
        group: RowGroup,
        model: &Model,
    ) -> Result<(), ParquetError> {
        self.rows += group.metadata.num_rows();
        if let Some(last) = self.last.replace(group.pack()?) {
            self.squeezed.add(&last, &model.squeezer, &model.spill)?;
        }
        Ok(())
    }

    /// Row groups so far.
    pub(in super::super) fn count(&self) -> usize {
        self.squeezed.count() + usize::from(self.last.is_some())
    }

    /// Writes the end of a file that has so many bytes: the column indexes of all row groups, the
    /// offset indexes of all, and the footer.
    pub(in super::super) fn write(
        self,
        model: &Model,
        bytes: u64,
        put: &mut dyn FnMut(&[u8]) -> Result<(), BoxError>,
    ) -> Result<(), BoxError> {
        let sum = |of: fn(Parts) -> usize| -> usize { self.parts().map(of).sum() };
        let begin = i64::try_from(bytes)?;
        let behind_columns = begin + i64::try_from(sum(|parts| parts.columns))?;
        self.each(model, &mut |pack| put(pack.part(pack.parts.columns())?))?;
        self.each(model, &mut |pack| put(pack.part(pack.parts.offsets())?))?;

        let frame = &model.frame;
        let head = frame.head(self.rows, self.count());
        put(&head)?;
        let mut length = head.len() + frame.tail().len();
        // The crate numbers row groups of files of which all numbers fit.
        let numbered = i16::try_from(self.count()).is_ok();
        let (mut columns, mut offsets) = (begin, behind_columns);
        self.each(model, &mut |pack| {
            let of = pack.parts;
            let (these, those) = (i64::try_from(of.columns)?, i64::try_from(of.offsets)?);
            let moved = Moved { columns, offsets: offsets - these, numbered };
            let group = moved.write(pack.part(of.group())?)?;
            (columns, offsets, length) = (columns + these, offsets + those, length + group.len());
            put(&group)
        })?;
        put(frame.tail())?;
        let length = u32::try_from(length)
            .map_err(|_| "a Parquet file's footer has no room for more row groups")?;
        put(&length.to_le_bytes())?;
        put(MAGIC)
    }

    /// Bytes of memory that all but the last take.
    #[cfg(test)]
    pub(super) fn squeezed(&self) -> usize {
        self.squeezed.size()
    }

    fn parts(&self) -> impl Iterator<Item = Parts> {
        let last = self.last.iter().map(|pack| pack.parts);
        self.squeezed.parts().chain(last)
    }

    /// Hands over one row group's pack after the other.
    fn each(
        &self,
        model: &Model,
        hand: &mut dyn FnMut(&Pack) -> Result<(), BoxError>,
    ) -> Result<(), BoxError> {
        if self.squeezed.count() > 0 {
            self.squeezed.packs(&model.squeezer)?.try_for_each(|pack| hand(&pack?))?;
        }
        self.last.iter().try_for_each(hand)
    }
}

impl Pack {
    fn part(&self, range: Range<usize>) -> Result<&[u8], ParquetError> {
        self.bytes.get(range).ok_or_else(unexpected)
    }
}
