//! One open file: pieces are packed, compressed, and written.

use std::time::Instant;

use super::compress::Compressor;
use super::error::WriteError;
use super::format::{PIECE, Packer, Spilled};
use super::growing::Growing;
use super::out::{Out, TakesBytes};
use super::record::Record;
use crate::connectors::file::Compression;
use crate::error::BoxError;

/// Memory beyond this is not kept for what is written next.
const LARGE: usize = 4 * PIECE;

/// One open file.
pub(super) struct Open<P> {
    packer: P,
    packed: Packed,
    /// Bytes of memory that rows take which are in no row group yet.
    pub(super) gathered: usize,
    pub(super) begun: Instant,
    pub(super) written: Instant,
    /// When a piece was last written, in the order of pieces.
    pub(super) used: u64,
}

/// What becomes of what a packer gives.
struct Packed {
    name: String,
    compressor: Compressor,
    file: Growing,
    /// Bytes so far.
    size: u64,
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
        let packed = Packed { name, compressor, file, size: 0 };
        let begun = Instant::now();
        let mut open = Self { packer, packed, gathered: 0, begun, written: begun, used: 0 };
        open.pack(out, |packer, out| packer.begin(out))?;
        Ok(open)
    }

    /// Has the packer do something, and writes what it gives.
    fn pack(
        &mut self,
        out: &mut Vec<u8>,
        pack: impl FnOnce(&mut P, &mut Out<'_>) -> Result<(), BoxError>,
    ) -> Result<(), BoxError> {
        let Self { packer, packed, .. } = self;
        let mut to = Out::new(out, packed);
        let done = pack(packer, &mut to).and_then(|()| to.end());
        // A row group's memory is not kept until the next one.
        if out.capacity() > LARGE {
            *out = Vec::new();
        }
        done.map_err(|error| {
            // What the medium refuses says so.
            match error.is::<WriteError>() {
                true => error,
                false => WriteError::format(&packed.name, error).into(),
            }
        })
    }

    /// Whether there is a file already: there is none before something is written.
    pub(super) fn is_there(&self) -> bool {
        self.packed.file.is_there()
    }

    /// Adds a piece.
    pub(super) fn add(&mut self, piece: &mut P::Piece, out: &mut Vec<u8>) -> Result<(), BoxError> {
        self.pack(out, |packer, out| packer.pack(piece, out))
    }

    /// Looks how much memory rows take now.
    pub(super) fn weigh(&mut self) -> usize {
        self.gathered = self.packer.gathered();
        self.gathered
    }

    /// In how many columns.
    pub(super) fn columns(&self) -> usize {
        self.packer.columns()
    }

    /// About how many bytes the file will have.
    pub(super) fn size(&self) -> u64 {
        self.packed.size + self.held()
    }

    /// About how many of them are not in it yet.
    pub(super) fn held(&self) -> u64 {
        self.packer.held()
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
        self.pack(out, P::finish)?;
        let Packed { name, compressor, mut file, .. } = self.packed;
        let rest = compressor.finish().map_err(|error| WriteError::new(&name, error))?;
        if !rest.is_empty() {
            file.write(&rest)?;
        }
        file.finish()
    }

    /// Brings its rows to another place than memory and the file.
    pub(super) fn spill(&mut self) -> Result<Spilled, BoxError> {
        let spilled = self.packer.spill();
        spilled.map_err(|error| WriteError::format(&self.packed.name, error).into())
    }

    /// Brings its rows to the file.
    pub(super) fn let_go(&mut self, out: &mut Vec<u8>) -> Result<(), BoxError> {
        self.pack(out, P::let_go)
    }

    /// Whether the file has reached a size.
    pub(super) fn reaches(&mut self, limit: u64, out: &mut Vec<u8>) -> Result<bool, BoxError> {
        let held = self.held();
        let size = self.packed.reaches(limit, held)?;
        if held == 0 || size + held < limit {
            return Ok(size >= limit);
        }
        // What was an estimate is known then; what lacks little is enough.
        self.pack(out, P::let_go)?;
        Ok(self.packed.size + limit / 16 >= limit)
    }
}

impl Packed {
    /// Its size. What is inside of the compressor comes out once it could matter, if there will be
    /// `held` bytes more.
    fn reaches(&mut self, limit: u64, held: u64) -> Result<u64, BoxError> {
        let (known, inside) = (self.size + held, self.compressor.inside());
        if known < limit && inside > 0 && known + inside >= limit {
            self.compressor.flush().map_err(|error| WriteError::new(&self.name, error))?;
            self.pass_on()?;
        }
        Ok(self.size)
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
}

impl TakesBytes for Packed {
    fn take(&mut self, bytes: &mut Vec<u8>) -> Result<(), BoxError> {
        if self.compressor.is_none() {
            self.size += bytes.len() as u64;
            return if bytes.is_empty() { Ok(()) } else { self.file.write(bytes) };
        }
        self.compressor.add(bytes).map_err(|error| WriteError::new(&self.name, error))?;
        self.pass_on()
    }
}
