//! What a datum looks like, and the columns that hold it.

use std::sync::Arc;

use arrow_array::StringArray;
use arrow_schema::{DataType, Field, Fields, TimeUnit, UnionFields, UnionMode, extension};

/// A schema without names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Null,
    Bool,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    Text,
    Fixed(usize),
    Record(Vec<(String, Shape)>),
    /// Its symbols, which all columns of it have between them.
    Enum(Arc<StringArray>),
    Array(Box<Shape>),
    Map(Box<Shape>),
    /// A union with `null`, which is its first branch or its second.
    Option(Box<Shape>, bool),
    /// Any other union.
    Union(Vec<Shape>),
    Date,
    TimeMs,
    TimeUs,
    /// Unit, and whether it is a local time.
    Stamp(TimeUnit, bool),
    /// Digits, digits behind the point, and the length where it is fixed.
    Decimal(u8, i8, Option<usize>),
    UuidText,
    UuidBytes,
}

impl Shape {
    /// How many columns a row of it has values in, with those of records inside of it.
    pub(super) fn columns(&self) -> usize {
        match self {
            Self::Record(fields) => fields.iter().map(|(_, shape)| shape.columns()).sum(),
            Self::Option(some, _) => some.columns(),
            _ => 1,
        }
    }

    /// The column that holds it.
    pub(super) fn field(&self, name: &str) -> Field {
        match self {
            Self::Option(some, _) => some.field(name).with_nullable(true),
            Self::Null => Field::new(name, DataType::Null, true),
            Self::Union(branches) => Field::new(name, self.data(), branches.contains(&Self::Null)),
            Self::UuidText | Self::UuidBytes => {
                Field::new(name, self.data(), false).with_extension_type(extension::Uuid)
            }
            _ => Field::new(name, self.data(), false),
        }
    }

    fn data(&self) -> DataType {
        match self {
            Self::Null => DataType::Null,
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int32,
            Self::Long => DataType::Int64,
            Self::Float => DataType::Float32,
            Self::Double => DataType::Float64,
            Self::Bytes => DataType::Binary,
            Self::Text => DataType::Utf8,
            Self::Fixed(length) => {
                DataType::FixedSizeBinary(i32::try_from(*length).unwrap_or(i32::MAX))
            }
            Self::Record(fields) => DataType::Struct(self::fields(fields)),
            Self::Enum(_) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            Self::Array(item) => DataType::List(Arc::new(item.field("element"))),
            Self::Map(value) => DataType::Map(entries(value), false),
            Self::Option(some, _) => some.data(),
            Self::Union(branches) => DataType::Union(union_fields(branches), UnionMode::Dense),
            Self::Date => DataType::Date32,
            Self::TimeMs => DataType::Time32(TimeUnit::Millisecond),
            Self::TimeUs => DataType::Time64(TimeUnit::Microsecond),
            Self::Stamp(unit, local) => DataType::Timestamp(*unit, (!local).then(|| "UTC".into())),
            Self::Decimal(digits, behind, _) => DataType::Decimal128(*digits, *behind),
            Self::UuidText | Self::UuidBytes => DataType::FixedSizeBinary(16),
        }
    }
}

pub(super) fn fields(fields: &[(String, Shape)]) -> Fields {
    fields.iter().map(|(name, shape)| shape.field(name)).collect()
}

pub(super) fn pair(value: &Shape) -> Fields {
    Fields::from(vec![Field::new("key", DataType::Utf8, false), value.field("value")])
}

pub(super) fn entries(value: &Shape) -> Arc<Field> {
    Arc::new(Field::new("key_value", DataType::Struct(pair(value)), false))
}

pub(super) fn union_fields(branches: &[Shape]) -> UnionFields {
    let fields = branches.iter().enumerate().map(|(at, shape)| {
        let at = i8::try_from(at).unwrap_or(i8::MAX);
        (at, Arc::new(shape.field(&format!("branch_{at}")).with_nullable(true)))
    });
    fields.collect()
}
