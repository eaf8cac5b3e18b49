//! The way from a packer to its file.

use crate::error::BoxError;

/// So many bytes go on at once.
const MANY: usize = 128 << 10;

/// Where a packer's bytes go.
pub struct Out<'a> {
    /// Those that are not in the file yet. A call begins with none.
    pub bytes: &'a mut Vec<u8>,
    file: &'a mut dyn TakesBytes,
}

/// What is behind it.
pub(crate) trait TakesBytes {
    /// Takes the bytes. The memory that they were in may be exchanged.
    fn take(&mut self, bytes: &mut Vec<u8>) -> Result<(), BoxError>;
}

impl<'a> Out<'a> {
    /// `bytes` is memory to use.
    pub(crate) fn new(bytes: &'a mut Vec<u8>, file: &'a mut dyn TakesBytes) -> Self {
        bytes.clear();
        Self { bytes, file }
    }

    /// Brings what is there to the file, if it is much: who has more to give need not hold all of it.
    pub fn relieve(&mut self) -> Result<(), BoxError> {
        if self.bytes.len() < MANY { Ok(()) } else { self.end() }
    }

    /// Brings all to the file.
    pub(crate) fn end(&mut self) -> Result<(), BoxError> {
        self.file.take(self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

#[cfg(test)]
impl TakesBytes for Vec<u8> {
    fn take(&mut self, bytes: &mut Vec<u8>) -> Result<(), BoxError> {
        self.append(bytes);
        Ok(())
    }
}
