//! A cell as serde sees it: whatever scalar the field asks for.

use std::borrow::Cow;
use std::str::FromStr;

use serde::de::{self, Visitor};

use super::alike::{as_cells_do, no_scalars};
use super::error::RowError;
use super::number::integer;
use super::rules::{Rules, Untyped};

/// One cell of a record.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    /// As it stands in the file, quotes and all.
    raw: &'a [u8],
    rules: &'a Rules,
    ascii: bool,
}

impl<'a> Cell<'a> {
    #[inline(always)]
    pub(super) fn new(raw: &'a [u8], rules: &'a Rules) -> Self {
        Self { raw, rules, ascii: false }
    }

    /// Says whether it is known that the cell is nothing but ASCII: then nobody looks again.
    ///
    /// # Safety
    ///
    /// If `ascii`, it is so.
    #[inline(always)]
    pub(super) unsafe fn known(self, ascii: bool) -> Self {
        debug_assert!(!ascii || self.raw.is_ascii());
        Self { ascii, ..self }
    }

    /// Its bytes without quotes and escapes.
    fn bytes(self) -> Cow<'a, [u8]> {
        if self.rules.is_quoted(self.raw) { self.rules.unquote(self.raw) } else { self.raw.into() }
    }

    #[inline(always)]
    fn is_nothing(self) -> bool {
        self.raw.is_empty()
            || self.rules.is_null(self.raw)
            || (self.rules.is_quoted(self.raw) && self.is_quoted_nothing())
    }

    #[cold]
    fn is_quoted_nothing(self) -> bool {
        let bytes = self.rules.unquote(self.raw);
        bytes.is_empty() || self.rules.is_null(&bytes)
    }

    /// Its text, if it is in no quotes and stands for itself: most are.
    #[inline]
    fn plain(self) -> Option<&'a str> {
        if self.rules.is_quoted(self.raw) || self.rules.is_null(self.raw) {
            return None;
        }
        if self.ascii {
            // SAFETY: ASCII is UTF-8, and whoever called `known` knew that it is ASCII.
            return Some(unsafe { std::str::from_utf8_unchecked(self.raw) });
        }
        std::str::from_utf8(self.raw).ok()
    }

    /// The text of a field that is no `Option`.
    #[cold]
    fn text(self) -> Result<Cow<'a, str>, RowError> {
        let bytes = self.bytes();
        if self.rules.is_null(&bytes) {
            return Err(RowError::value(format!(
                "`{}` stands for nothing, and the field is no `Option`",
                String::from_utf8_lossy(&bytes)
            )));
        }
        let no_text = |_| RowError::value(self.rules.no_text());
        match bytes {
            Cow::Borrowed(bytes) => {
                std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| no_text(()))
            }
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|_| no_text(())),
        }
    }

    #[cold]
    fn visit_text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        match self.text()? {
            Cow::Borrowed(text) => {
                visitor.visit_str(text).map_err(|error: RowError| named(error, text))
            }
            // A visitor that wants a `String` need not copy it.
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    /// An integer of a usual form, or of any.
    #[inline(always)]
    fn integer<T>(self, expected: &str) -> Result<T, RowError>
    where
        T: TryFrom<i64> + FromStr<Err: std::fmt::Display>,
    {
        match integer(self.raw) {
            Some(number) if !self.rules.null_is_a_number => Ok(number),
            _ => self.parse(expected),
        }
    }

    /// Anything that the library reads.
    #[cold]
    fn parse<T: FromStr<Err: std::fmt::Display>>(self, expected: &str) -> Result<T, RowError> {
        let text = self.text()?;
        text.parse().map_err(|error| refused(&text, expected, &error))
    }

    #[inline]
    fn float<T: FromStr<Err: std::fmt::Display>>(self, expected: &str) -> Result<T, RowError> {
        match self.plain().and_then(|text| text.parse().ok()) {
            Some(number) => Ok(number),
            None => self.parse(expected),
        }
    }

    /// `true` and `false`, as Rust, Python and R write them.
    fn flag(self) -> Result<bool, RowError> {
        let text = self.text()?;
        match &*text {
            "true" | "True" | "TRUE" => Ok(true),
            "false" | "False" | "FALSE" => Ok(false),
            _ => Err(refused(&text, "bool", &"it is neither `true` nor `false`")),
        }
    }

    fn no_scalar<T>(self, what: &'static str) -> Result<T, RowError> {
        Err(RowError::shape(what))
    }
}

#[cold]
fn refused(text: &str, expected: &str, why: &dyn std::fmt::Display) -> RowError {
    RowError::value(match text {
        "" => format!("it is empty, and the field takes {expected}"),
        _ => format!("`{}` is no {expected}: {why}", shortened(text)),
    })
}

/// The visitor's own error (of a date, a decimal) does not say what it read.
#[cold]
fn named(error: RowError, text: &str) -> RowError {
    match error.as_value() {
        Some(problem) if !problem.contains(text) => {
            RowError::value(format!("`{}`: {problem}", shortened(text)))
        }
        _ => error,
    }
}

/// Text as a message has room for.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}

macro_rules! scalars {
    ($($deserialize:ident $visit:ident $read:ident $type:literal,)*) => {$(
        #[inline(always)]
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
            visitor.$visit(self.$read($type)?)
        }
    )*};
}

type Name = &'static str;

impl<'de> de::Deserializer<'de> for Cell<'_> {
    type Error = RowError;

    scalars! {
        deserialize_i8 visit_i8 integer "i8",
        deserialize_i16 visit_i16 integer "i16",
        deserialize_i32 visit_i32 integer "i32",
        deserialize_i64 visit_i64 integer "i64",
        deserialize_i128 visit_i128 integer "i128",
        deserialize_u8 visit_u8 integer "u8",
        deserialize_u16 visit_u16 integer "u16",
        deserialize_u32 visit_u32 integer "u32",
        deserialize_u64 visit_u64 integer "u64",
        deserialize_u128 visit_u128 integer "u128",
        deserialize_f32 visit_f32 float "f32",
        deserialize_f64 visit_f64 float "f64",
        deserialize_char visit_char parse "char",
    }

    no_scalars! { bytes = "bytes" }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_bool(self.flag()?)
    }

    #[inline(always)]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        match self.plain() {
            Some(text) => match visitor.visit_str(text) {
                Ok(value) => Ok(value),
                Err(error) => Err(named(error, text)),
            },
            None => self.visit_text(visitor),
        }
    }

    #[inline(always)]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.deserialize_str(visitor)
    }

    #[inline(always)]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Where the type is not known (untagged enums, decimals), what looks like a number is one; but
    /// no float is made of a text that has more digits than a float holds.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        let bytes = self.bytes();
        if self.rules.is_null(&bytes) || (bytes.is_empty() && self.rules.untyped == Untyped::Guess)
        {
            return visitor.visit_none();
        }
        let text = self.text()?;
        if self.rules.untyped == Untyped::Text {
            return visitor.visit_str(&text);
        }
        if let Ok(number) = text.parse() {
            visitor.visit_u64(number)
        } else if let Ok(number) = text.parse() {
            visitor.visit_i64(number)
        } else if let Some(number) = self.rules.float(&text) {
            visitor.visit_f64(number)
        } else if let Ok(flag) = text.parse() {
            visitor.visit_bool(flag)
        } else {
            visitor.visit_str(&text).map_err(|error: RowError| named(error, &text))
        }
    }

    as_cells_do! {}

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: Name,
        _: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_enum(de::value::StrDeserializer::new(&self.text()?))
    }
}
