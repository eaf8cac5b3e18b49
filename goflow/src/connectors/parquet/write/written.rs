//! What the Parquet crate writes, on its way to the file.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::connectors::file::write::Out;
use crate::error::BoxError;

/// Where the crate writes to: a vector that can be had while its writer is lent to a row group.
#[derive(Debug, Clone, Default)]
pub(super) struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is written meanwhile goes to `out`, whose memory it uses: none is kept here, since there
    /// are many files.
    pub(super) fn through<E: Into<BoxError>>(
        &self,
        out: &mut Out<'_>,
        write: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), BoxError> {
        let mut bytes = std::mem::take(out.bytes);
        bytes.append(&mut self.bytes());
        *self.bytes() = bytes;
        let result = write();
        *out.bytes = std::mem::take(&mut *self.bytes());
        result.map_err(Into::into)?;
        out.relieve()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
