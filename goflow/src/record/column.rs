//! `Column`: a type that a column can hold.

use arrow_array::{Array, ArrayRef};
use arrow_schema::Field;

use super::error::ValueError;
use super::names::Aliases;

/// A type that can stand in a record: its Arrow type, how its column is built, and the way back.
///
/// It is implemented for all types that records may have; there is nothing to write. `A` is what
/// the field's attribute says: [`Plain`] without one, a unit of time, or the digits of a decimal.
///
/// ```
/// use goflow::record::{Column, Plain, Scaled};
///
/// fn is_column<T: Column<A>, A>() {}
/// is_column::<Vec<Option<i64>>, Plain>();
/// is_column::<rust_decimal::Decimal, Scaled<12, 2>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "no column of a record can hold `{Self}`",
    label = "no column can hold this",
    note = "columns hold integers up to 64 bits, `f32`, `f64`, `bool`, `String`, `Vec<u8>`, `chrono`'s dates and times (of zones, `DateTime<Utc>`), `Uuid`, types with `#[derive(Record)]`, and `Option`s, `Vec`s and maps with `String` keys of these; a `Decimal` needs its digits: `#[record(decimal(12, 2))]`"
)]
pub trait Column<A = Plain>: Sized + Send + 'static {
    /// A column that is being built.
    #[doc(hidden)]
    type Builder: Send + 'static;
    /// A column that is being read.
    #[doc(hidden)]
    type Reader: Send + 'static;
    /// How a `Vec` of it is held.
    #[doc(hidden)]
    type Many: Many<Self, A>;

    /// The column's name, type and whether it may be nothing.
    fn field(name: &str) -> Field;
    /// Further names of the fields of the record that it holds, or holds several of, in their order.
    #[doc(hidden)]
    fn inside() -> Vec<Aliases> {
        Vec::new()
    }

    /// An empty column with room for `rows`.
    #[doc(hidden)]
    fn builder(rows: usize) -> Self::Builder;
    /// Can the column hold this value? What cannot is never appended.
    #[doc(hidden)]
    #[inline]
    fn check(value: &Self) -> Result<(), ValueError> {
        let _ = value;
        Ok(())
    }
    /// Adds a value.
    #[doc(hidden)]
    fn append(builder: &mut Self::Builder, value: &Self);
    /// Adds a row without a value.
    #[doc(hidden)]
    fn append_nothing(builder: &mut Self::Builder);
    /// Bytes that rows have beside those that each row has.
    #[doc(hidden)]
    #[inline]
    fn weight(builder: &Self::Builder) -> usize {
        let _ = builder;
        0
    }
    /// The column, and an empty one in its place.
    #[doc(hidden)]
    fn finish(builder: &mut Self::Builder) -> ArrayRef;

    /// A column of a batch, its type settled; `None` if it is of another type.
    #[doc(hidden)]
    fn reader(column: &dyn Array) -> Option<Self::Reader>;
    /// Is there no value in this row?
    #[doc(hidden)]
    fn is_nothing(reader: &Self::Reader, row: usize) -> bool;
    /// The value of a row.
    #[doc(hidden)]
    fn read(reader: &Self::Reader, row: usize) -> Result<Self, ValueError>;
}

/// How a `Vec` of `T` is held: a list, or bytes.
#[doc(hidden)]
pub trait Many<T, A>: 'static {
    /// As in [`Column`].
    type Builder: Send + 'static;
    /// As in [`Column`].
    type Reader: Send + 'static;

    /// As in [`Column`].
    fn field(name: &str) -> Field;
    /// As in [`Column`].
    fn inside() -> Vec<Aliases> {
        Vec::new()
    }
    /// As in [`Column`].
    fn builder(rows: usize) -> Self::Builder;
    /// As in [`Column`].
    fn check(values: &[T]) -> Result<(), ValueError>;
    /// As in [`Column`].
    fn append(builder: &mut Self::Builder, values: &[T]);
    /// As in [`Column`].
    fn append_nothing(builder: &mut Self::Builder);
    /// As in [`Column`].
    fn weight(builder: &Self::Builder) -> usize;
    /// As in [`Column`].
    fn finish(builder: &mut Self::Builder) -> ArrayRef;
    /// As in [`Column`].
    fn reader(column: &dyn Array) -> Option<Self::Reader>;
    /// As in [`Column`].
    fn is_nothing(reader: &Self::Reader, row: usize) -> bool;
    /// As in [`Column`].
    fn read(reader: &Self::Reader, row: usize) -> Result<Vec<T>, ValueError>;
}

/// A field without an attribute: times are in µs.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// `#[record(unit = "ms")]`
#[derive(Debug, Clone, Copy)]
pub struct Ms;

/// `#[record(unit = "us")]`
#[derive(Debug, Clone, Copy)]
pub struct Us;

/// `#[record(unit = "ns")]`
#[derive(Debug, Clone, Copy)]
pub struct Ns;

/// `#[record(decimal(DIGITS, BEHIND))]`: so many digits in all, so many of them behind the point.
#[derive(Debug, Clone, Copy)]
pub struct Scaled<const DIGITS: u8, const BEHIND: u8>;

/// The array behind a column, as the type it is known to have.
pub(super) fn downcast<T: Array + Clone + 'static>(column: &dyn Array) -> Option<T> {
    column.as_any().downcast_ref::<T>().cloned()
}

/// Is row `row` of an array with these nulls nothing?
#[inline]
pub(super) fn is_null(nulls: Option<&arrow_buffer::NullBuffer>, row: usize) -> bool {
    nulls.is_some_and(|nulls| row < nulls.len() && nulls.is_null(row))
}
