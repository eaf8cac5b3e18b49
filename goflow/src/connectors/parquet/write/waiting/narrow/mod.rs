//! Arrays in few bytes, for as long as their rows wait.
//!
//! Rows of many files wait for their row groups at once, so what they take is most of a sink's memory.
//! Whole numbers are put down as how far each is above the least, in as few bytes as the greatest one
//! needs (a frame of reference), and texts as their lengths, put down likewise, and their bytes. Of
//! flights that is half, for no time that shows beside what it takes to encode them.

mod bytes;
mod ints;
mod shape;
mod views;
mod words;

use arrow_array::{Array as _, ArrayRef, make_array};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use arrow_data::ArrayData;
use arrow_schema::DataType;
use parquet::errors::ParquetError;

pub(super) use self::bytes::{Bytes, put_count};
use self::shape::Shape;

/// An array that waits.
pub(super) enum Narrow {
    PutDown(Box<[u8]>),
    /// Of a type, or a layout, that cannot be.
    AsItIs(ArrayRef),
}

impl Narrow {
    /// `scratch` is memory to use.
    pub(super) fn new(array: ArrayRef, scratch: &mut Vec<u8>) -> Result<Self, ParquetError> {
        scratch.clear();
        let array = words::only_used(&array)?.unwrap_or(array);
        let put = views::without(&array).and_then(|array| put(&array.to_data(), scratch));
        Ok(match put {
            Some(()) => Self::PutDown(scratch.as_slice().into()),
            None => Self::AsItIs(array),
        })
    }

    /// Bytes of memory.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::PutDown(bytes) => bytes.len(),
            Self::AsItIs(array) => array.get_array_memory_size(),
        }
    }

    /// What was put down.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::PutDown(bytes) => Some(bytes),
            Self::AsItIs(_) => None,
        }
    }

    /// As it was.
    pub(super) fn array(self, data: &DataType) -> Result<ArrayRef, ParquetError> {
        match self {
            Self::PutDown(bytes) => Self::read(&bytes, data),
            Self::AsItIs(array) => Ok(array),
        }
    }

    /// As what was put down was.
    pub(super) fn read(bytes: &[u8], data: &DataType) -> Result<ArrayRef, ParquetError> {
        let array = make_array(get(views::stored(data), &mut Bytes(bytes))?);
        Ok(views::again(array, data))
    }
}

/// Puts an array down, if it is one that begins where its buffers do.
fn put(array: &ArrayData, out: &mut Vec<u8>) -> Option<()> {
    if array.offset() != 0 {
        return None;
    }
    let rows = array.len();
    put_count(rows, out)?;
    match array.nulls() {
        None => out.push(0),
        Some(nulls) => {
            out.push(1);
            out.extend_from_slice(nulls.inner().sliced().get(..rows.div_ceil(8))?);
        }
    }
    let buffer = |at: usize, length: usize| array.buffers().get(at)?.get(..length);
    match Shape::of(array.data_type())? {
        Shape::Nothing => {}
        Shape::Bits => out.extend_from_slice(buffer(0, rows.div_ceil(8))?),
        Shape::Bytes(width) => out.extend_from_slice(buffer(0, rows * width)?),
        Shape::Ints(width) => ints::put(buffer(0, rows * width)?, width, out)?,
        Shape::Texts(width) => {
            let all = ints::put_lengths(array.buffers().first()?, width, rows, out)?;
            out.extend_from_slice(buffer(1, all)?);
        }
        Shape::Lists(width, _) => {
            let all = ints::put_lengths(array.buffers().first()?, width, rows, out)?;
            let items = array.child_data().first()?;
            put(&(all <= items.len()).then(|| items.slice(0, all))?, out)?;
        }
        Shape::Words(width, _) => {
            let words = array.child_data().first()?;
            // They come again with each of its arrays.
            (words.len() <= rows).then(|| put(words, out))??;
            ints::put(buffer(0, rows * width)?, width, out)?;
        }
        Shape::Fields(fields) => {
            debug_assert_eq!(fields.len(), array.child_data().len());
            array.child_data().iter().try_for_each(|field| put(field, out))?;
        }
    }
    Some(())
}

/// Gets back what was put down.
fn get(data: &DataType, from: &mut Bytes<'_>) -> Result<ArrayData, ParquetError> {
    let rows = from.count()?;
    let nulls = match from.one()? {
        0 => None,
        _ => {
            let bits = Buffer::from(from.take(rows.div_ceil(8))?);
            Some(NullBuffer::new(BooleanBuffer::new(bits, 0, rows)))
        }
    };
    let array = ArrayData::builder(data.clone()).len(rows).nulls(nulls);
    let array = match Shape::of(data).ok_or_else(bytes::damaged)? {
        Shape::Nothing => array,
        Shape::Bits => array.add_buffer(from.take(rows.div_ceil(8))?.into()),
        Shape::Bytes(width) => array.add_buffer(from.take(rows * width)?.into()),
        Shape::Ints(width) => array.add_buffer(ints::get(from, width, rows)?),
        Shape::Texts(width) => {
            let (offsets, all) = ints::get_lengths(from, width, rows)?;
            array.add_buffer(offsets).add_buffer(from.take(all)?.into())
        }
        Shape::Lists(width, items) => {
            let (offsets, _) = ints::get_lengths(from, width, rows)?;
            array.add_buffer(offsets).add_child_data(get(items, from)?)
        }
        Shape::Words(width, words) => {
            let words = get(words, from)?;
            array.add_buffer(ints::get(from, width, rows)?).add_child_data(words)
        }
        Shape::Fields(fields) => fields.into_iter().try_fold(array, |array, field| {
            Ok::<_, ParquetError>(array.add_child_data(get(field, from)?))
        })?,
    };
    Ok(array.build()?)
}

#[cfg(test)]
mod tests;
