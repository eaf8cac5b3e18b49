//! Parquet files as sinks write them.

use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use parquet::basic::{self, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::batches::BatchEncoder;
use super::by_column;
use super::model::{Model, SharedModel};
use super::row_group::RowGroups;
use crate::connectors::columnar::{FileSchema, RecordEncoder, columns_of};
use crate::connectors::file::Compression;
use crate::connectors::file::write::{Format, Layout, Out, Packer, Spilled, Writes};
use crate::error::BoxError;
use crate::node::Event;
use crate::record::{Record, SYMBOLS};

/// A page has about so many rows at most where files are many. With the crate's own 20,000 an encoder is half a
/// megabyte larger, and files of flights are no shorter.
const PAGE_OF_MANY: usize = 8192;

/// Records in Parquet files.
pub struct RecordFiles<T> {
    records: PhantomData<fn(T)>,
    model: SharedModel,
}

impl<T> RecordFiles<T> {
    pub(crate) fn new() -> Self {
        Self { records: PhantomData, model: SharedModel::default() }
    }
}

/// What gathers rows for row groups.
pub trait InRowGroups: Writes {}

impl<T: Event> InRowGroups for RecordFiles<T> {}

impl InRowGroups for BatchFiles {}

/// For another run.
impl<T> Clone for RecordFiles<T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

/// Batches in Parquet files.
#[derive(Default)]
pub struct BatchFiles {
    schema: FileSchema,
    model: SharedModel,
    /// Rows of a batch go to folders by the values of these columns.
    columns: Vec<String>,
}

impl BatchFiles {
    /// Rows of a batch go to folders by the values of one more column.
    pub(in super::super) fn split_by(&mut self, column: String) {
        self.columns.push(column);
    }
}

/// For another run.
impl Clone for BatchFiles {
    fn clone(&self) -> Self {
        Self { columns: self.columns.clone(), ..Self::default() }
    }
}

impl<T: Event> Writes for RecordFiles<T> {
    type Event = T;
}

impl<T: Record> Format for RecordFiles<T> {
    type Encoder = RecordEncoder<T>;
    type Packer = ParquetPacker;

    const NAME: &'static str = "Parquet";
    const ENDINGS: &'static [&'static str] = &["parquet"];
    const TEXT: bool = false;
    const CONTINUES: bool = false;

    fn check(&self, layout: &Layout) -> Result<(), BoxError> {
        let schema = columns_of::<T>(layout);
        let columns = schema.get().map_or(0, |schema| schema.fields().len());
        if columns == 0 {
            let problem = "all its fields stand in the names of folders, so no column is left";
            return Err(format!("{problem}; leave one out of `.partition_by`").into());
        }
        codec(layout).map(|_| ())
    }

    fn encoder(&self, layout: &Layout) -> Result<RecordEncoder<T>, BoxError> {
        Ok(RecordEncoder::new(layout))
    }

    fn packer(&self, layout: &Layout) -> Result<ParquetPacker, BoxError> {
        ParquetPacker::new(columns_of::<T>(layout), &self.model, layout, false)
    }
}

impl Writes for BatchFiles {
    type Event = RecordBatch;
}

impl Format for BatchFiles {
    type Encoder = BatchEncoder;
    type Packer = ParquetPacker;

    const NAME: &'static str = "Parquet";
    const ENDINGS: &'static [&'static str] = &["parquet"];
    const TEXT: bool = false;
    const CONTINUES: bool = false;

    fn check(&self, layout: &Layout) -> Result<(), BoxError> {
        codec(layout).map(|_| ())
    }

    fn splits(&self) -> bool {
        !self.columns.is_empty()
    }

    fn split(&self, batch: RecordBatch, parts: &mut Vec<RecordBatch>) -> Result<(), BoxError> {
        by_column::split(batch, &self.columns, parts)
    }

    fn may_be_empty(&self) -> bool {
        self.schema.get().is_some()
    }

    fn encoder(&self, layout: &Layout) -> Result<BatchEncoder, BoxError> {
        Ok(BatchEncoder::new(layout, self.schema.clone()))
    }

    fn packer(&self, layout: &Layout) -> Result<ParquetPacker, BoxError> {
        ParquetPacker::new(self.schema.clone(), &self.model, layout, true)
    }
}

fn codec(layout: &Layout) -> Result<basic::Compression, BoxError> {
    layout.compression.map_or(Ok(()), Compression::check_level)?;
    Ok(match layout.compression {
        None => basic::Compression::ZSTD(ZstdLevel::try_new(3)?),
        Some(Compression::None) => basic::Compression::UNCOMPRESSED,
        Some(Compression::Zstd(level)) => basic::Compression::ZSTD(ZstdLevel::try_new(level)?),
        Some(Compression::Gzip) => basic::Compression::GZIP(GzipLevel::default()),
        Some(Compression::Snappy) => basic::Compression::SNAPPY,
        Some(Compression::Lz4) => basic::Compression::LZ4_RAW,
        Some(other) => {
            let problem = "is no codec of Parquet; use zstd, snappy, gzip, lz4 or none";
            return Err(format!("{other} {problem}").into());
        }
    })
}

/// Makes a file of batches: row groups and a footer.
pub struct ParquetPacker {
    schema: FileSchema,
    model: SharedModel,
    codec: basic::Compression,
    /// Keeps the Arrow schema beside the file's own.
    arrow: bool,
    /// No other file is open meanwhile.
    alone: bool,
    spill: Option<Arc<Path>>,
    writer: Option<RowGroups>,
}

impl ParquetPacker {
    fn new(
        schema: FileSchema,
        model: &SharedModel,
        layout: &Layout,
        arrow: bool,
    ) -> Result<Self, BoxError> {
        let (model, codec) = (Arc::clone(model), codec(layout)?);
        let (alone, spill) = (layout.alone, layout.spill.clone());
        Ok(Self { schema, model, codec, arrow, alone, spill, writer: None })
    }

    /// The writer; it is made when the columns are known.
    fn writer(&mut self) -> Result<&mut RowGroups, BoxError> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => RowGroups::new(self.model()?, self.alone),
        };
        Ok(self.writer.insert(writer))
    }

    fn model(&self) -> Result<Arc<Model>, BoxError> {
        if let Some(model) = self.model.get() {
            return Ok(Arc::clone(model));
        }
        let schema = self.schema.get().ok_or("the columns are not known before the first batch")?;
        let properties = WriterProperties::builder()
            .set_compression(self.codec)
            .set_created_by(concat!("goflow ", env!("CARGO_PKG_VERSION")).to_string());
        let properties = match self.alone {
            true => properties,
            false => properties.set_data_page_row_count_limit(PAGE_OF_MANY),
        };
        let properties = properties.build();
        let model =
            Arc::new(Model::new(plain(schema), properties, self.arrow, self.spill.clone())?);
        Ok(Arc::clone(self.model.get_or_init(|| model)))
    }
}

/// The columns without what is noted for Avro.
fn plain(schema: &SchemaRef) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| {
        let mut field = field.as_ref().clone();
        field.metadata_mut().remove(SYMBOLS);
        field
    });
    Arc::new(Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone()))
}

impl Packer for ParquetPacker {
    type Piece = Vec<RecordBatch>;

    fn begin(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        // Columns that are not known yet come with the first piece, and the file may have time.
        if self.alone && self.schema.get().is_some() { self.writer()?.begin(out) } else { Ok(()) }
    }

    fn pack(&mut self, piece: &mut Vec<RecordBatch>, out: &mut Out<'_>) -> Result<(), BoxError> {
        let writer = self.writer()?;
        for batch in piece.drain(..) {
            writer.add(batch, out)?;
        }
        writer.drain(out)
    }

    fn held(&self) -> u64 {
        self.writer.as_ref().map_or(0, RowGroups::held)
    }

    fn gathered(&self) -> usize {
        self.writer.as_ref().map_or(0, RowGroups::gathered)
    }

    fn columns(&self) -> usize {
        self.schema.get().map_or(1, |schema| schema.fields().len())
    }

    fn waits(&self) -> bool {
        !self.alone
    }

    fn spill(&mut self) -> Result<Spilled, BoxError> {
        Ok(self.writer()?.spill()?)
    }

    fn let_go(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        let writer = self.writer()?;
        writer.end(out)?;
        writer.drain(out)
    }

    fn finish(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.writer()?.finish(out)
    }
}
