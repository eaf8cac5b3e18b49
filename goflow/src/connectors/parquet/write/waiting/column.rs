//! What waits of one column in memory.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use parquet::errors::ParquetError;

use super::narrow::Narrow;

pub(super) struct Column {
    pub(super) data: DataType,
    pub(super) pieces: Vec<Narrow>,
    /// The last rows.
    pub(super) last: Option<ArrayRef>,
}

impl Column {
    pub(super) fn new(data: DataType) -> Self {
        Self { data, pieces: Vec::new(), last: None }
    }

    /// Gives the bytes that the rows take now.
    pub(super) fn put_down(
        &mut self,
        rows: ArrayRef,
        scratch: &mut Vec<u8>,
    ) -> Result<usize, ParquetError> {
        let piece = Narrow::new(rows, scratch)?;
        let size = size_of::<Narrow>() + piece.size();
        self.pieces.push(piece);
        Ok(size)
    }
}
