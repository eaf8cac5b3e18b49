//! The row group at hand of a file that is being written.
//!
//! An encoder of a column is large beside the rows that are in it: tables of the compression, a
//! dictionary with its hashes, a page at hand, some 0.7 MiB in all. A worker that has one file open
//! at a time encodes rows as they come, beside the worker. One with many files does not have the
//! memory for each column of each of them: their rows wait as Arrow's arrays, which is all they
//! take, and are encoded one column after the other when the row group ends.

use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use arrow_select::concat::concat;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves,
};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;

use super::written::Written;
use crate::connectors::file::write::Out;
use crate::error::BoxError;

/// A row group has so many rows at most, and about so many bytes.
const ROWS: usize = 1 << 20;
const BYTES: u64 = 128 << 20;

/// A file, and its row group at hand.
pub(super) struct RowGroups {
    writer: SerializedFileWriter<Written>,
    /// What it has written.
    written: Written,
    factory: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    group: Group,
    /// Rows in it.
    rows: usize,
    /// Bytes of rows that waited in earlier ones, and what became of them.
    waited: u64,
    encoded: u64,
}

enum Group {
    /// Rows are encoded as they come; columns that are no structs have an encoder each.
    Encoded(Vec<ArrowColumnWriter>),
    /// The rows of each column wait.
    Waiting { columns: Vec<Vec<ArrayRef>>, bytes: usize },
}

impl Group {
    fn new(alone: bool) -> Self {
        match alone {
            true => Self::Encoded(Vec::new()),
            false => Self::Waiting { columns: Vec::new(), bytes: 0 },
        }
    }
}

impl RowGroups {
    /// `alone`: no other file is open meanwhile.
    pub(super) fn new(
        schema: SchemaRef,
        options: ArrowWriterOptions,
        alone: bool,
    ) -> Result<Self, ParquetError> {
        let written = Written::default();
        let writer = ArrowWriter::try_new_with_options(written.clone(), schema.clone(), options)?;
        let (writer, factory) = writer.into_serialized_writer()?;
        let group = Group::new(alone);
        Ok(Self { writer, written, factory, schema, group, rows: 0, waited: 0, encoded: 0 })
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
            Group::Encoded(writers) => {
                if writers.is_empty() {
                    let number = self.writer.flushed_row_groups().len();
                    *writers = self.factory.create_column_writers(number)?;
                }
                let mut writers = writers.iter_mut();
                for (field, array) in self.schema.fields().iter().zip(&arrays) {
                    for leaf in compute_leaves(field, array)? {
                        writers.next().ok_or_else(too_few)?.write(&leaf)?;
                    }
                }
            }
            Group::Waiting { columns, bytes } => {
                columns.resize_with(arrays.len(), Vec::new);
                for (column, array) in columns.iter_mut().zip(&arrays) {
                    let last = column.pop_if(|last| is_small(last) && is_small(array));
                    *bytes -= last.as_ref().map_or(0, |last| last.get_array_memory_size());
                    let array = copy(last, array)?;
                    *bytes += array.get_array_memory_size();
                    column.push(array);
                }
            }
        }
        Ok(())
    }

    /// Ends the row group at hand, if there is anything in it. Each column goes on by itself.
    pub(super) fn end(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let (before, number) =
            (self.writer.bytes_written(), self.writer.flushed_row_groups().len());
        let mut group = self.writer.next_row_group()?;
        match &mut self.group {
            Group::Encoded(writers) => {
                for writer in writers.drain(..) {
                    let append = || writer.close()?.append_to_row_group(&mut group);
                    self.written.through(out, append)?;
                }
                group.close()?;
            }
            Group::Waiting { columns, bytes } => {
                let mut writers = self.factory.create_column_writers(number)?.into_iter();
                for (field, arrays) in self.schema.fields().iter().zip(columns.drain(..)) {
                    // A struct is several columns.
                    let mut encoders: Vec<ArrowColumnWriter> = Vec::new();
                    for array in arrays {
                        let leaves = compute_leaves(field, &array)?;
                        while encoders.len() < leaves.len() {
                            encoders.push(writers.next().ok_or_else(too_few)?);
                        }
                        for (encoder, leaf) in encoders.iter_mut().zip(&leaves) {
                            encoder.write(leaf)?;
                        }
                    }
                    for encoder in encoders {
                        let append = || encoder.close()?.append_to_row_group(&mut group);
                        self.written.through(out, append)?;
                    }
                }
                group.close()?;
                self.waited += std::mem::take(bytes) as u64;
                self.encoded += self.writer.bytes_written().saturating_sub(before) as u64;
            }
        }
        Ok(())
    }

    /// Bytes of memory that the row group at hand takes.
    pub(super) fn gathered(&self) -> usize {
        match &self.group {
            Group::Encoded(writers) => writers.iter().map(ArrowColumnWriter::memory_size).sum(),
            Group::Waiting { bytes, .. } => *bytes,
        }
    }

    /// About by how many bytes the row group at hand will make the file longer.
    pub(super) fn held(&self) -> u64 {
        match &self.group {
            Group::Encoded(writers) => {
                writers.iter().map(|writer| writer.get_estimated_total_bytes() as u64).sum()
            }
            // As many of each byte as in earlier row groups.
            Group::Waiting { bytes, .. } if self.waited > 0 => {
                (*bytes as u64).saturating_mul(self.encoded) / self.waited
            }
            Group::Waiting { bytes, .. } => *bytes as u64,
        }
    }

    /// The end of the file.
    pub(super) fn finish(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.end(out)?;
        self.written.through(out, || self.writer.finish().map(drop))
    }

    /// Hands over what was written so far.
    pub(super) fn drain(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.written.through(out, || self.writer.flush())
    }
}

/// Whether an array is worth being put together with another one.
fn is_small(array: &ArrayRef) -> bool {
    array.get_array_memory_size() < 4 << 10
}

/// What waits is a copy of just its rows. Builders take more than they need, a part of a batch holds
/// all of it, and what stays for long among what comes and goes leaves memory in shreds.
fn copy(before: Option<ArrayRef>, array: &ArrayRef) -> Result<ArrayRef, ParquetError> {
    let before = before.unwrap_or_else(|| array.slice(0, 0));
    Ok(concat(&[&before, array])?)
}

/// It cannot be: encoders are made for the columns of the very schema.
#[cold]
fn too_few() -> ParquetError {
    ParquetError::General(
        "fewer encoders than columns; please report this as a fault of goflow".into(),
    )
}
