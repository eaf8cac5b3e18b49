//! A row group's part of a file's footer.

use std::ops::Range;
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::metadata::page_index::PageIndexBuilder;
use parquet::file::metadata::{
    FileMetaData, ParquetMetaDataBuilder, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::page_index::offset_index::OffsetIndexMetaData;
use parquet::schema::types::{SchemaDescriptor, Type};

use super::frame::{find, unexpected};
use super::moved::indexes;

/// What is known of a row group that has been written, and of its columns' pages.
pub(in super::super) struct RowGroup {
    pub(in super::super) metadata: RowGroupMetaData,
    pub(in super::super) columns: Vec<Option<ColumnIndexMetaData>>,
    pub(in super::super) offsets: Vec<Option<OffsetIndexMetaData>>,
}

/// The same as it stands in a file: column indexes, offset indexes, and what the footer says of the
/// row group, as if the first of these stood where the file begins.
pub(super) struct Pack {
    pub(super) bytes: Vec<u8>,
    pub(super) parts: Parts,
}

/// How long the parts of a pack are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) columns: usize,
    pub(super) offsets: usize,
    pub(super) group: usize,
}

impl RowGroup {
    pub(super) fn pack(self) -> Result<Pack, ParquetError> {
        let mut index = PageIndexBuilder::new(1, self.metadata.num_columns());
        for (at, (column, offset)) in self.columns.into_iter().zip(self.offsets).enumerate() {
            if let Some(column) = column {
                index.put_column_index(column, 0, at);
            }
            if let Some(offset) = offset {
                index.put_offset_index(offset, 0, at);
            }
        }
        // The file's own schema would only have to be cut off again.
        let no_columns = SchemaDescriptor::new(Arc::new(Type::group_type_builder("").build()?));
        let file = FileMetaData::new(1, 0, None, None, Arc::new(no_columns), None);
        let metadata = ParquetMetaDataBuilder::new(file)
            .add_row_group(self.metadata)
            .set_page_index(Some(Arc::new(index.build())))
            .build();
        let mut bytes = Vec::new();
        ParquetMetaDataWriter::new(&mut bytes, &metadata)
            .with_preserve_page_index_locations(false)
            .finish()?;
        let found = find(&bytes)?;
        bytes.truncate(found.groups.end);
        bytes.drain(found.begin..found.groups.start);
        bytes.shrink_to_fit();
        Pack::new(bytes, found.begin).filter(|_| found.count == 1).ok_or_else(unexpected)
    }
}

impl Pack {
    /// What the footer says of the row group begins at `group`.
    fn new(bytes: Vec<u8>, group: usize) -> Option<Self> {
        let (columns, offsets) = indexes(bytes.get(group..)?).ok()?;
        if columns.checked_add(offsets)? != group {
            return None;
        }
        let length = bytes.len() - group;
        Some(Self { bytes, parts: Parts { columns, offsets, group: length } })
    }
}

impl Parts {
    pub(super) fn columns(self) -> Range<usize> {
        0..self.columns
    }

    pub(super) fn offsets(self) -> Range<usize> {
        self.columns..self.columns + self.offsets
    }

    pub(super) fn group(self) -> Range<usize> {
        let begin = self.columns + self.offsets;
        begin..begin + self.group
    }
}
