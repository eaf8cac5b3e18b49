//! Records on their way into a file: pieces of columns.

use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema, SchemaRef};

use crate::connectors::file::write::{Encoder, Layout, Refused};
use crate::error::BoxError;
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
            // Columns grow as they are filled: there may be many, of many partitions.
            builder: RecordBuilder::new(4),
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

    /// Seen: 5 to 6 KB for 12 columns.
    fn footprint(&self) -> usize {
        self.builder.columns() << 9
    }

    #[inline]
    fn size(&self) -> usize {
        self.builder.len() * self.width + self.builder.weight()
    }

    fn take(&mut self, used: Option<Vec<RecordBatch>>) -> Result<Vec<RecordBatch>, BoxError> {
        let mut piece = used.unwrap_or_default();
        piece.clear();
        let batch = self.builder.finish()?;
        let batch = match &self.kept {
            Some(kept) => batch.project(kept)?,
            None => batch,
        };
        piece.extend(Some(batch).filter(|batch| batch.num_rows() > 0));
        Ok(piece)
    }
}
