//! What was put down, as it is read again.

use parquet::errors::ParquetError;

/// The rest of it.
pub(in super::super) struct Bytes<'a>(pub(in super::super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(in super::super) fn take(&mut self, count: usize) -> Result<&'a [u8], ParquetError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn one(&mut self) -> Result<u8, ParquetError> {
        Ok(self.take(1)?.iter().copied().sum())
    }

    pub(in super::super) fn count(&mut self) -> Result<usize, ParquetError> {
        let bytes = self.take(size_of::<u32>())?.try_into().map_err(|_| damaged())?;
        usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| damaged())
    }

    pub(super) fn number(&mut self) -> Result<i64, ParquetError> {
        let bytes = self.take(size_of::<i64>())?.try_into().map_err(|_| damaged())?;
        Ok(i64::from_le_bytes(bytes))
    }
}

pub(in super::super) fn put_count(count: usize, out: &mut Vec<u8>) -> Option<()> {
    out.extend(u32::try_from(count).ok()?.to_le_bytes());
    Some(())
}

/// It cannot be: what is read was put down by the same program.
#[cold]
pub(super) fn damaged() -> ParquetError {
    ParquetError::General(
        "rows that wait are not as they were put down; please report this as a fault of goflow"
            .into(),
    )
}
