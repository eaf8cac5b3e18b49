//! A file as it grows by row groups, and its footer.
//!
//! The crate's own `SerializedFileWriter` keeps what the footer will say of each row group in the form
//! in which it is used: some 500 bytes a column, in shreds. Files that are open for long have many row
//! groups, so here each one's part of the footer is kept as it is written, and decoded again when the
//! file ends. The files are the same, byte for byte.

use std::io::{self, Write as _};
use std::sync::Arc;

use arrow_schema::SchemaRef;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowWriterOptions};
use parquet::errors::ParquetError;
use parquet::file::metadata::page_index::PageIndexBuilder;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataBuilder,
    ParquetMetaDataOptions, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::page_index::offset_index::OffsetIndexMetaData;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{OnCloseRowGroup, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor};

use super::format::MAGIC;
use super::written::Written;
use crate::connectors::file::write::Out;
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

/// The row groups that are in the file.
#[derive(Default)]
struct Ended {
    /// For each a footer that tells of it alone.
    footers: Vec<Box<[u8]>>,
    rows: i64,
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
        let number = i32::try_from(self.ended.footers.len())
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

impl Ended {
    /// Keeps what is known of a row group that has been written, and of its columns' pages.
    fn add(
        &mut self,
        schema: &SchemaDescPtr,
        group: RowGroupMetaData,
        columns: Vec<Option<ColumnIndexMetaData>>,
        offsets: Vec<Option<OffsetIndexMetaData>>,
    ) -> Result<(), ParquetError> {
        self.rows += group.num_rows();
        let mut index = PageIndexBuilder::new(1, schema.num_columns());
        for (at, (column, offset)) in columns.into_iter().zip(offsets).enumerate() {
            put(&mut index, (0, at), column, offset);
        }
        let file = FileMetaData::new(1, 0, None, None, Arc::clone(schema), None);
        let metadata = ParquetMetaDataBuilder::new(file)
            .add_row_group(group)
            .set_page_index(Some(Arc::new(index.build())))
            .build();
        let mut footer = Vec::new();
        ParquetMetaDataWriter::new(&mut footer, &metadata)
            .with_write_path_in_schema(false)
            .finish()?;
        self.footers.push(footer.into());
        Ok(())
    }

    /// All that a file's footer tells.
    fn of(self, file: FileMetaData) -> Result<ParquetMetaData, ParquetError> {
        let (schema, columns) = (file.schema_descr_ptr(), file.schema_descr().num_columns());
        let options =
            ParquetMetaDataOptions::new().with_schema(schema).with_encoding_stats_as_mask(false);
        let mut index = PageIndexBuilder::new(self.footers.len(), columns);
        let mut whole = ParquetMetaDataBuilder::new(file);
        for (number, footer) in self.footers.into_iter().enumerate() {
            let metadata = ParquetMetaDataReader::new()
                .with_page_index_policy(PageIndexPolicy::Optional)
                .with_metadata_options(Some(options.clone()))
                .parse_and_finish(&Bytes::from(footer))?;
            if let Some(known) = metadata.page_index() {
                for at in 0..columns {
                    let (column, offset) = (known.column_index(0, at), known.offset_index(0, at));
                    put(&mut index, (number, at), column.cloned(), offset.cloned());
                }
            }
            for mut group in metadata.into_builder().take_row_groups() {
                for column in group.columns_mut() {
                    *column = for_old_readers(column)?;
                }
                whole = whole.add_row_group(group);
            }
        }
        Ok(whole.set_page_index(Some(Arc::new(index.build()))).build())
    }
}

/// Least and greatest stand in the file a second time, where readers of old look for them, if these
/// compare as they do. What was decoded does not know of that.
fn for_old_readers(column: &ColumnChunkMetaData) -> Result<ColumnChunkMetaData, ParquetError> {
    let known = column.statistics().filter(|_| column.column_descr().sort_order().is_signed());
    let Some(known) = known else { return Ok(column.clone()) };
    macro_rules! twice {
        ($($kind:ident)*) => {
            match known.clone() {
                $(Statistics::$kind(known) => {
                    Statistics::$kind(known.with_backwards_compatible_min_max(true))
                })*
            }
        };
    }
    let known = twice!(Boolean Int32 Int64 Int96 Float Double ByteArray FixedLenByteArray);
    column.clone().into_builder().set_statistics(known).build()
}

/// Puts what is known of a column's pages to the place of a row group and a column.
fn put(
    index: &mut PageIndexBuilder,
    (group, at): (usize, usize),
    column: Option<ColumnIndexMetaData>,
    offset: Option<OffsetIndexMetaData>,
) {
    if let Some(column) = column {
        index.put_column_index(column, group, at);
    }
    if let Some(offset) = offset {
        index.put_offset_index(offset, group, at);
    }
}
