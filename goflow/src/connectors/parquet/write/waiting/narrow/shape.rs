//! What an array of a type is made of.

use arrow_schema::DataType;

/// The buffers and children of an array.
pub(super) enum Shape<'a> {
    Nothing,
    /// One bit a row.
    Bits,
    /// So many bytes a row.
    Bytes(usize),
    /// A whole number of so many bytes a row.
    Ints(usize),
    /// Offsets of so many bytes, and bytes.
    Texts(usize),
    /// Offsets of so many bytes, and items of a type.
    Lists(usize, &'a DataType),
    /// Numbers of so many bytes that each say which word it is, and the words.
    Words(usize, &'a DataType),
    /// Each of these.
    Fields(Vec<&'a DataType>),
}

impl<'a> Shape<'a> {
    /// There is none of types that are rarely written, or made of more.
    pub(super) fn of(data: &'a DataType) -> Option<Self> {
        Some(match data {
            DataType::Null => Self::Nothing,
            DataType::Boolean => Self::Bits,
            DataType::FixedSizeBinary(width) => Self::Bytes(usize::try_from(*width).ok()?),
            DataType::Utf8 | DataType::Binary => Self::Texts(4),
            DataType::LargeUtf8 | DataType::LargeBinary => Self::Texts(8),
            DataType::List(items) | DataType::Map(items, _) => Self::Lists(4, items.data_type()),
            DataType::LargeList(items) => Self::Lists(8, items.data_type()),
            DataType::Dictionary(key, words) => Self::Words(key.primitive_width()?, words),
            DataType::Struct(fields) => {
                Self::Fields(fields.iter().map(|field| field.data_type()).collect())
            }
            // Those of the binary point are as wide as they look.
            _ if data.is_floating() => Self::Bytes(data.primitive_width()?),
            _ => match data.primitive_width()? {
                width @ (1 | 2 | 4 | 8) => Self::Ints(width),
                width => Self::Bytes(width),
            },
        })
    }
}
