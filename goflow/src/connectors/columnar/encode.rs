//! Records and batches on their way into a file: pieces of columns.

use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema, SchemaRef};

use crate::connectors::file::write::{Encoder, Layout, Refused};
use crate::record::{Record, RecordBuilder, schema};

/// Columns of a file, known to its encoder and its packer alike. Those of batches are found out by
/// the first of them.
pub type FileSchema = Arc<OnceLock<SchemaRef>>;

/// The columns of `T` that stand in its files.
pub(crate) fn columns_of<T: Record>(layout: &Layout) -> FileSchema {
    let all = schema::<T>();
    let kept: Vec<_> = all
        .fields()
        .iter()
        .filter(|field| !layout.left_out.contains(field.name()))
        .cloned()
        .collect();
    Arc::new(OnceLock::from(Arc::new(Schema::new(kept))))
}

/// Records into columns.
pub struct RecordEncoder<T: Record> {
    builder: RecordBuilder<T>,
    /// Which columns stand in the file; `None`: all.
    kept: Option<Vec<usize>>,
    /// Bytes of a row beside text, bytes and lists.
    width: usize,
    records: PhantomData<fn(T)>,
}

impl<T: Record> RecordEncoder<T> {
    pub(crate) fn new(layout: &Layout) -> Self {
        let all = schema::<T>();
        let fields = all.fields().iter().enumerate();
        let kept: Vec<usize> = fields
            .filter(|(_, field)| !layout.left_out.contains(field.name()))
            .map(|(at, _)| at)
            .collect();
        let width = all.fields().iter().map(|field| width(field.data_type())).sum();
        Self {
            builder: RecordBuilder::default(),
            kept: (kept.len() < all.fields().len()).then_some(kept),
            width,
            records: PhantomData,
        }
    }
}

fn width(data: &DataType) -> usize {
    match data {
        DataType::Struct(fields) => fields.iter().map(|field| width(field.data_type())).sum(),
        DataType::FixedSizeBinary(bytes) => usize::try_from(*bytes).unwrap_or(0),
        DataType::Boolean => 1,
        data => data.primitive_width().unwrap_or(4),
    }
}

impl<T: Record> Encoder for RecordEncoder<T> {
    type Event = T;
    type Piece = Vec<RecordBatch>;

    #[inline]
    fn encode(&mut self, record: &T) -> Result<(), Refused> {
        self.builder.append(record).map_err(|error| Refused::Event {
            column: Some(error.column().to_string()).filter(|column| !column.is_empty()),
            raw: Vec::new(),
            cause: error.problem().to_string(),
        })
    }

    #[inline]
    fn size(&self) -> usize {
        self.builder.len() * self.width + self.builder.weight()
    }

    fn take(&mut self, used: Option<Vec<RecordBatch>>) -> Vec<RecordBatch> {
        let mut piece = used.unwrap_or_default();
        piece.clear();
        let batch = self.builder.finish();
        let batch = match &self.kept {
            Some(kept) => batch.and_then(|batch| batch.project(kept)),
            None => batch,
        };
        // Columns of one builder are of one length, which is all that could be wrong.
        piece.extend(batch.ok().filter(|batch| batch.num_rows() > 0));
        piece
    }
}

/// Batches as they are.
pub struct BatchEncoder {
    schema: FileSchema,
    left_out: Arc<[String]>,
    piece: Vec<RecordBatch>,
    size: usize,
}

impl BatchEncoder {
    pub(crate) fn new(layout: &Layout, schema: FileSchema) -> Self {
        Self { schema, left_out: layout.left_out.clone(), piece: Vec::new(), size: 0 }
    }

    fn without(&self, batch: &RecordBatch) -> Result<RecordBatch, String> {
        if self.left_out.is_empty() {
            return Ok(batch.clone());
        }
        let schema = batch.schema();
        let fields = schema.fields().iter().enumerate();
        let kept: Vec<usize> = fields
            .filter(|(_, field)| !self.left_out.contains(field.name()))
            .map(|(at, _)| at)
            .collect();
        batch.project(&kept).map_err(|error| error.to_string())
    }
}

impl Encoder for BatchEncoder {
    type Event = RecordBatch;
    type Piece = Vec<RecordBatch>;

    fn encode(&mut self, batch: &RecordBatch) -> Result<(), Refused> {
        let batch = self.without(batch).map_err(|error| Refused::Type(error.into()))?;
        let first = self.schema.get_or_init(|| batch.schema());
        if first.fields() != batch.schema_ref().fields() {
            let names = |schema: &Schema| {
                let fields = schema.fields().iter();
                let fields: Vec<_> =
                    fields.map(|f| format!("`{}` {}", f.name(), f.data_type())).collect();
                fields.join(", ")
            };
            return Err(Refused::Event {
                column: None,
                raw: Vec::new(),
                cause: format!(
                    "a batch with other columns ({}) than the first one ({})",
                    names(batch.schema_ref()),
                    names(first)
                ),
            });
        }
        self.size += batch.get_array_memory_size();
        self.piece.push(batch);
        Ok(())
    }

    fn size(&self) -> usize {
        self.size
    }

    fn rows(batch: &RecordBatch) -> u64 {
        batch.num_rows() as u64
    }

    fn take(&mut self, used: Option<Vec<RecordBatch>>) -> Vec<RecordBatch> {
        self.size = 0;
        let mut next = used.unwrap_or_default();
        next.clear();
        std::mem::replace(&mut self.piece, next)
    }
}
