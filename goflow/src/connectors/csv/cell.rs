//! A cell as serde sees it: whatever scalar the field asks for.

use serde::de::{self, Visitor};

use super::row::{RowError, RowErrorKind};

/// One cell of a record.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    /// Its text, or its bytes if they are none.
    pub(super) text: Result<&'a str, &'a [u8]>,
    /// The text that means nothing, beside the empty one.
    pub(super) null: Option<&'a str>,
}

impl<'a> Cell<'a> {
    fn is_nothing(self) -> bool {
        self.text == Ok("") || self.is_null()
    }

    fn is_null(self) -> bool {
        self.null.is_some_and(|null| self.text == Ok(null))
    }

    /// The text of a field that is no `Option`.
    fn text(self) -> Result<&'a str, RowError> {
        match self.text {
            Ok(text) if self.is_null() => {
                Err(value(format!("`{text}` stands for nothing, and the field is no `Option`")))
            }
            Ok(text) => Ok(text),
            Err(_) => Err(value("it is no UTF-8".into())),
        }
    }

    fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
        self,
        expected: &str,
    ) -> Result<T, RowError> {
        let text = self.text()?;
        text.parse().map_err(|error| match text {
            "" => value(format!("it is empty, and the field takes {expected}")),
            _ => value(format!("`{}` is no {expected}: {error}", shortened(text))),
        })
    }
}

fn value(problem: String) -> RowError {
    RowError::new(RowErrorKind::Value(problem))
}

/// Text as a message has room for.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}

macro_rules! scalars {
    ($($deserialize:ident $visit:ident $type:literal,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
            visitor.$visit(self.parse($type)?)
        }
    )*};
}

macro_rules! no_scalars {
    ($($deserialize:ident($($argument:ty),*) $what:literal,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, $(_: $argument,)* _: V) -> Result<V::Value, RowError> {
            Err(RowError::new(RowErrorKind::Shape($what)))
        }
    )*};
}

type Name = &'static str;

impl<'de> de::Deserializer<'de> for Cell<'_> {
    type Error = RowError;

    scalars! {
        deserialize_bool visit_bool "bool",
        deserialize_i8 visit_i8 "i8",
        deserialize_i16 visit_i16 "i16",
        deserialize_i32 visit_i32 "i32",
        deserialize_i64 visit_i64 "i64",
        deserialize_i128 visit_i128 "i128",
        deserialize_u8 visit_u8 "u8",
        deserialize_u16 visit_u16 "u16",
        deserialize_u32 visit_u32 "u32",
        deserialize_u64 visit_u64 "u64",
        deserialize_u128 visit_u128 "u128",
        deserialize_f32 visit_f32 "f32",
        deserialize_f64 visit_f64 "f64",
        deserialize_char visit_char "char",
    }

    no_scalars! {
        deserialize_seq() "list",
        deserialize_tuple(usize) "tuple",
        deserialize_tuple_struct(Name, usize) "tuple",
        deserialize_map() "map",
        deserialize_struct(Name, &'static [Name]) "struct",
        deserialize_bytes() "bytes",
        deserialize_byte_buf() "bytes",
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        let text = self.text()?;
        // The visitor's own error (a date, a decimal) does not say what it read.
        visitor.visit_str(text).map_err(|error: RowError| match error.kind {
            RowErrorKind::Value(problem) if !problem.contains(text) => {
                value(format!("`{}`: {problem}", shortened(text)))
            }
            _ => error,
        })
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Where the type is not known (`#[serde(flatten)]`, untagged enums), a number is a number.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.is_null() {
            return visitor.visit_none();
        }
        let text = self.text()?;
        if let Ok(number) = text.parse() {
            visitor.visit_u64(number)
        } else if let Ok(number) = text.parse() {
            visitor.visit_i64(number)
        } else if let Ok(number) = text.parse() {
            visitor.visit_f64(number)
        } else if let Ok(flag) = text.parse() {
            visitor.visit_bool(flag)
        } else {
            visitor.visit_str(text)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: Name,
        _: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_enum(de::value::StrDeserializer::new(self.text()?))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_unit()
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.deserialize_str(visitor)
    }
}
