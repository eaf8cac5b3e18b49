//! How a Parquet file is cut and decoded.

use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::blob::Pages;
use super::filter;
use super::groups::{Decoding, File, begin};
use super::only::{Node, Only};
use super::page;
use super::schema::arrow;
use crate::connectors::columnar::{About, Batches, Broken, Columnar, Projection, Turn, Wanted};
use crate::connectors::file::{
    Blob, Compression, Cut, FileOptions, Found, HiveValues, packed, spans, unpacked,
};
use crate::record::Integers;

/// What a file begins with, and ends in.
pub(super) const MAGIC: &[u8] = b"PAR1";
/// A file that is compressed as a whole may have so many bytes.
const HELD: u64 = 256 << 20;

/// Files in row groups.
#[derive(Debug, Clone)]
pub struct RowGroups {
    /// What the source was told of files.
    options: FileOptions,
    only: Option<Only>,
}

/// Row groups that stand one after the other.
pub struct Gathered {
    pages: Pages,
    metadata: Arc<ParquetMetaData>,
    groups: Range<usize>,
    about: About,
    /// If its turn to be fetched came before it is decoded.
    begun: Option<Decoding>,
}

impl RowGroups {
    /// Opens a file and reads its footer; blocks.
    fn footer(&self, file: &Found) -> io::Result<(Pages, Arc<ParquetMetaData>)> {
        let blob = match packed(file, &self.options, MAGIC)? {
            Compression::None => Blob::open(file)?,
            compression => unpacked(file, compression, HELD)?,
        };
        let most = self.options.max_record.map_or(page::MOST, |bytes| bytes as u64);
        let mut pages = Pages::new(blob, most);
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
        pages.forget();
        pages.expect(&metadata);
        Ok((pages, Arc::new(metadata)))
    }

    /// The condition as it is for one file.
    fn only(
        &self,
        schema: &Schema,
        path: &HiveValues,
        wanted: &dyn Wanted,
    ) -> Result<Option<Node>, String> {
        let Some(Only(only)) = &self.only else { return Ok(None) };
        let has = |name: &str| {
            schema.column_with_name(name).is_some() || path.iter().any(|(key, _)| key == name)
        };
        let called = only.renamed(&|name| match has(name) {
            true => None,
            false => wanted.names(name).into_iter().find(|other| has(other)),
        });
        filter::settle(&called, schema, path).map(Some)
    }

    fn decoding(&self, piece: &Gathered, columns: &Projection<'_>) -> Result<Decoding, Broken> {
        let Projection { schema, take, path, wanted } = *columns;
        let only = self.only(schema, path, wanted);
        let only = only.map_err(|cause| Broken::rest(piece.about.offset, cause))?;
        let (pages, metadata) = (piece.pages.clone(), Arc::clone(&piece.metadata));
        let file = File { pages, metadata, schema: Arc::clone(schema), take: take.to_vec(), only };
        Ok(Decoding::new(file, piece.groups.clone()))
    }
}

impl Cut for RowGroups {
    type Piece = Gathered;

    async fn cut(&self, file: &Arc<Found>, kept: &[Range<u64>]) -> io::Result<Vec<Gathered>> {
        let (found, this) = (file.clone(), self.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let reading = catch_unwind(AssertUnwindSafe(|| this.footer(&found)));
            reading.unwrap_or_else(|_| Err(io::Error::other("its footer makes no sense")))
        });
        let (pages, metadata) = reading.await??;
        // Unless told otherwise, each is a piece: then most workers have something to do.
        let most = self.options.split_size.unwrap_or(0);
        let mut left = file.bytes();
        let mut before = 0_u64;
        let mut pieces: Vec<Gathered> = Vec::new();
        for (span, kept) in spans(metadata.num_row_groups() as u64, kept)? {
            let most = if kept { u64::MAX } else { most };
            let first = pieces.len();
            for number in span.filter_map(|number| usize::try_from(number).ok()) {
                let group = metadata.row_group(number);
                let size = group.columns().iter().fold(0_u64, |sum, column| {
                    sum.saturating_add(u64::try_from(column.compressed_size()).unwrap_or(0))
                });
                let bytes = size.min(left);
                left -= bytes;
                match pieces.get_mut(first..).and_then(<[_]>::last_mut) {
                    Some(last) if last.about.bytes.saturating_add(bytes) <= most => {
                        last.groups.end = number + 1;
                        last.about.bytes += bytes;
                    }
                    _ => pieces.push(Gathered {
                        pages: pages.clone(),
                        metadata: Arc::clone(&metadata),
                        groups: number..number + 1,
                        about: About { before, bytes, offset: begin(group) },
                        begun: None,
                    }),
                }
                before = before.saturating_add(u64::try_from(group.num_rows()).unwrap_or(0));
            }
        }
        if let Some(last) = pieces.last_mut() {
            // The footer is read, too.
            last.about.bytes += left;
        }
        Ok(pieces)
    }

    /// Row groups.
    fn part(&self, piece: &Gathered) -> Range<u64> {
        piece.groups.start as u64..piece.groups.end as u64
    }
}

impl Columnar for RowGroups {
    type Settings = Option<Only>;

    const INTEGERS: Integers = Integers::Every;

    fn new(options: &FileOptions, only: &Option<Only>, _workers: usize) -> Self {
        Self { options: options.clone(), only: only.clone() }
    }

    fn schema(&self, file: &Found, wanted: &dyn Wanted) -> io::Result<SchemaRef> {
        let (_, metadata) = self.footer(file)?;
        Ok(arrow(&metadata, wanted).map_err(io::Error::other)?.schema().clone())
    }

    fn schema_of(&self, piece: &Gathered, wanted: &dyn Wanted) -> io::Result<SchemaRef> {
        Ok(arrow(&piece.metadata, wanted).map_err(io::Error::other)?.schema().clone())
    }

    fn about(&self, piece: &Gathered) -> About {
        piece.about
    }

    fn check(
        &self,
        schema: &SchemaRef,
        path: &HiveValues,
        wanted: &dyn Wanted,
    ) -> Result<(), String> {
        match self.only(schema, path, wanted)? {
            Some(only) => filter::check(&only, schema),
            None => Ok(()),
        }
    }

    fn begin(&self, piece: &mut Gathered, columns: &Projection<'_>, turn: Turn) {
        let decoding = self.decoding(piece, columns);
        piece.begun = decoding.ok().map(|decoding| decoding.ahead(turn));
    }

    fn open(&self, mut piece: Gathered, columns: &Projection<'_>) -> Result<Batches, Broken> {
        let begun = piece.begun.take();
        let decoding = begun.map_or_else(|| self.decoding(&piece, columns), Ok)?;
        Ok(Box::new(decoding))
    }
}
