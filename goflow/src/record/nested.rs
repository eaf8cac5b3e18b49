//! `Record`, and a record as a column of another one.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::{NullBuffer, NullBufferBuilder};
use arrow_schema::{DataType, Field, Fields};

use super::column::{downcast, is_null};
use super::error::ValueError;
use super::names::Aliases;

/// A struct with columns. `#[derive(Record)]` implements it.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::record::schema;
///
/// fn names<T: Record>() -> Vec<String> {
///     schema::<T>().fields().iter().map(|field| field.name().clone()).collect()
/// }
///
/// #[derive(Record)]
/// struct Flight { year: i32, carrier: String }
/// assert_eq!(names::<Flight>(), ["year", "carrier"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no record",
    label = "this has no columns",
    note = "a record is a struct with `#[derive(Record)]`"
)]
pub trait Record: Sized + Send + 'static {
    /// Its columns while they are built.
    #[doc(hidden)]
    type Columns: Send + 'static;
    /// Its columns while they are read.
    #[doc(hidden)]
    type Readers: Send + 'static;

    /// Its columns' names and types.
    fn fields() -> Vec<Field>;
    /// Their further names, under which they are read, in the same order.
    #[doc(hidden)]
    fn aliases() -> Vec<Aliases> {
        Vec::new()
    }
    /// Empty columns.
    #[doc(hidden)]
    fn empty_columns(rows: usize) -> Self::Columns;
    /// As in [`Column`](super::Column).
    #[doc(hidden)]
    fn check_all(record: &Self) -> Result<(), ValueError>;
    /// As in [`Column`](super::Column).
    #[doc(hidden)]
    fn append_all(columns: &mut Self::Columns, record: &Self);
    /// As in [`Column`](super::Column).
    #[doc(hidden)]
    fn append_none(columns: &mut Self::Columns);
    /// As in [`Column`](super::Column).
    #[doc(hidden)]
    fn weight_of(columns: &Self::Columns) -> usize;
    /// As in [`Column`](super::Column).
    #[doc(hidden)]
    fn finish_all(columns: &mut Self::Columns) -> Vec<ArrayRef>;
    /// Readers of columns that stand in the order of the fields.
    #[doc(hidden)]
    fn readers(columns: &[ArrayRef]) -> Option<Self::Readers>;
    /// As in [`Column`](super::Column).
    #[doc(hidden)]
    fn read_all(readers: &Self::Readers, row: usize) -> Result<Self, ValueError>;
}

/// The column of a nested record while it is built.
#[doc(hidden)]
pub struct Nested<R: Record> {
    columns: R::Columns,
    nulls: NullBufferBuilder,
}

impl<R: Record> Nested<R> {
    /// What [`Column::field`](super::Column::field) gives.
    #[must_use]
    pub fn field(name: &str) -> Field {
        Field::new(name, DataType::Struct(Fields::from(R::fields())), false)
    }

    /// An empty column.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { columns: R::empty_columns(rows), nulls: NullBufferBuilder::new(rows) }
    }

    /// Adds a record.
    #[inline]
    pub fn append(&mut self, record: &R) {
        R::append_all(&mut self.columns, record);
        self.nulls.append_non_null();
    }

    /// Adds none.
    pub fn append_nothing(&mut self) {
        R::append_none(&mut self.columns);
        self.nulls.append_null();
    }

    /// What [`Column::weight`](super::Column::weight) gives.
    #[inline]
    #[must_use]
    pub fn weight(&self) -> usize {
        R::weight_of(&self.columns)
    }

    /// The column.
    pub fn finish(&mut self) -> ArrayRef {
        let columns = R::finish_all(&mut self.columns);
        Arc::new(StructArray::new(Fields::from(R::fields()), columns, self.nulls.finish()))
    }
}

/// The column of a nested record while it is read.
#[doc(hidden)]
pub struct NestedReader<R: Record> {
    readers: R::Readers,
    nulls: Option<NullBuffer>,
}

impl<R: Record> NestedReader<R> {
    /// What [`Column::reader`](super::Column::reader) gives.
    #[must_use]
    pub fn new(column: &dyn Array) -> Option<Self> {
        let column = downcast::<StructArray>(column)?;
        Some(Self { readers: R::readers(column.columns())?, nulls: column.nulls().cloned() })
    }

    /// What [`Column::is_nothing`](super::Column::is_nothing) gives.
    #[inline]
    #[must_use]
    pub fn is_nothing(&self, row: usize) -> bool {
        is_null(self.nulls.as_ref(), row)
    }

    /// What [`Column::read`](super::Column::read) gives.
    #[inline]
    pub fn read(&self, row: usize) -> Result<R, ValueError> {
        if self.is_nothing(row) {
            return Err(ValueError::nothing());
        }
        R::read_all(&self.readers, row)
    }
}
