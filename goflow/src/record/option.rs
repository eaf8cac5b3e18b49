//! `Option`: a column that may have no value.

use arrow_array::{Array, ArrayRef};
use arrow_schema::Field;

use super::column::Column;
use super::error::ValueError;
use super::list::Lists;
use super::names::Aliases;

impl<A: 'static, T: Column<A>> Column<A> for Option<T> {
    type Builder = T::Builder;
    type Reader = T::Reader;
    type Many = Lists;

    fn field(name: &str) -> Field {
        T::field(name).with_nullable(true)
    }
    fn inside() -> Vec<Aliases> {
        T::inside()
    }
    fn builder(rows: usize) -> T::Builder {
        T::builder(rows)
    }
    #[inline]
    fn check(value: &Self) -> Result<(), ValueError> {
        value.as_ref().map_or(Ok(()), T::check)
    }
    #[inline]
    fn append(builder: &mut T::Builder, value: &Self) {
        match value {
            Some(value) => T::append(builder, value),
            None => T::append_nothing(builder),
        }
    }
    fn append_nothing(builder: &mut T::Builder) {
        T::append_nothing(builder);
    }
    #[inline]
    fn weight(builder: &T::Builder) -> usize {
        T::weight(builder)
    }
    fn finish(builder: &mut T::Builder) -> ArrayRef {
        T::finish(builder)
    }
    fn reader(column: &dyn Array) -> Option<T::Reader> {
        T::reader(column)
    }
    #[inline]
    fn is_nothing(reader: &T::Reader, row: usize) -> bool {
        T::is_nothing(reader, row)
    }
    #[inline]
    fn read(reader: &T::Reader, row: usize) -> Result<Self, ValueError> {
        if T::is_nothing(reader, row) { Ok(None) } else { T::read(reader, row).map(Some) }
    }
}
