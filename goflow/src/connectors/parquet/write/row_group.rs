//! The row group at hand of a file that is being written.
//!
//! An encoder of a column is large beside the rows that are in it: tables of the compression, a
//! dictionary with its hashes, a page at hand, some 0.7 MiB in all. A worker that has one file open
//! at a time encodes rows as they come, beside the worker. One with many files does not have the
//! memory for each column of each of them: their rows wait in few bytes, which is all they take, and on
//! the disk if that is too much; they are encoded one column after the other when the row group ends.

use std::io;
use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef, RecordBatch};
use parquet::arrow::arrow_writer::ArrowColumnWriter;
use parquet::errors::ParquetError;

use super::differ;
use super::file::FileWriter;
use super::model::Model;
use super::waiting::Waiting;
use crate::connectors::file::write::{Out, Spilled};
use crate::error::BoxError;

/// A row group has so many rows at most, and about so many bytes.
const ROWS: usize = 1 << 20;
const BYTES: u64 = 128 << 20;

/// Rows that wait for so many of them, or for so many bytes, do so on the disk where memory is short. Row
/// groups of DuckDB have twice as many; the larger, the longer others wait for one that ends.
const ENOUGH: usize = 1 << 16;
const ENOUGH_BYTES: u64 = 16 << 20;

/// The first rows wait until they are so many, or take so much memory: from them a column's encoder
/// is chosen.
const FIRST: usize = differ::MOST;
const FIRST_BYTES: usize = 4 << 20;

/// A file, and its row group at hand.
pub(super) struct RowGroups {
    /// It is begun by its first row group: those whose rows wait are many, and this takes memory, too.
    file: Option<FileWriter>,
    model: Arc<Model>,
    group: Group,
    /// Rows in it.
    rows: usize,
    /// Bytes of rows that waited in earlier ones, and what became of them.
    waited: u64,
    encoded: u64,
}

enum Group {
    /// The first rows of each column, of which the encoders are to be.
    First { columns: Vec<Vec<ArrayRef>>, bytes: usize },
    /// Rows are encoded as they come; columns that are no structs have an encoder each.
    Encoded(Vec<ArrowColumnWriter>),
    /// The rows of each column wait.
    Waiting(Waiting),
}

impl Group {
    fn new(alone: bool) -> Self {
        match alone {
            true => Self::First { columns: Vec::new(), bytes: 0 },
            false => Self::Waiting(Waiting::default()),
        }
    }
}

impl RowGroups {
    /// `alone`: no other file is open meanwhile.
    pub(super) fn new(model: Arc<Model>, alone: bool) -> Self {
        Self { file: None, model, group: Group::new(alone), rows: 0, waited: 0, encoded: 0 }
    }

    /// Begins the file before its first row group.
    pub(super) fn begin(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        begun(&mut self.file, &self.model)?;
        self.drain(out)
    }

    /// Adds rows.
    pub(super) fn add(
        &mut self,
        mut batch: RecordBatch,
        out: &mut Out<'_>,
    ) -> Result<(), BoxError> {
        while batch.num_rows() > ROWS - self.rows {
            let room = ROWS - self.rows;
            self.take(batch.slice(0, room))?;
            self.end(out)?;
            batch = batch.slice(room, batch.num_rows() - room);
        }
        self.take(batch)?;
        if self.rows >= ROWS || self.held() >= BYTES { self.end(out) } else { Ok(()) }
    }

    fn take(&mut self, batch: RecordBatch) -> Result<(), ParquetError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.rows += batch.num_rows();
        let (_, arrays, _) = batch.into_parts();
        match &mut self.group {
            Group::First { columns, bytes } => {
                columns.resize_with(arrays.len(), Vec::new);
                for (column, array) in columns.iter_mut().zip(arrays) {
                    *bytes += array.get_array_memory_size();
                    column.push(array);
                }
                if self.rows >= FIRST || *bytes >= FIRST_BYTES {
                    self.group = Group::Encoded(self.model.encoders.all(columns)?);
                }
            }
            Group::Encoded(writers) => self.model.encoders.add(writers, &arrays)?,
            Group::Waiting(rows) => rows.add(&arrays)?,
        }
        Ok(())
    }

    /// Ends the row group at hand, if there is anything in it. Each column goes on by itself.
    pub(super) fn end(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let Self { file, model, group, .. } = self;
        let file = begun(file, model)?;
        if let Group::First { columns, .. } = group {
            *group = Group::Encoded(model.encoders.all(columns)?);
        }
        match group {
            Group::First { .. } => {}
            Group::Encoded(writers) => {
                file.add(|group| writers.drain(..).try_for_each(|writer| group.add(writer, out)))?;
                *group = Group::new(true);
            }
            Group::Waiting(rows) => {
                let (before, waited) = (file.size(), rows.all_bytes());
                file.add(|group| {
                    for (at, arrays) in rows.take()?.enumerate() {
                        for encoder in model.encoders.field(at, arrays)? {
                            group.add(encoder, out)?;
                        }
                    }
                    Ok(())
                })?;
                self.waited += waited;
                self.encoded += file.size() - before;
            }
        }
        Ok(())
    }

    /// Has rows that wait do so on the disk, until they are enough.
    pub(super) fn spill(&mut self) -> Result<Spilled, ParquetError> {
        Ok(match &mut self.group {
            Group::Waiting(rows) if self.rows < ENOUGH && rows.all_bytes() < ENOUGH_BYTES => {
                if rows.spill(&self.model.spill)? { Spilled::All } else { Spilled::NoRoom }
            }
            _ => Spilled::Enough,
        })
    }

    /// Bytes of memory that the row group at hand takes.
    pub(super) fn gathered(&self) -> usize {
        match &self.group {
            Group::Encoded(writers) => writers.iter().map(ArrowColumnWriter::memory_size).sum(),
            Group::First { bytes, .. } => *bytes,
            Group::Waiting(rows) => rows.bytes(),
        }
    }

    /// About by how many bytes the row group at hand will make the file longer.
    pub(super) fn held(&self) -> u64 {
        match &self.group {
            Group::Encoded(writers) => {
                writers.iter().map(|writer| writer.get_estimated_total_bytes() as u64).sum()
            }
            // As many of each byte as in earlier row groups.
            Group::Waiting(rows) if self.waited > 0 => {
                rows.all_bytes().saturating_mul(self.encoded) / self.waited
            }
            Group::Waiting(rows) => rows.all_bytes(),
            Group::First { bytes, .. } => *bytes as u64,
        }
    }

    /// The end of the file.
    pub(super) fn finish(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.end(out)?;
        begun(&mut self.file, &self.model)?.finish(out)
    }

    /// Hands over what was written so far.
    pub(super) fn drain(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.file.as_mut().map_or(Ok(()), |file| file.drain(out))
    }
}

/// The file, which is begun if it was not.
fn begun<'a>(
    file: &'a mut Option<FileWriter>,
    model: &Arc<Model>,
) -> io::Result<&'a mut FileWriter> {
    let begun = match file.take() {
        Some(file) => file,
        None => FileWriter::new(Arc::clone(model))?,
    };
    Ok(file.insert(begun))
}
