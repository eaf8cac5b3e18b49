//! Batches on their way into a file.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{Schema, SchemaRef};

use super::storable;
use crate::connectors::columnar::FileSchema;
use crate::connectors::file::write::{Encoder, Layout, Refused};
use crate::error::BoxError;

/// Batches as they are.
pub struct BatchEncoder {
    schema: FileSchema,
    left_out: Arc<[String]>,
    /// The columns of the last batch, and those that the file has of them if they are others.
    stored: Option<(SchemaRef, Option<SchemaRef>)>,
    piece: Vec<RecordBatch>,
    size: usize,
}

impl BatchEncoder {
    pub(crate) fn new(layout: &Layout, schema: FileSchema) -> Self {
        Self { schema, left_out: layout.left_out.clone(), stored: None, piece: Vec::new(), size: 0 }
    }

    /// The batch as the file has it.
    fn stored(&mut self, batch: &RecordBatch) -> Result<RecordBatch, Refused> {
        let batch = self.without(batch).map_err(|error| Refused::Type(error.into()))?;
        if batch.num_columns() == 0 && batch.num_rows() > 0 {
            return Err(Refused::Type(self.no_column().into()));
        }
        let (of, to) = match self.stored.take() {
            Some((of, to)) if Arc::ptr_eq(&of, batch.schema_ref()) => (of, to),
            _ => {
                let to = storable::schema(batch.schema_ref());
                (batch.schema(), to.map_err(|error| Refused::Type(error.into()))?)
            }
        };
        let (_, to) = self.stored.insert((of, to));
        let Some(to) = to else { return Ok(batch) };
        storable::batch(&batch, to).map_err(|(column, error)| Refused::Event {
            column: Some(column).filter(|column| !column.is_empty()),
            raw: Vec::new(),
            cause: error.to_string(),
        })
    }

    /// A file has as many rows as its columns have: without one they would be gone.
    #[cold]
    fn no_column(&self) -> &'static str {
        if self.left_out.is_empty() {
            return "a batch has no column, and without one a Parquet file has no rows";
        }
        "all columns of a batch stand in the names of folders, so none is left; leave one out of \
         `.partition_by`"
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

/// The batch with the columns of the first one. What else is known of them, a comment, a number, that
/// there are no nulls, differs from writer to writer.
fn alike(batch: RecordBatch, first: &SchemaRef) -> Result<RecordBatch, String> {
    let known = batch.schema();
    if first.fields() == known.fields() {
        return Ok(batch);
    }
    let of = |schema: &Schema| -> Vec<String> {
        let fields = schema.fields().iter();
        fields.map(|field| format!("`{}` {}", field.name(), field.data_type())).collect()
    };
    let (found, wanted) = (of(&known), of(first));
    if found != wanted {
        let (found, wanted) = (found.join(", "), wanted.join(", "));
        return Err(format!("a batch with other columns ({found}) than the first one ({wanted})"));
    }
    let (_, columns, rows) = batch.into_parts();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::clone(first), columns, &options)
        .map_err(|error| format!("a batch of other columns than the first one: {error}"))
}

impl Encoder for BatchEncoder {
    type Event = RecordBatch;
    type Piece = Vec<RecordBatch>;

    fn encode(&mut self, batch: &RecordBatch) -> Result<(), Refused> {
        let batch = self.stored(batch)?;
        let first = self.schema.get_or_init(|| batch.schema());
        let batch = alike(batch, first).map_err(|cause| Refused::Event {
            column: None,
            raw: Vec::new(),
            cause,
        })?;
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

    fn take(&mut self, used: Option<Vec<RecordBatch>>) -> Result<Vec<RecordBatch>, BoxError> {
        self.size = 0;
        let mut next = used.unwrap_or_default();
        next.clear();
        Ok(std::mem::replace(&mut self.piece, next))
    }
}
