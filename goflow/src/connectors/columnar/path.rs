//! Values of a file's path as columns of its batches.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};

/// A column that has the same text in all rows: what a folder's name says, or nothing.
#[derive(Debug, Clone)]
pub(crate) struct PathColumn {
    field: Arc<Field>,
    value: Option<String>,
}

impl PathColumn {
    pub(crate) fn new((name, value): &(String, Option<String>)) -> Self {
        let field = Arc::new(Field::new(name, DataType::Utf8, true));
        Self { field, value: value.clone() }
    }

    fn of(&self, rows: usize) -> ArrayRef {
        match &self.value {
            Some(text) => Arc::new(StringArray::from_iter_values(std::iter::repeat_n(text, rows))),
            None => Arc::new(StringArray::new_null(rows)),
        }
    }
}

/// The batch with further columns behind its own.
pub(crate) fn with(batch: RecordBatch, further: &[PathColumn]) -> Result<RecordBatch, ArrowError> {
    if further.is_empty() {
        return Ok(batch);
    }
    let rows = batch.num_rows();
    let schema = batch.schema();
    let fields = schema.fields().iter().chain(further.iter().map(|column| &column.field));
    let fields: Vec<_> = fields.cloned().collect();
    let schema = Schema::new_with_metadata(fields, schema.metadata().clone());
    let columns =
        batch.columns().iter().cloned().chain(further.iter().map(|column| column.of(rows)));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(schema), columns.collect(), &options)
}
