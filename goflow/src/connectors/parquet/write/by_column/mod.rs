//! Batches in parts, each of rows with the same values in some columns: for folders by these.

mod groups;
mod text;
mod values;

use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use arrow_select::take::{take, take_record_batch};

use self::groups::Groups;
use self::text::text;
use self::values::Values;
use super::packer::BatchFiles;
use crate::connectors::file::FileSink;
use crate::error::BoxError;

impl FileSink<BatchFiles> {
    /// Puts rows into folders `column=value` by the values of a column, as Hive does; called several
    /// times, it makes levels. The column is not repeated inside of the files.
    ///
    /// It may have integers, booleans, texts, dates or timestamps, also in a dictionary; what is null, or
    /// `""`, goes to `__HIVE_DEFAULT_PARTITION__`. [`partition_by`](FileSink::partition_by) has a folder
    /// for a batch as a whole.
    ///
    /// ```
    /// use goflow::prelude::*;
    /// use goflow::parquet;
    ///
    /// let flow = pipeline! {
    ///     let trips = parquet::batches("trips/*.parquet");
    ///     // out/vendor=1/day=2013-11-23/part-….parquet
    ///     let files = parquet::batch_sink("out")
    ///         .partition_by_column("vendor")
    ///         .partition_by_column("day");
    ///     trips -> files;
    /// };
    /// assert_eq!(flow.to_string(), "trips (c 1)\n +--> files (c 1)");
    /// ```
    #[must_use]
    pub fn partition_by_column(mut self, column: impl Into<String>) -> Self {
        let column = column.into();
        self.format.columns.push(column.clone());
        self.partition_by(column.clone(), move |batch| text(named(batch, &column).ok()?))
    }
}

/// The parts, in the order of their first rows; rows keep theirs.
pub(super) fn split(
    batch: RecordBatch,
    columns: &[String],
    parts: &mut Vec<RecordBatch>,
) -> Result<(), BoxError> {
    let mut groups = Groups::of(batch.num_rows());
    for column in columns {
        let array = plain(named(&batch, column)?)?;
        let values = Values::of(&*array).ok_or_else(|| {
            let data = array.data_type();
            format!(
                "the column `{column}` is {data}, of which no folder is named; partition by columns of \
                 integers, booleans, texts, dates and timestamps"
            )
        })?;
        groups.refine(values);
    }
    if groups.count() == 1 {
        parts.push(batch);
        return Ok(());
    }
    for rows in groups.rows() {
        // By itself: a part of what is taken together would hold all of it.
        parts.push(take_record_batch(&batch, &rows)?);
    }
    Ok(())
}

/// A column of a batch.
fn named<'b>(batch: &'b RecordBatch, column: &str) -> Result<&'b ArrayRef, String> {
    batch.column_by_name(column).ok_or_else(|| {
        let schema = batch.schema();
        let names = schema.fields().iter().map(|field| format!("`{}`", field.name()));
        let names = names.collect::<Vec<_>>().join(", ");
        format!("there is no column `{column}` to partition by; a batch has {names}")
    })
}

/// Without a dictionary.
fn plain(array: &ArrayRef) -> Result<ArrayRef, BoxError> {
    use arrow_array::cast::AsArray as _;

    let DataType::Dictionary(..) = array.data_type() else { return Ok(Arc::clone(array)) };
    let dictionary = array.as_any_dictionary();
    Ok(take(dictionary.values(), dictionary.keys(), None)?)
}

#[cfg(test)]
mod tests;
