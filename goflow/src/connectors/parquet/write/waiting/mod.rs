//! The rows of a row group that wait until it ends: in few bytes, and on the disk where these are too
//! many.

mod column;
mod narrow;
mod segment;

use std::io;
use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef};
use arrow_select::concat::concat;
use parquet::errors::ParquetError;

use self::column::Column;
use self::segment::Segment;
use super::spill::Spill;
use crate::error::BoxError;

/// Rows are put down when so many bytes of a column are together.
const PIECE: usize = 4 << 10;
/// More are not put together: offsets have an end, and the crate panics there.
const MOST: usize = 1 << 30;

/// What waits of each column.
#[derive(Default)]
pub(super) struct Waiting {
    /// The first rows.
    on_disk: Vec<Segment>,
    columns: Vec<Column>,
    bytes: usize,
}

impl Waiting {
    /// Adds rows. What waits is a copy of just these: builders take more than they need, and a part of
    /// a batch holds all of it.
    pub(super) fn add(&mut self, arrays: &[ArrayRef]) -> Result<(), ParquetError> {
        let Self { columns, bytes, .. } = self;
        if columns.is_empty() {
            columns.extend(arrays.iter().map(|array| Column::new(array.data_type().clone())));
        }
        // Files are many, and the rows of one batch may be large: none keeps memory to use.
        let mut scratch = Vec::new();
        for (column, array) in columns.iter_mut().zip(arrays) {
            let last = column.last.take();
            *bytes -= last.as_ref().map_or(0, size);
            let rows = match last {
                None => copy(array)?,
                Some(last) => match together(&last, array) {
                    Some(both) => both,
                    None => {
                        *bytes += column.put_down(last, &mut scratch)?;
                        copy(array)?
                    }
                },
            };
            if size(&rows) < PIECE {
                *bytes += size(&rows);
                column.last = Some(rows);
            } else {
                *bytes += column.put_down(rows, &mut scratch)?;
            }
        }
        Ok(())
    }

    /// Bytes of memory that they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes that they take in memory and on the disk.
    pub(super) fn all_bytes(&self) -> u64 {
        self.bytes as u64 + self.on_disk.iter().map(Segment::size).sum::<u64>()
    }

    /// Brings all of them to the disk. False: they are where they were.
    pub(super) fn spill(&mut self, spill: &Arc<Spill>) -> Result<bool, ParquetError> {
        let Self { columns, bytes, on_disk } = self;
        if columns.is_empty() {
            return Ok(true);
        }
        let mut scratch = Vec::new();
        for column in columns.iter_mut() {
            if let Some(last) = column.last.take() {
                *bytes -= size(&last);
                *bytes += column.put_down(last, &mut scratch)?;
            }
        }
        let Some(segment) = Segment::new(columns, spill) else { return Ok(false) };
        on_disk.push(segment);
        columns.iter_mut().for_each(|column| column.pieces = Vec::new());
        *bytes = 0;
        Ok(true)
    }

    /// The rows of each column; none are left.
    pub(super) fn take(
        &mut self,
    ) -> io::Result<impl Iterator<Item = impl Iterator<Item = Result<ArrayRef, BoxError>>>> {
        let Self { on_disk, columns, .. } = std::mem::take(self);
        let on_disk = on_disk.into_iter().map(|segment| segment.open(columns.len()));
        let on_disk = Arc::new(on_disk.collect::<io::Result<Vec<_>>>()?);
        Ok(columns.into_iter().enumerate().map(move |(at, Column { data, pieces, last })| {
            let (on_disk, of) = (Arc::clone(&on_disk), data.clone());
            let first = (0..on_disk.len())
                .flat_map(move |segment| on_disk.get(segment).map(|it| it.column(at, &of)))
                .flatten();
            let pieces = pieces.into_iter().map(move |piece| piece.array(&data));
            first.chain(pieces.map(|array| Ok(array?))).chain(last.map(Ok))
        }))
    }
}

/// Rows behind the last ones. `None`: there is no room for both. A dictionary whose numbers are bytes
/// holds 256 words, and two of them may have more; runs end at a number of few bytes, too.
fn together(last: &ArrayRef, array: &ArrayRef) -> Option<ArrayRef> {
    if size(last) + size(array) > MOST {
        return None;
    }
    concat(&[last, array]).ok()
}

/// Just these rows.
fn copy(array: &ArrayRef) -> Result<ArrayRef, ParquetError> {
    Ok(concat(&[&array.slice(0, 0), array])?)
}

fn size(array: &ArrayRef) -> usize {
    array.get_array_memory_size()
}

#[cfg(test)]
mod tests;
