//! The rows of a row group that wait until it ends.

use arrow_array::{Array as _, ArrayRef};
use arrow_schema::DataType;
use arrow_select::concat::concat;
use parquet::errors::ParquetError;

use super::narrow::Narrow;

/// Rows are put down when so many bytes of a column are together.
const PIECE: usize = 4 << 10;

/// What waits of each column.
#[derive(Default)]
pub(super) struct Waiting {
    columns: Vec<Column>,
    bytes: usize,
    scratch: Vec<u8>,
}

struct Column {
    data: DataType,
    pieces: Vec<Narrow>,
    /// The last rows.
    last: Option<ArrayRef>,
}

impl Waiting {
    /// Adds rows. What waits is a copy of just these: builders take more than they need, and a part of
    /// a batch holds all of it.
    pub(super) fn add(&mut self, arrays: &[ArrayRef]) -> Result<(), ParquetError> {
        let Self { columns, bytes, scratch } = self;
        if columns.is_empty() {
            columns.extend(arrays.iter().map(|array| Column::new(array.data_type().clone())));
        }
        for (column, array) in columns.iter_mut().zip(arrays) {
            *bytes -= column.last.as_ref().map_or(0, size);
            let last = column.last.take().unwrap_or_else(|| array.slice(0, 0));
            let last = concat(&[&last, array])?;
            if size(&last) < PIECE {
                *bytes += size(&last);
                column.last = Some(last);
            } else {
                let piece = Narrow::new(last, scratch)?;
                *bytes += piece.size();
                column.pieces.push(piece);
            }
        }
        Ok(())
    }

    /// Bytes of memory that they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The rows of each column; none are left.
    pub(super) fn take(
        &mut self,
    ) -> impl Iterator<Item = impl Iterator<Item = Result<ArrayRef, ParquetError>>> {
        self.bytes = 0;
        std::mem::take(&mut self.columns).into_iter().map(|Column { data, pieces, last }| {
            let pieces = pieces.into_iter().map(move |piece| piece.array(&data));
            pieces.chain(last.map(Ok))
        })
    }
}

impl Column {
    fn new(data: DataType) -> Self {
        Self { data, pieces: Vec::new(), last: None }
    }
}

fn size(array: &ArrayRef) -> usize {
    array.get_array_memory_size()
}
