//! `String`, and bytes as `Vec<u8>`.

use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{Array, BinaryArray, StringArray};
use arrow_schema::{DataType, Field};

use super::alike::{as_arrays_do, as_builders_do};
use super::column::{Column, Many, Plain, is_null};
use super::error::ValueError;
use super::list::Lists;

/// The longest text or run of bytes: offsets have 31 bits, and a batch may hold some more.
const LONGEST: usize = 1 << 30;

fn check(bytes: usize) -> Result<(), ValueError> {
    if bytes > LONGEST {
        return Err(ValueError::new(format!("it has {bytes} bytes, and may have 1 GiB")));
    }
    Ok(())
}

impl Column for String {
    type Builder = StringBuilder;
    type Reader = StringArray;
    type Many = Lists;

    fn field(name: &str) -> Field {
        Field::new(name, DataType::Utf8, false)
    }
    fn builder(rows: usize) -> StringBuilder {
        StringBuilder::with_capacity(rows, rows.saturating_mul(8))
    }
    #[inline]
    fn check(value: &String) -> Result<(), ValueError> {
        check(value.len())
    }
    #[inline]
    fn append(builder: &mut StringBuilder, value: &String) {
        builder.append_value(value);
    }
    #[inline]
    fn weight(builder: &StringBuilder) -> usize {
        builder.values_slice().len()
    }
    as_builders_do! {}
    as_arrays_do! {}
    #[inline]
    fn read(reader: &StringArray, row: usize) -> Result<String, ValueError> {
        if row >= reader.len() || is_null(reader.nulls(), row) {
            return Err(ValueError::nothing());
        }
        Ok(reader.value(row).to_string())
    }
}

/// A `Vec` of `u8`: bytes, not a list of numbers.
#[derive(Debug, Clone, Copy)]
pub struct Bytes;

impl Many<u8, Plain> for Bytes {
    type Builder = BinaryBuilder;
    type Reader = BinaryArray;

    fn field(name: &str) -> Field {
        Field::new(name, DataType::Binary, false)
    }
    fn builder(rows: usize) -> BinaryBuilder {
        BinaryBuilder::with_capacity(rows, rows.saturating_mul(8))
    }
    #[inline]
    fn check(values: &[u8]) -> Result<(), ValueError> {
        check(values.len())
    }
    #[inline]
    fn append(builder: &mut BinaryBuilder, values: &[u8]) {
        builder.append_value(values);
    }
    #[inline]
    fn weight(builder: &BinaryBuilder) -> usize {
        builder.values_slice().len()
    }
    as_builders_do! {}
    as_arrays_do! {}
    #[inline]
    fn read(reader: &BinaryArray, row: usize) -> Result<Vec<u8>, ValueError> {
        if row >= reader.len() || is_null(reader.nulls(), row) {
            return Err(ValueError::nothing());
        }
        Ok(reader.value(row).to_vec())
    }
}
