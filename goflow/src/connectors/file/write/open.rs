//! One open file: pieces are packed, compressed, and written.

use std::time::Instant;

use super::compress::Compressor;
use super::error::WriteError;
use super::format::{PIECE, Packer};
use super::growing::Growing;
use super::record::Record;
use crate::connectors::file::Compression;
use crate::error::BoxError;

/// Memory beyond this is not kept for what is written next.
const LARGE: usize = 4 * PIECE;

/// One open file.
pub(super) struct Open<P> {
    name: String,
    packer: P,
    compressor: Compressor,
    file: Growing,
    /// Bytes so far.
    size: u64,
    /// Bytes of memory that rows take which are in no row group yet.
    pub(super) gathered: usize,
    pub(super) begun: Instant,
    pub(super) written: Instant,
}

impl<P: Packer> Open<P> {
    /// Writes what stands at the beginning. `out`, here and below, is memory to use.
    pub(super) fn begin(
        name: String,
        file: Growing,
        packer: P,
        compression: Compression,
        out: &mut Vec<u8>,
    ) -> Result<Self, BoxError> {
        let compressor = Compressor::new(compression).map_err(|e| WriteError::new(&name, e))?;
        let (begun, size, gathered) = (Instant::now(), 0, 0);
        let mut open =
            Self { name, packer, compressor, file, size, gathered, begun, written: begun };
        out.clear();
        open.packer.begin(out).map_err(|error| open.fails(error))?;
        open.put(out)?;
        Ok(open)
    }

    /// Adds a piece.
    pub(super) fn add(&mut self, piece: &mut P::Piece, out: &mut Vec<u8>) -> Result<(), BoxError> {
        out.clear();
        self.packer.pack(piece, out).map_err(|error| self.fails(error))?;
        self.put(out)
    }

    /// Looks how much memory rows take now.
    pub(super) fn weigh(&mut self) -> usize {
        self.gathered = self.packer.gathered();
        self.gathered
    }

    /// Writes a last piece, and what only the end knows.
    pub(super) fn complete(
        mut self,
        last: Option<P::Piece>,
        out: &mut Vec<u8>,
    ) -> Result<Record, BoxError> {
        if let Some(mut piece) = last {
            self.add(&mut piece, out)?;
        }
        out.clear();
        self.packer.finish(out).map_err(|error| self.fails(error))?;
        self.put(out)?;
        let Self { name, compressor, mut file, .. } = self;
        let rest = compressor.finish().map_err(|error| WriteError::new(&name, error))?;
        if !rest.is_empty() {
            file.write(&rest)?;
        }
        Ok(file.finish()?)
    }

    /// Writes what the packer gave.
    fn put(&mut self, out: &mut Vec<u8>) -> Result<(), BoxError> {
        if self.compressor.is_none() {
            self.size += out.len() as u64;
            self.file.write(out)?;
            // A row group's memory is not kept until the next one.
            if out.capacity() > LARGE {
                *out = Vec::new()
            } else {
                out.clear()
            }
            return Ok(());
        }
        self.compressor.add(out).map_err(|error| WriteError::new(&self.name, error))?;
        self.pass_on()
    }

    fn pass_on(&mut self) -> Result<(), BoxError> {
        let out = self.compressor.out();
        if !out.is_empty() {
            self.size += out.len() as u64;
            self.file.write(out)?;
            out.clear();
        }
        Ok(())
    }

    /// Writes what was gathered.
    pub(super) fn let_go(&mut self, out: &mut Vec<u8>) -> Result<(), BoxError> {
        out.clear();
        self.packer.let_go(out).map_err(|error| self.fails(error))?;
        self.put(out)
    }

    /// Whether the file has reached a size.
    pub(super) fn reaches(&mut self, limit: u64, out: &mut Vec<u8>) -> Result<bool, BoxError> {
        let known = self.size + self.packer.held();
        // What is inside of the compressor counts once it could matter.
        if known < limit
            && self.compressor.inside() > 0
            && known + self.compressor.inside() >= limit
        {
            self.compressor.flush().map_err(|error| WriteError::new(&self.name, error))?;
            self.pass_on()?;
        }
        let held = self.packer.held();
        if held == 0 || self.size + held < limit {
            return Ok(self.size >= limit);
        }
        // What was an estimate is known then; what lacks little is enough.
        self.let_go(out)?;
        Ok(self.size + limit / 16 >= limit)
    }

    fn fails(&self, error: BoxError) -> WriteError {
        WriteError::format(&self.name, error)
    }
}
