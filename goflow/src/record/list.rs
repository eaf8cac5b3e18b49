//! `Vec`: a list, or bytes.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};

use super::column::{Column, Many, downcast, is_null};
use super::error::ValueError;
use super::names::Aliases;

/// The name that Parquet gives a list's element.
pub(super) const ELEMENT: &str = "element";
/// The longest list: offsets have 31 bits, and a batch may hold some more.
const LONGEST: usize = 1 << 28;

impl<A: 'static, T: Column<A>> Column<A> for Vec<T> {
    type Builder = <T::Many as Many<T, A>>::Builder;
    type Reader = <T::Many as Many<T, A>>::Reader;
    type Many = Lists;

    fn field(name: &str) -> Field {
        T::Many::field(name)
    }
    fn inside() -> Vec<Aliases> {
        T::Many::inside()
    }
    fn builder(rows: usize) -> Self::Builder {
        T::Many::builder(rows)
    }
    #[inline]
    fn check(value: &Self) -> Result<(), ValueError> {
        T::Many::check(value)
    }
    #[inline]
    fn append(builder: &mut Self::Builder, value: &Self) {
        T::Many::append(builder, value);
    }
    fn append_nothing(builder: &mut Self::Builder) {
        T::Many::append_nothing(builder);
    }
    #[inline]
    fn weight(builder: &Self::Builder) -> usize {
        T::Many::weight(builder)
    }
    fn finish(builder: &mut Self::Builder) -> ArrayRef {
        T::Many::finish(builder)
    }
    fn reader(column: &dyn Array) -> Option<Self::Reader> {
        T::Many::reader(column)
    }
    #[inline]
    fn is_nothing(reader: &Self::Reader, row: usize) -> bool {
        T::Many::is_nothing(reader, row)
    }
    #[inline]
    fn read(reader: &Self::Reader, row: usize) -> Result<Self, ValueError> {
        T::Many::read(reader, row)
    }
}

/// A `Vec` as a list.
#[derive(Debug, Clone, Copy)]
pub struct Lists;

/// Where each list ends, and which there are.
pub struct Spans {
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
    end: i32,
}

impl Spans {
    pub(super) fn new(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, nulls: NullBufferBuilder::new(rows), end: 0 }
    }

    #[inline]
    pub(super) fn push(&mut self, length: usize) {
        // `check` and the weight of a batch keep the sum below.
        self.end = self.end.saturating_add(i32::try_from(length).unwrap_or(i32::MAX));
        self.offsets.push(self.end);
        self.nulls.append_non_null();
    }

    pub(super) fn push_nothing(&mut self) {
        self.offsets.push(self.end);
        self.nulls.append_null();
    }

    #[inline]
    pub(super) fn weight(&self) -> usize {
        usize::try_from(self.end).unwrap_or(usize::MAX).saturating_mul(8)
    }

    pub(super) fn finish(&mut self) -> (OffsetBuffer<i32>, Option<arrow_buffer::NullBuffer>) {
        let rows = self.offsets.len();
        let nulls = self.nulls.finish();
        let mut whole = std::mem::replace(self, Self::new(rows));
        let offsets = std::mem::take(&mut whole.offsets);
        (OffsetBuffer::new(ScalarBuffer::from(offsets)), nulls)
    }
}

/// Can a list have so many elements?
pub(super) fn check_length(length: usize) -> Result<(), ValueError> {
    if length > LONGEST {
        return Err(ValueError::new(format!("it has {length} elements, and may have {LONGEST}")));
    }
    Ok(())
}

impl<A: 'static, T: Column<A>> Many<T, A> for Lists {
    type Builder = (T::Builder, Spans);
    type Reader = (T::Reader, ListArray);

    fn field(name: &str) -> Field {
        Field::new(name, DataType::List(Arc::new(T::field(ELEMENT))), false)
    }
    fn inside() -> Vec<Aliases> {
        T::inside()
    }
    fn builder(rows: usize) -> Self::Builder {
        (T::builder(rows), Spans::new(rows))
    }
    fn check(values: &[T]) -> Result<(), ValueError> {
        check_length(values.len())?;
        values.iter().try_for_each(T::check)
    }
    #[inline]
    fn append((elements, spans): &mut Self::Builder, values: &[T]) {
        for value in values {
            T::append(elements, value);
        }
        spans.push(values.len());
    }
    fn append_nothing((_, spans): &mut Self::Builder) {
        spans.push_nothing();
    }
    #[inline]
    fn weight((elements, spans): &Self::Builder) -> usize {
        spans.weight().saturating_add(T::weight(elements))
    }
    fn finish((elements, spans): &mut Self::Builder) -> ArrayRef {
        let (offsets, nulls) = spans.finish();
        let elements = T::finish(elements);
        Arc::new(ListArray::new(Arc::new(T::field(ELEMENT)), offsets, elements, nulls))
    }
    fn reader(column: &dyn Array) -> Option<Self::Reader> {
        let lists = downcast::<ListArray>(column)?;
        Some((T::reader(lists.values())?, lists))
    }
    #[inline]
    fn is_nothing((_, lists): &Self::Reader, row: usize) -> bool {
        is_null(lists.nulls(), row)
    }
    fn read((elements, lists): &Self::Reader, row: usize) -> Result<Vec<T>, ValueError> {
        if is_null(lists.nulls(), row) {
            return Err(ValueError::nothing());
        }
        range(lists.value_offsets(), row).map(|at| T::read(elements, at)).collect()
    }
}

/// Which elements list `row` has.
pub(super) fn range(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    match (offsets.get(row), offsets.get(row + 1)) {
        (Some(&from), Some(&to)) => {
            usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0)
        }
        _ => 0..0,
    }
}
