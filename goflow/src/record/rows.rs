//! Records from batches.

use std::iter::FusedIterator;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Fields, Schema, SchemaRef};

use super::compare::Integers;
use super::error::{SchemaError, ValueError};
use super::fit::Fit;
use super::names::path_in;
use super::nested::Record;

/// The columns of `T`.
///
/// ```
/// use goflow::prelude::*;
///
/// #[derive(Record)]
/// #[record(rename_all = "camelCase")]
/// struct Flight { dep_delay: Option<i32> }
/// let schema = goflow::record::schema::<Flight>();
/// assert_eq!((schema.field(0).name().as_str(), schema.field(0).is_nullable()), ("depDelay", true));
/// ```
#[must_use]
pub fn schema<T: Record>() -> SchemaRef {
    Arc::new(Schema::new(T::fields()))
}

/// The rows of `batch` as records: columns are found by name once, then read row by row.
///
/// Columns that `T` lacks are skipped; one that the batch lacks is `None` for an `Option`. A column may
/// have the field's name or one of its aliases.
///
/// # Errors
/// All columns that `T` cannot take, in one message.
pub fn rows<T: Record>(batch: &RecordBatch) -> Result<Rows<T>, SchemaError> {
    Fit::new::<T>(&batch.schema(), &[], Integers::Every)?.rows(batch)
}

/// Iterator over the records of a batch: made by [`rows`].
pub struct Rows<T: Record> {
    pub(super) readers: Option<T::Readers>,
    pub(super) row: usize,
    pub(super) rows: usize,
    /// What the batch calls the columns, where that is not what the record does.
    pub(super) renamed: Option<Fields>,
}

impl<T: Record> Iterator for Rows<T> {
    type Item = Result<T, ValueError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let readers = self.readers.as_ref().filter(|_| self.row < self.rows)?;
        let row = self.row;
        self.row += 1;
        let told = |error: ValueError| match &self.renamed {
            Some(file) => error.called(|path| path_in(path, &T::fields().into(), file)),
            None => error,
        };
        Some(T::read_all(readers, row).map_err(told))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.rows.saturating_sub(self.row);
        (left, Some(left))
    }
}

impl<T: Record> ExactSizeIterator for Rows<T> {}
impl<T: Record> FusedIterator for Rows<T> {}
