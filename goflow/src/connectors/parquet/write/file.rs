//! A file as it grows by row groups, and its footer.
//!
//! It does what the crate's `SerializedFileWriter` does, byte for byte, with less memory for the row
//! groups that are in the file already.

use std::io::{self, Write as _};
use std::sync::Arc;

use parquet::arrow::arrow_writer::ArrowColumnWriter;
use parquet::file::writer::{OnCloseRowGroup, SerializedRowGroupWriter, TrackedWrite};

use super::footer::{Ended, RowGroup};
use super::model::Model;
use super::written::Written;
use crate::connectors::file::write::Out;
use crate::connectors::parquet::format::MAGIC;
use crate::error::BoxError;

/// A file that is being written.
pub(super) struct FileWriter {
    buf: TrackedWrite<Written>,
    /// What it has written.
    written: Written,
    model: Arc<Model>,
    ended: Ended,
}

/// The columns of a row group, which are added one after the other.
pub(super) struct Columns<'a> {
    group: SerializedRowGroupWriter<'a, Written>,
    written: &'a Written,
}

impl Columns<'_> {
    /// Adds the next one. What it has encoded goes to the file.
    pub(super) fn add(
        &mut self,
        encoder: ArrowColumnWriter,
        out: &mut Out<'_>,
    ) -> Result<(), BoxError> {
        let Self { group, written } = self;
        written.through(out, || encoder.close()?.append_to_row_group(group))
    }
}

impl FileWriter {
    /// Begins a file.
    pub(super) fn new(model: Arc<Model>) -> io::Result<Self> {
        let written = Written::default();
        let mut buf = TrackedWrite::new(written.clone());
        buf.write_all(MAGIC)?;
        Ok(Self { buf, written, model, ended: Ended::default() })
    }

    /// Bytes so far.
    pub(super) fn size(&self) -> u64 {
        self.buf.bytes_written() as u64
    }

    /// Adds a row group of the columns that `fill` adds.
    pub(super) fn add(
        &mut self,
        fill: impl FnOnce(&mut Columns<'_>) -> Result<(), BoxError>,
    ) -> Result<(), BoxError> {
        let number = i32::try_from(self.ended.count())
            .map_err(|_| "a Parquet file has no room for more row groups")?;
        let Self { buf, written, model, ended } = self;
        let on_close: OnCloseRowGroup<'_, Written> =
            Box::new(|_, metadata, _, columns, offsets| {
                ended.add(RowGroup { metadata, columns, offsets }, model)
            });
        let (schema, properties) = (Arc::clone(&model.schema), Arc::clone(&model.properties));
        let group = SerializedRowGroupWriter::new(schema, properties, buf, number, Some(on_close));
        let mut columns = Columns { group, written };
        fill(&mut columns)?;
        columns.group.close()?;
        Ok(())
    }

    /// Hands over what was written so far.
    pub(super) fn drain(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.written.through(out, || self.buf.flush())
    }

    /// The end of the file.
    pub(super) fn finish(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        let Self { buf, written, model, ended } = self;
        let bytes = buf.bytes_written() as u64;
        std::mem::take(ended)
            .write(model, bytes, &mut |part| written.through(out, || buf.write_all(part)))?;
        self.drain(out)
    }
}
