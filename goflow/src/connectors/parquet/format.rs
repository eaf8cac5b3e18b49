//! How a Parquet file is cut and decoded.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{BooleanArray, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicateFn, ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowFilter,
};
use parquet::basic::Type;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::blob::Pages;
use super::filter;
use super::only::{Node, Only};
use super::prune;
use crate::connectors::columnar::{About, BATCH, Batches, Broken, Columnar, Decoded, Wanted};
use crate::connectors::file::{Blob, Cut, Found, HiveValues};
use crate::record::Integers;

/// Files in row groups.
#[derive(Debug)]
pub struct RowGroups {
    only: Option<Only>,
}

/// One row group.
pub struct RowGroup {
    pages: Pages,
    metadata: Arc<ParquetMetaData>,
    group: usize,
    about: About,
}

impl RowGroups {
    pub(super) fn new(only: Option<Only>) -> Self {
        Self { only }
    }

    /// Opens a file and reads its footer; blocks.
    fn footer(&self, file: &Found) -> io::Result<(Pages, Arc<ParquetMetaData>)> {
        let mut pages = Pages::new(Blob::open(file)?);
        pages.read_footer()?;
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Skip);
        let loaded = ArrowReaderMetadata::load(&pages, options).map_err(io::Error::other)?;
        let metadata = Arc::clone(loaded.metadata());
        drop(loaded);
        pages.forget();
        // The index of pages is of use only where some may be skipped.
        if self.only.is_none() {
            return Ok((pages, metadata));
        }
        pages.check_indexes(&metadata)?;
        let mut reader = ParquetMetaDataReader::new_with_metadata(Arc::unwrap_or_clone(metadata))
            .with_page_index_policy(PageIndexPolicy::Optional);
        reader.read_page_indexes(&pages).map_err(io::Error::other)?;
        let metadata = reader.finish().map_err(io::Error::other)?;
        Ok((pages, Arc::new(metadata)))
    }
}

/// What a row group is decoded with: the file's Arrow schema, its INT96 columns in microseconds.
///
/// They are 12 bytes of nanoseconds that reach further than 64 bits of them do, and what writes them
/// knows no more than microseconds; a field that says `unit = "ns"` gets nanoseconds all the same.
fn arrow(
    metadata: &Arc<ParquetMetaData>,
    wanted: &dyn Wanted,
) -> Result<ArrowReaderMetadata, String> {
    let load = |options| {
        ArrowReaderMetadata::try_new(Arc::clone(metadata), options).map_err(|e| e.to_string())
    };
    let loaded = load(ArrowReaderOptions::new())?;
    let descriptor = metadata.file_metadata().schema_descr();
    let old = |root: usize| {
        (0..descriptor.num_columns()).any(|leaf| {
            descriptor.get_column_root_idx(leaf) == root
                && descriptor.column(leaf).physical_type() == Type::INT96
        })
    };
    let mut changed = false;
    let field = |(root, field): (usize, &Arc<Field>)| match field.data_type() {
        DataType::Timestamp(TimeUnit::Nanosecond, zone)
            if old(root) && !wanted.nanoseconds(field.name()) =>
        {
            changed = true;
            let micros = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
            field.as_ref().clone().with_data_type(micros)
        }
        _ => field.as_ref().clone(),
    };
    let fields: Vec<_> = loaded.schema().fields().iter().enumerate().map(field).collect();
    if !changed {
        return Ok(loaded);
    }
    let schema = Schema::new_with_metadata(fields, loaded.schema().metadata().clone());
    load(ArrowReaderOptions::new().with_schema(Arc::new(schema)))
}

impl Cut for RowGroups {
    type Piece = RowGroup;

    async fn cut(&self, file: &Arc<Found>) -> io::Result<Vec<RowGroup>> {
        let (found, only) = (file.clone(), self.only.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let reading = catch_unwind(AssertUnwindSafe(|| RowGroups { only }.footer(&found)));
            reading.unwrap_or_else(|_| Err(io::Error::other("its footer makes no sense")))
        });
        let (pages, metadata) = reading.await??;
        let sizes = metadata.row_groups().iter().map(|group| {
            group.columns().iter().fold(0_u64, |sum, column| {
                sum.saturating_add(u64::try_from(column.compressed_size()).unwrap_or(0))
            })
        });
        let mut left = file.bytes();
        let mut before = 0_u64;
        let mut groups: Vec<RowGroup> = Vec::new();
        for (group, bytes) in sizes.enumerate() {
            let bytes = bytes.min(left);
            left -= bytes;
            let offset = metadata
                .row_groups()
                .get(group)
                .and_then(|group| group.columns().first())
                .and_then(|column| u64::try_from(column.data_page_offset()).ok())
                .unwrap_or(0);
            let about = About { before, bytes, offset };
            let rows = metadata.row_groups().get(group).map_or(0, |group| group.num_rows());
            before = before.saturating_add(u64::try_from(rows).unwrap_or(0));
            groups.push(RowGroup {
                pages: pages.clone(),
                metadata: Arc::clone(&metadata),
                group,
                about,
            });
        }
        if let Some(last) = groups.last_mut() {
            // The footer is read, too.
            last.about.bytes += left;
        }
        Ok(groups)
    }
}

impl Columnar for RowGroups {
    const INTEGERS: Integers = Integers::Every;

    fn schema(&self, file: &Found, wanted: &dyn Wanted) -> io::Result<SchemaRef> {
        let (_, metadata) = self.footer(file)?;
        Ok(arrow(&metadata, wanted).map_err(io::Error::other)?.schema().clone())
    }

    fn schema_of(&self, piece: &RowGroup, wanted: &dyn Wanted) -> io::Result<SchemaRef> {
        Ok(arrow(&piece.metadata, wanted).map_err(io::Error::other)?.schema().clone())
    }

    fn about(&self, piece: &RowGroup) -> About {
        piece.about
    }

    fn check(&self, schema: &SchemaRef, path: &HiveValues) -> Result<(), String> {
        match &self.only {
            Some(only) => filter::check(&filter::settle(&only.0, schema, path)?, schema),
            None => Ok(()),
        }
    }

    fn open(
        &self,
        piece: RowGroup,
        schema: &SchemaRef,
        take: &[usize],
        path: &HiveValues,
    ) -> Result<Batches, Broken> {
        let offset = piece.about.offset;
        let broken = |cause: String| Broken { offset, cause };
        let RowGroup { mut pages, metadata, group, .. } = piece;
        let only = match &self.only {
            Some(only) => Some(filter::settle(&only.0, schema, path).map_err(broken)?),
            None => None,
        };
        if let Some(node) = &only
            && !prune::row_group(node, &metadata, schema, group)
        {
            return Ok(Box::new(std::iter::empty()));
        }
        let descriptor = metadata.file_metadata().schema_descr();
        let mask = ProjectionMask::roots(descriptor, take.iter().copied());
        let options = ArrowReaderOptions::new().with_schema(Arc::clone(schema));
        let loaded = ArrowReaderMetadata::try_new(Arc::clone(&metadata), options);
        let loaded = loaded.map_err(|error| broken(error.to_string()))?;
        let mut filter = None;
        let mut asked = Vec::new();
        if let Some(node) = &only {
            filter::columns(node, &mut asked);
            let asked = asked.iter().filter_map(|name| schema.index_of(name).ok());
            filter = Some(predicate(node.clone(), ProjectionMask::roots(descriptor, asked)));
        }
        let asked = |leaf: usize| {
            let root = descriptor.get_column_root_idx(leaf);
            schema.fields().get(root).is_some_and(|field| asked.contains(field.name()))
        };
        let chunks = metadata.row_groups().get(group).into_iter().flat_map(|g| g.columns());
        let wanted =
            chunks.enumerate().filter(|(leaf, _)| mask.leaf_included(*leaf) || asked(*leaf));
        let parts = wanted.map(|(_, chunk)| chunk.byte_range()).collect();
        pages.fetch(parts).map_err(|error| broken(error.to_string()))?;

        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(pages, loaded)
            .with_batch_size(BATCH)
            .with_row_groups(vec![group])
            .with_projection(mask);
        if let Some(node) = &only
            && let Some(selection) = prune::pages(node, &metadata, schema, group)
        {
            builder = builder.with_row_selection(selection);
        }
        if let Some(filter) = filter {
            builder = builder.with_row_filter(filter);
        }
        let reader = builder.build().map_err(|error| broken(error.to_string()))?;
        Ok(Box::new(Decoding { reader: Some(reader), offset }))
    }
}

fn predicate(node: Node, mask: ProjectionMask) -> RowFilter {
    let test = move |batch: RecordBatch| -> Result<BooleanArray, ArrowError> {
        Ok(BooleanArray::new(filter::evaluate(&node, &batch)?.yes, None))
    };
    RowFilter::new(vec![Box::new(ArrowPredicateFn::new(mask, test))])
}

/// The batches of a row group; nothing after an error.
struct Decoding {
    reader: Option<ParquetRecordBatchReader>,
    offset: u64,
}

impl Iterator for Decoding {
    type Item = Result<Decoded, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.as_mut()?.next()? {
            Ok(batch) => Some(Ok(Decoded { batch, offset: self.offset })),
            Err(error) => {
                self.reader = None;
                Some(Err(Broken { offset: self.offset, cause: error.to_string() }))
            }
        }
    }
}
