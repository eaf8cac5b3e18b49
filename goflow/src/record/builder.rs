//! `RecordBuilder`: batches from records.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, SchemaRef};

use super::error::ValueError;
use super::nested::Record;
use super::rows::schema;

/// A batch is full at this many bytes of text, bytes and lists: offsets have 31 bits.
const HEAVY: usize = 256 << 20;

/// Builds [`RecordBatch`]es from records: each field goes straight into the builder of its column.
///
/// The [module's documentation](super) has an example.
pub struct RecordBuilder<T: Record> {
    columns: T::Columns,
    schema: SchemaRef,
    rows: usize,
    capacity: usize,
}

impl<T: Record> RecordBuilder<T> {
    /// A builder with room for `rows`.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { columns: T::empty_columns(rows), schema: schema::<T>(), rows: 0, capacity: rows }
    }

    /// Adds a record; one that its columns cannot hold is an error, and changes nothing.
    ///
    /// # Errors
    /// A decimal with too many digits, a time too far away for nanoseconds, a text beyond 1 GiB.
    #[inline]
    pub fn append(&mut self, record: &T) -> Result<(), ValueError> {
        T::check_all(record)?;
        T::append_all(&mut self.columns, record);
        self.rows += 1;
        Ok(())
    }

    /// How many records were added since the last batch.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// True before the first record of a batch.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// True when the batch has as many rows as [`new`](Self::new) was told, or is so heavy that it
    /// should be finished now.
    #[inline]
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.rows >= self.capacity || T::weight_of(&self.columns) >= HEAVY
    }

    /// How many columns there are.
    pub(crate) fn columns(&self) -> usize {
        self.schema.fields().len()
    }

    /// About how many bytes of text, bytes and lists there are.
    #[inline]
    pub(crate) fn weight(&self) -> usize {
        T::weight_of(&self.columns)
    }

    /// The records so far as a batch; the builder is empty then.
    ///
    /// # Errors
    /// None that is known: Arrow checks that all columns are of one length.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns: Vec<ArrayRef> = T::finish_all(&mut self.columns);
        let options =
            RecordBatchOptions::new().with_row_count(Some(std::mem::take(&mut self.rows)));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
    }
}

impl<T: Record> Default for RecordBuilder<T> {
    fn default() -> Self {
        Self::new(8192)
    }
}
