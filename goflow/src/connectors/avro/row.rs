//! Rows of columns in Avro's binary encoding.

use arrow_array::cast::AsArray as _;
use arrow_array::types as t;
use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field};
use uuid::Uuid;

/// A column, its type settled.
enum Kind<'a> {
    Bool(&'a arrow_array::BooleanArray),
    /// Integers of any width, dates and times: all are `long`s in the file.
    Int8(&'a [i8]),
    Int16(&'a [i16]),
    Int32(&'a [i32]),
    Int64(&'a [i64]),
    UInt8(&'a [u8]),
    UInt16(&'a [u16]),
    UInt32(&'a [u32]),
    Float(&'a [f32]),
    Double(&'a [f64]),
    Decimal(&'a [i128]),
    Text(&'a arrow_array::StringArray),
    Bytes(&'a arrow_array::BinaryArray),
    Uuid(&'a arrow_array::FixedSizeBinaryArray),
    Enum(&'a [i32]),
    List(&'a [i32], Box<Column<'a>>),
    Map(&'a [i32], &'a arrow_array::StringArray, Box<Column<'a>>),
    Record(Vec<Column<'a>>),
}

/// A column that is written.
pub(super) struct Column<'a> {
    kind: Kind<'a>,
    nulls: Option<&'a NullBuffer>,
    /// Written as a union with `null`.
    nullable: bool,
}

/// A `long`: zigzag, 7 bits a byte.
#[inline]
pub(super) fn long(value: i64, out: &mut Vec<u8>) {
    let mut rest = ((value << 1) ^ (value >> 63)).cast_unsigned();
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

/// `bytes`: a length, and that many.
#[inline]
pub(super) fn bytes(value: &[u8], out: &mut Vec<u8>) {
    long(i64::try_from(value.len()).unwrap_or(i64::MAX), out);
    out.extend_from_slice(value);
}

fn values<P: t::ArrowPrimitiveType>(array: &ArrayRef) -> Option<&[P::Native]> {
    let array = array.as_any().downcast_ref::<PrimitiveArray<P>>()?;
    Some(array.values())
}

impl<'a> Column<'a> {
    /// `None`: a type that `text::schema` has refused.
    pub(super) fn new(field: &Field, array: &'a ArrayRef) -> Option<Self> {
        let kind = match field.data_type() {
            DataType::Boolean => Kind::Bool(array.as_boolean_opt()?),
            DataType::Int8 => Kind::Int8(values::<t::Int8Type>(array)?),
            DataType::Int16 => Kind::Int16(values::<t::Int16Type>(array)?),
            DataType::Int32 => Kind::Int32(values::<t::Int32Type>(array)?),
            DataType::Int64 => Kind::Int64(values::<t::Int64Type>(array)?),
            DataType::UInt8 => Kind::UInt8(values::<t::UInt8Type>(array)?),
            DataType::UInt16 => Kind::UInt16(values::<t::UInt16Type>(array)?),
            DataType::UInt32 => Kind::UInt32(values::<t::UInt32Type>(array)?),
            DataType::Float32 => Kind::Float(values::<t::Float32Type>(array)?),
            DataType::Float64 => Kind::Double(values::<t::Float64Type>(array)?),
            DataType::Decimal128(..) => Kind::Decimal(values::<t::Decimal128Type>(array)?),
            DataType::Date32 => Kind::Int32(values::<t::Date32Type>(array)?),
            DataType::Time32(_) => Kind::Int32(values::<t::Time32MillisecondType>(array)?),
            DataType::Time64(_) => Kind::Int64(values::<t::Time64MicrosecondType>(array)?),
            DataType::Timestamp(..) => Kind::Int64(
                values::<t::TimestampMillisecondType>(array)
                    .or_else(|| values::<t::TimestampMicrosecondType>(array))
                    .or_else(|| values::<t::TimestampNanosecondType>(array))?,
            ),
            DataType::Utf8 => Kind::Text(array.as_string_opt::<i32>()?),
            DataType::Binary => Kind::Bytes(array.as_binary_opt::<i32>()?),
            DataType::FixedSizeBinary(_) => Kind::Uuid(array.as_fixed_size_binary_opt()?),
            DataType::Dictionary(..) => {
                Kind::Enum(array.as_dictionary_opt::<t::Int32Type>()?.keys().values())
            }
            DataType::List(item) => {
                let lists = array.as_list_opt::<i32>()?;
                Kind::List(lists.value_offsets(), Box::new(Self::new(item, lists.values())?))
            }
            DataType::Map(entries, _) => {
                let maps = array.as_map_opt()?;
                let DataType::Struct(pair) = entries.data_type() else { return None };
                let values = Self::new(pair.get(1)?, maps.values())?;
                let keys = maps.keys().as_string_opt::<i32>()?;
                Kind::Map(maps.value_offsets(), keys, Box::new(values))
            }
            DataType::Struct(fields) => {
                let columns = fields.iter().zip(array.as_struct_opt()?.columns());
                Kind::Record(columns.map(|(f, a)| Self::new(f, a)).collect::<Option<_>>()?)
            }
            _ => return None,
        };
        Some(Self { kind, nulls: array.nulls(), nullable: field.is_nullable() })
    }

    /// Writes the value of a row.
    pub(super) fn write(&self, row: usize, out: &mut Vec<u8>) {
        if self.nullable {
            let nothing = self.nulls.is_some_and(|nulls| row < nulls.len() && nulls.is_null(row));
            out.push(if nothing { 0 } else { 2 });
            if nothing {
                return;
            }
        }
        match &self.kind {
            Kind::Bool(column) => out.push(u8::from(row < column.len() && column.value(row))),
            Kind::Int8(column) => long(at(column, row).into(), out),
            Kind::Int16(column) => long(at(column, row).into(), out),
            Kind::Int32(column) | Kind::Enum(column) => long(at(column, row).into(), out),
            Kind::Int64(column) => long(at(column, row), out),
            Kind::UInt8(column) => long(at(column, row).into(), out),
            Kind::UInt16(column) => long(at(column, row).into(), out),
            Kind::UInt32(column) => long(at(column, row).into(), out),
            Kind::Float(column) => out.extend_from_slice(&at(column, row).to_le_bytes()),
            Kind::Double(column) => out.extend_from_slice(&at(column, row).to_le_bytes()),
            Kind::Decimal(column) => bytes(shortest(&at(column, row).to_be_bytes()), out),
            Kind::Text(column) if row < column.len() => bytes(column.value(row).as_bytes(), out),
            Kind::Bytes(column) if row < column.len() => bytes(column.value(row), out),
            Kind::Text(_) | Kind::Bytes(_) => out.push(0),
            Kind::Uuid(column) => {
                let uuid = (row < column.len()).then(|| Uuid::from_slice(column.value(row)));
                let uuid = uuid.and_then(Result::ok).unwrap_or_default();
                bytes(uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()).as_bytes(), out);
            }
            Kind::List(offsets, items) => {
                let (from, to) = (at(offsets, row), at(offsets, row + 1));
                if to > from {
                    long(i64::from(to - from), out);
                    for item in from..to {
                        items.write(usize::try_from(item).unwrap_or(0), out);
                    }
                }
                out.push(0);
            }
            Kind::Map(offsets, keys, values) => {
                let (from, to) = (at(offsets, row), at(offsets, row + 1));
                if to > from {
                    long(i64::from(to - from), out);
                    for pair in from..to {
                        let pair = usize::try_from(pair).unwrap_or(0);
                        bytes(keys.value(pair).as_bytes(), out);
                        values.write(pair, out);
                    }
                }
                out.push(0);
            }
            Kind::Record(columns) => {
                for column in columns {
                    column.write(row, out);
                }
            }
        }
    }
}

#[inline]
fn at<T: Copy + Default>(column: &[T], row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}

/// Two's complement without bytes in front that only repeat the sign.
fn shortest(bytes: &[u8; 16]) -> &[u8] {
    let mut rest = &bytes[..];
    while let [first, second, ..] = rest
        && ((*first == 0 && *second < 0x80) || (*first == 0xff && *second >= 0x80))
    {
        rest = rest.get(1..).unwrap_or_default();
    }
    rest
}
