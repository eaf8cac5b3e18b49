//! What a file's footer will say of the row groups that are in the file.
//!
//! The crate's own `SerializedFileWriter` keeps it in the form in which it is used: some 500 bytes a
//! column, in shreds. Files that are open for long have many row groups, so here each one's part of the
//! footer is kept as it is written, and decoded again when the file ends.

use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::page_index::{PageIndexBuilder, RowGroupPageIndex};
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataBuilder,
    ParquetMetaDataOptions, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::page_index::offset_index::OffsetIndexMetaData;
use parquet::file::statistics::Statistics;

/// The row groups that are in the file.
#[derive(Default)]
pub(super) struct Ended {
    /// For each but the last a footer that tells of it alone.
    footers: Vec<Box<[u8]>>,
    /// The last one. Many files have no other, which need not be packed then.
    last: Option<RowGroup>,
    pub(super) rows: i64,
}

/// What is known of a row group that has been written, and of its columns' pages.
pub(super) struct RowGroup {
    pub(super) metadata: RowGroupMetaData,
    pub(super) columns: Vec<Option<ColumnIndexMetaData>>,
    pub(super) offsets: Vec<Option<OffsetIndexMetaData>>,
}

impl Ended {
    pub(super) fn add(&mut self, group: RowGroup) -> Result<(), ParquetError> {
        self.rows += group.metadata.num_rows();
        if let Some(last) = self.last.replace(group) {
            self.footers.push(last.pack()?);
        }
        Ok(())
    }

    /// Row groups so far.
    pub(super) fn count(&self) -> usize {
        self.footers.len() + usize::from(self.last.is_some())
    }

    /// All that a file's footer tells.
    pub(super) fn of(self, file: FileMetaData) -> Result<ParquetMetaData, ParquetError> {
        let options = ParquetMetaDataOptions::new()
            .with_schema(file.schema_descr_ptr())
            .with_encoding_stats_as_mask(false);
        let mut index = PageIndexBuilder::new(self.count(), file.schema_descr().num_columns());
        let mut whole = ParquetMetaDataBuilder::new(file);
        let unpacked = self.footers.into_iter().map(|footer| RowGroup::unpack(footer, &options));
        for (number, group) in unpacked.chain(self.last.map(Ok)).enumerate() {
            let RowGroup { metadata, columns, offsets } = group?;
            put(&mut index, number, columns, offsets);
            whole = whole.add_row_group(metadata);
        }
        Ok(whole.set_page_index(Some(Arc::new(index.build()))).build())
    }
}

impl RowGroup {
    /// As a file's footer tells it.
    fn pack(self) -> Result<Box<[u8]>, ParquetError> {
        let schema = self.metadata.schema_descr_ptr();
        let mut index = PageIndexBuilder::new(1, schema.num_columns());
        put(&mut index, 0, self.columns, self.offsets);
        let file = FileMetaData::new(1, 0, None, None, schema, None);
        let metadata = ParquetMetaDataBuilder::new(file)
            .add_row_group(self.metadata)
            .set_page_index(Some(Arc::new(index.build())))
            .build();
        let mut footer = Vec::new();
        ParquetMetaDataWriter::new(&mut footer, &metadata)
            .with_write_path_in_schema(false)
            .finish()?;
        Ok(footer.into())
    }

    fn unpack(footer: Box<[u8]>, options: &ParquetMetaDataOptions) -> Result<Self, ParquetError> {
        let known = ParquetMetaDataReader::new()
            .with_page_index_policy(PageIndexPolicy::Optional)
            .with_metadata_options(Some(options.clone()))
            .parse_and_finish(&Bytes::from(footer))?;
        let mut metadata = known.row_group(0).clone();
        for column in metadata.columns_mut() {
            *column = for_old_readers(column)?;
        }
        let index = RowGroupPageIndex::new(0, known.page_index().cloned());
        let columns = 0..metadata.num_columns();
        Ok(Self {
            metadata,
            columns: columns.clone().map(|at| index.column_index(at).cloned()).collect(),
            offsets: columns.map(|at| index.offset_index(at).cloned()).collect(),
        })
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

/// Puts what is known of pages to the place of a row group.
fn put(
    index: &mut PageIndexBuilder,
    group: usize,
    columns: Vec<Option<ColumnIndexMetaData>>,
    offsets: Vec<Option<OffsetIndexMetaData>>,
) {
    for (at, (column, offset)) in columns.into_iter().zip(offsets).enumerate() {
        if let Some(column) = column {
            index.put_column_index(column, group, at);
        }
        if let Some(offset) = offset {
            index.put_offset_index(offset, group, at);
        }
    }
}
