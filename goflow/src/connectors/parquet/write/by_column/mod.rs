//! Batches in parts, each of rows with the same values in some columns: for folders by these.

mod groups;
mod text;
mod values;

use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_select::take::take_record_batch;

use self::groups::Groups;
use self::text::text;
use self::values::{Values, plain};
use crate::error::BoxError;

/// What the folder of a batch is called by the first value of a column; `None`: it has none.
pub(in super::super) fn folder(batch: &RecordBatch, column: &str) -> Option<String> {
    text(named(batch, column).ok()?).ok()?
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
    let before = parts.len();
    match groups.count() {
        1 => parts.push(batch),
        // By itself: a part of what is taken together would hold all of it.
        _ => {
            for rows in groups.rows() {
                parts.push(take_record_batch(&batch, &rows)?);
            }
        }
    }
    // What has no name would be without its value, which only stands there.
    for part in parts.get(before..).unwrap_or_default() {
        for column in columns {
            text(named(part, column)?)
                .map_err(|error| format!("the column `{column}`: {error}"))?;
        }
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

#[cfg(test)]
mod tests;
