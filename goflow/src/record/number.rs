//! Integers, floats, `bool`.

use arrow_array::builder::{BooleanBuilder, PrimitiveBuilder};
use arrow_array::{Array, ArrowPrimitiveType, BooleanArray, PrimitiveArray, types};
use arrow_schema::{DataType, Field};

use super::alike::{as_arrays_do, as_builders_do};
use super::column::{Column, downcast, is_null};
use super::error::ValueError;
use super::list::Lists;
use super::text::Bytes;

/// How columns of numbers are built.
macro_rules! built {
    ($arrow:ident $data:ident) => {
        type Builder = PrimitiveBuilder<types::$arrow>;

        fn field(name: &str) -> Field {
            Field::new(name, DataType::$data, false)
        }
        fn builder(rows: usize) -> Self::Builder {
            PrimitiveBuilder::with_capacity(rows)
        }
        #[inline]
        fn append(builder: &mut Self::Builder, value: &Self) {
            builder.append_value(*value);
        }
        as_builders_do! {}
    };
}

macro_rules! numbers {
    ($($type:ty: $arrow:ident, $data:ident, $many:ty;)*) => {$(
        impl Column for $type {
            type Reader = PrimitiveArray<types::$arrow>;
            type Many = $many;

            built! { $arrow $data }
            as_arrays_do! {}
            #[inline]
            fn read(reader: &Self::Reader, row: usize) -> Result<Self, ValueError> {
                match reader.values().get(row) {
                    Some(value) if !is_null(reader.nulls(), row) => Ok(*value),
                    _ => Err(ValueError::nothing()),
                }
            }
        }
    )*};
}

numbers! {
    i32: Int32Type, Int32, Lists;
    i64: Int64Type, Int64, Lists;
    u64: UInt64Type, UInt64, Lists;
    f32: Float32Type, Float32, Lists;
    f64: Float64Type, Float64, Lists;
}

/// A column of integers that some formats hold only in wider ones: what is beyond is found when it is
/// read.
pub enum Narrow<P: ArrowPrimitiveType, W: ArrowPrimitiveType> {
    /// As wide as the field.
    Own(PrimitiveArray<P>),
    /// Wider.
    Wide(PrimitiveArray<W>),
}

macro_rules! narrow {
    ($($type:ty: $arrow:ident, $data:ident, $wide:ident, $many:ty;)*) => {$(
        impl Column for $type {
            type Reader = Narrow<types::$arrow, types::$wide>;
            type Many = $many;

            built! { $arrow $data }
            fn reader(column: &dyn Array) -> Option<Self::Reader> {
                match downcast(column) {
                    Some(own) => Some(Narrow::Own(own)),
                    None => downcast(column).map(Narrow::Wide),
                }
            }
            #[inline]
            fn is_nothing(reader: &Self::Reader, row: usize) -> bool {
                match reader {
                    Narrow::Own(column) => is_null(column.nulls(), row),
                    Narrow::Wide(column) => is_null(column.nulls(), row),
                }
            }
            #[inline]
            fn read(reader: &Self::Reader, row: usize) -> Result<Self, ValueError> {
                if Self::is_nothing(reader, row) {
                    return Err(ValueError::nothing());
                }
                match reader {
                    Narrow::Own(column) => column.values().get(row).copied(),
                    Narrow::Wide(column) => match column.values().get(row) {
                        Some(wide) => Some(Self::try_from(*wide).map_err(|_| {
                            let least = Self::MIN;
                            ValueError::new(format!("{wide} is not from {least} to {}", Self::MAX))
                        })?),
                        None => None,
                    },
                }
                .ok_or_else(ValueError::nothing)
            }
        }
    )*};
}

narrow! {
    i8: Int8Type, Int8, Int32Type, Lists;
    i16: Int16Type, Int16, Int32Type, Lists;
    u8: UInt8Type, UInt8, Int32Type, Bytes;
    u16: UInt16Type, UInt16, Int32Type, Lists;
    u32: UInt32Type, UInt32, Int64Type, Lists;
}

impl Column for bool {
    type Builder = BooleanBuilder;
    type Reader = BooleanArray;
    type Many = Lists;

    fn field(name: &str) -> Field {
        Field::new(name, DataType::Boolean, false)
    }
    fn builder(rows: usize) -> BooleanBuilder {
        BooleanBuilder::with_capacity(rows)
    }
    #[inline]
    fn append(builder: &mut BooleanBuilder, value: &bool) {
        builder.append_value(*value);
    }
    as_builders_do! {}
    as_arrays_do! {}
    #[inline]
    fn read(reader: &BooleanArray, row: usize) -> Result<bool, ValueError> {
        if row >= reader.len() || is_null(reader.nulls(), row) {
            return Err(ValueError::nothing());
        }
        Ok(reader.values().value(row))
    }
}
