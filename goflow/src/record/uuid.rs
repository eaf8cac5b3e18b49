//! `uuid::Uuid`.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray};
use arrow_buffer::{Buffer, NullBufferBuilder};
use arrow_schema::extension;
use arrow_schema::{DataType, Field};
use uuid::Uuid;

use super::alike::as_arrays_do;
use super::column::{Column, is_null};
use super::error::ValueError;
use super::list::Lists;

const BYTES: i32 = 16;

impl Column for Uuid {
    type Builder = (Vec<u8>, NullBufferBuilder);
    type Reader = FixedSizeBinaryArray;
    type Many = Lists;

    fn field(name: &str) -> Field {
        Field::new(name, DataType::FixedSizeBinary(BYTES), false)
            .with_extension_type(extension::Uuid)
    }
    fn builder(rows: usize) -> Self::Builder {
        (Vec::with_capacity(rows.saturating_mul(16)), NullBufferBuilder::new(rows))
    }
    #[inline]
    fn append((bytes, nulls): &mut Self::Builder, value: &Uuid) {
        bytes.extend_from_slice(value.as_bytes());
        nulls.append_non_null();
    }
    fn append_nothing((bytes, nulls): &mut Self::Builder) {
        bytes.extend_from_slice(&[0; 16]);
        nulls.append_null();
    }
    fn finish((bytes, nulls): &mut Self::Builder) -> ArrayRef {
        let bytes = Buffer::from(std::mem::take(bytes));
        Arc::new(FixedSizeBinaryArray::new(BYTES, bytes, nulls.finish()))
    }
    as_arrays_do! {}
    #[inline]
    fn read(reader: &FixedSizeBinaryArray, row: usize) -> Result<Uuid, ValueError> {
        if row >= reader.len() || is_null(reader.nulls(), row) {
            return Err(ValueError::nothing());
        }
        Uuid::from_slice(reader.value(row)).map_err(|error| ValueError::new(error.to_string()))
    }
}
