//! Row groups, decoded one after the other.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{BooleanArray, Int64Array, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};
use parquet::arrow::arrow_reader::{
    ArrowPredicateFn, ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowFilter,
};
use parquet::arrow::{ProjectionMask, RowNumber};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};

use super::blob::Pages;
use super::cause::cause;
use super::filter;
use super::only::Node;
use super::prune;
use crate::connectors::columnar::{BATCH, Broken, Decoded, Turn};
use crate::connectors::file::Fetching;

/// The column that says which row of the file each row is: no writer calls one so.
const NUMBER: &str = "\0row number";

/// A row group that is fetched, or why it cannot be; nothing where the file is near.
type Fetched = io::Result<Option<Fetching>>;

/// A file, and what is wanted of it.
pub(super) struct File {
    pub(super) pages: Pages,
    pub(super) metadata: Arc<ParquetMetaData>,
    pub(super) schema: SchemaRef,
    /// These columns are read,
    pub(super) take: Vec<usize>,
    /// of rows for which this holds.
    pub(super) only: Option<Node>,
}

impl File {
    /// May a row of this row group be wanted?
    fn wants(&self, group: usize) -> bool {
        let wants = |node| prune::row_group(node, &self.metadata, &self.schema, group);
        self.only.as_ref().is_none_or(wants)
    }

    /// The columns that the condition asks.
    fn asked(&self) -> Vec<String> {
        let mut asked = Vec::new();
        self.only.iter().for_each(|node| filter::columns(node, &mut asked));
        asked
    }

    fn mask(&self) -> ProjectionMask {
        let descriptor = self.metadata.file_metadata().schema_descr();
        ProjectionMask::roots(descriptor, self.take.iter().copied())
    }

    /// What is read of a row group.
    fn chunks(&self, group: usize) -> Vec<&ColumnChunkMetaData> {
        let descriptor = self.metadata.file_metadata().schema_descr();
        let (mask, asked) = (self.mask(), self.asked());
        let is_asked = |leaf: usize| {
            let root = descriptor.get_column_root_idx(leaf);
            self.schema.fields().get(root).is_some_and(|field| asked.contains(field.name()))
        };
        let chunks = self.metadata.row_groups().get(group).into_iter().flat_map(|g| g.columns());
        let wanted =
            chunks.enumerate().filter(|(leaf, _)| mask.leaf_included(*leaf) || is_asked(*leaf));
        wanted.map(|(_, chunk)| chunk).collect()
    }

    /// Begins to fetch a row group, if the file lies in a store.
    fn fetch(&self, group: usize) -> Fetched {
        if self.pages.is_local() { Ok(None) } else { self.pages.begin(&self.chunks(group)) }
    }

    /// Begins to decode a row group when its bytes are there.
    fn open(
        &self,
        group: usize,
        fetched: Fetched,
        turn: Option<&Turn>,
    ) -> Result<ParquetRecordBatchReader, String> {
        let Self { metadata, schema, .. } = self;
        let mut options = ArrowReaderOptions::new().with_schema(Arc::clone(schema));
        if self.only.is_some() {
            let number = Field::new(NUMBER, DataType::Int64, false).with_extension_type(RowNumber);
            options = options
                .with_virtual_columns(vec![Arc::new(number)])
                .map_err(|error| error.to_string())?;
        }
        let loaded = ArrowReaderMetadata::try_new(Arc::clone(metadata), options);
        let loaded = loaded.map_err(|error| error.to_string())?;
        let mut pages = self.pages.clone();
        fetched
            .and_then(|it| pages.take(&self.chunks(group), it, Turn::given_up(turn)))
            .map_err(|error| error.to_string())?;

        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(pages, loaded)
            .with_batch_size(BATCH)
            .with_row_groups(vec![group])
            .with_projection(self.mask());
        if let Some(node) = &self.only {
            if let Some(selection) = prune::pages(node, metadata, schema, group) {
                builder = builder.with_row_selection(selection);
            }
            let asked = self.asked().into_iter().filter_map(|name| schema.index_of(&name).ok());
            let descriptor = metadata.file_metadata().schema_descr();
            let mask = ProjectionMask::roots(descriptor, asked);
            builder = builder.with_row_filter(predicate(node.clone(), mask));
        }
        builder.build().map_err(cause)
    }
}

fn predicate(node: Node, mask: ProjectionMask) -> RowFilter {
    let test = move |batch: RecordBatch| -> Result<BooleanArray, ArrowError> {
        Ok(BooleanArray::new(filter::evaluate(&node, &batch)?.yes, None))
    };
    RowFilter::new(vec![Box::new(ArrowPredicateFn::new(mask, test))])
}

/// Where a row group begins, for messages.
pub(super) fn begin(group: &RowGroupMetaData) -> u64 {
    let column = group.columns().first();
    column.and_then(|column| u64::try_from(column.data_page_offset()).ok()).unwrap_or(0)
}

/// The batches of some row groups. What is wrong with one is no fault of the next.
pub(super) struct Decoding {
    file: File,
    /// Those that were not begun.
    groups: Range<usize>,
    /// The one before them, if it is fetched already.
    next: Option<(usize, Fetched)>,
    /// Kept as long as there may be such a one.
    turn: Option<Turn>,
    /// Where the current one begins, and how many rows of it were not given.
    offset: u64,
    left: u64,
    reader: Option<ParquetRecordBatchReader>,
}

impl Decoding {
    pub(super) fn new(file: File, groups: Range<usize>) -> Self {
        Self { file, groups, next: None, turn: None, offset: 0, left: 0, reader: None }
    }

    /// The same, and each row group is fetched while the one before it is decoded; the first one now.
    pub(super) fn ahead(mut self, turn: Turn) -> Self {
        self.turn = Some(turn);
        self.look_ahead();
        self
    }

    /// Begins to fetch the next row group; if there is none, it is another piece's turn.
    fn look_ahead(&mut self) {
        if self.turn.is_some() {
            self.next = self.coming();
        }
        if self.next.is_none() {
            self.turn = None;
        }
    }

    /// The next row group of which a row may be wanted.
    fn coming(&mut self) -> Option<(usize, Fetched)> {
        let group = self.groups.find(|group| self.file.wants(*group))?;
        Some((group, self.file.fetch(group)))
    }

    /// Takes the column of row numbers off, which is the last one, if there is one.
    fn numbered(
        &self,
        mut batch: RecordBatch,
    ) -> Result<(RecordBatch, Option<Int64Array>), String> {
        if self.file.only.is_none() {
            return Ok((batch, None));
        }
        let Some(last) = batch.num_columns().checked_sub(1) else { return Ok((batch, None)) };
        let numbers = batch.column(last).as_primitive_opt().cloned();
        let taken: Vec<usize> = (0..last).collect();
        batch = batch.project(&taken).map_err(|error| error.to_string())?;
        Ok((batch, numbers))
    }

    fn step(&mut self) -> Result<Option<Decoded>, String> {
        loop {
            if let Some(batch) = self.reader.as_mut().and_then(Iterator::next) {
                let batch = batch.map_err(cause)?;
                let (batch, numbers) = self.numbered(batch)?;
                self.left = self.left.saturating_sub(batch.num_rows() as u64);
                return Ok(Some(Decoded { batch, offset: self.offset, numbers }));
            }
            let Some((group, fetched)) = self.next.take().or_else(|| self.coming()) else {
                return Ok(None);
            };
            let metadata = self.file.metadata.row_groups().get(group);
            self.offset = metadata.map_or(0, begin);
            let rows = metadata.and_then(|group| u64::try_from(group.num_rows()).ok());
            self.left = rows.unwrap_or(0);
            self.reader = Some(self.file.open(group, fetched, self.turn.as_ref())?);
            self.look_ahead();
        }
    }

    /// The rest of a row group cannot be read.
    #[cold]
    fn lost(&mut self, cause: String) -> Broken {
        self.reader = None;
        // Of those for which a condition holds, nobody knows how many they are.
        let (lost, more) = match (&self.file.only, self.left) {
            (None, 0 | 1) => (self.left, String::new()),
            (None, left) => {
                (left, format!("; with it the {left} last rows of its row group are lost"))
            }
            (Some(_), _) => (1, "; the rest of its row group is lost".to_string()),
        };
        Broken { lost: Some(lost), ..Broken::rest(self.offset, cause + &more) }
    }
}

impl Iterator for Decoding {
    type Item = Result<Decoded, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().map_err(|cause| self.lost(cause)).transpose()
    }
}
