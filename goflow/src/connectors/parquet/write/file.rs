//! A file as it grows by row groups, and its footer.
//!
//! It does what the crate's `SerializedFileWriter` does, byte for byte, with less memory for the row
//! groups that are in the file already.

use std::io::{self, Write as _};
use std::sync::Arc;

use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowWriterOptions};
use parquet::file::metadata::{FileMetaData, ParquetMetaDataWriter};
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{OnCloseRowGroup, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor};

use super::ended::Ended;
use super::written::Written;
use crate::connectors::file::write::Out;
use crate::connectors::parquet::format::MAGIC;
use crate::error::BoxError;

/// A file that is being written.
pub(super) struct FileWriter {
    buf: TrackedWrite<Written>,
    /// What it has written.
    written: Written,
    schema: SchemaDescPtr,
    properties: WriterPropertiesPtr,
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
    pub(super) fn new(schema: SchemaRef, options: ArrowWriterOptions) -> Result<Self, BoxError> {
        // It knows what columns the file gets.
        let model = ArrowWriter::try_new_with_options(io::sink(), schema, options)?;
        let (model, _) = model.into_serialized_writer()?;
        let schema = Arc::new(SchemaDescriptor::new(model.schema_descr().root_schema_ptr()));
        let properties = Arc::clone(model.properties());
        let written = Written::default();
        let mut buf = TrackedWrite::new(written.clone());
        buf.write_all(MAGIC)?;
        Ok(Self { buf, written, schema, properties, ended: Ended::default() })
    }

    pub(super) fn properties(&self) -> &WriterProperties {
        &self.properties
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
        let Self { buf, written, schema, properties, ended } = self;
        let on_close: OnCloseRowGroup<'_, Written> =
            Box::new(|_, group, _, columns, offsets| ended.add(schema, group, columns, offsets));
        let (schema, properties) = (Arc::clone(schema), Arc::clone(properties));
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
        let properties = &self.properties;
        let file = FileMetaData::new(
            properties.writer_version().as_num(),
            self.ended.rows,
            Some(properties.created_by().to_string()),
            properties.key_value_metadata().cloned(),
            Arc::clone(&self.schema),
            None,
        );
        let metadata = std::mem::take(&mut self.ended).of(file)?;
        let buf = std::mem::replace(&mut self.buf, TrackedWrite::new(self.written.clone()));
        self.written.through(out, || {
            // It flushes when it is dropped, into memory, which cannot fail.
            let writer = ParquetMetaDataWriter::new_with_tracked(buf, &metadata);
            writer.with_preserve_page_index_locations(false).finish()
        })
    }
}
