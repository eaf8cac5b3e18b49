//! What a file's footer will say of the row groups that are in the file.
//!
//! The crate's own `SerializedFileWriter` keeps it in the form in which it is used: some 500 bytes a
//! column, in shreds. Files that are open for long have many row groups, so here each one's part of the
//! footer is kept as it is written, and decoded again when the file ends.

use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::page_index::PageIndexBuilder;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataBuilder,
    ParquetMetaDataOptions, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::page_index::offset_index::OffsetIndexMetaData;
use parquet::file::statistics::Statistics;
use parquet::schema::types::SchemaDescPtr;

/// The row groups that are in the file.
#[derive(Default)]
pub(super) struct Ended {
    /// For each a footer that tells of it alone.
    footers: Vec<Box<[u8]>>,
    pub(super) rows: i64,
}

impl Ended {
    /// Keeps what is known of a row group that has been written, and of its columns' pages.
    pub(super) fn add(
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

    /// Row groups so far.
    pub(super) fn count(&self) -> usize {
        self.footers.len()
    }

    /// All that a file's footer tells.
    pub(super) fn of(self, file: FileMetaData) -> Result<ParquetMetaData, ParquetError> {
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
