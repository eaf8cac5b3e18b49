//! A record that is made up, and that notes what is asked of it.

use std::cell::Cell;

use serde::de::{self, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};

use crate::connectors::csv::alike::{as_cells_do, no_scalars};
use crate::connectors::csv::error::RowError;

/// Texts of which one should do for a field that reads a text.
pub(super) const SAMPLES: [&str; 10] = [
    "0",
    "1",
    "2000-01-01",
    "2000-01-01T00:00:00",
    "2000-01-01T00:00:00Z",
    "2000-01-01 00:00:00",
    "00:00:00",
    "00000000-0000-0000-0000-000000000000",
    "127.0.0.1",
    "a",
];

/// What was asked for.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The fields of a struct.
    pub(super) fields: Cell<Option<&'static [&'static str]>>,
    /// How many elements of a sequence.
    pub(super) asked: Cell<usize>,
    /// A value that no cell holds: what it is.
    pub(super) shape: Cell<Option<&'static str>>,
    /// Instead of a record, this.
    pub(super) whole: Cell<Option<&'static str>>,
}

/// What a struct is given: samples.
#[derive(Debug, Clone, Copy)]
pub(super) enum Give<'t> {
    Named(&'t [(&'static str, usize)]),
    Ordered(&'t [usize]),
}

/// The record.
pub(super) struct Trace<'t> {
    pub(super) seen: &'t Seen,
    pub(super) give: Give<'t>,
    /// An `Option` is given something, not nothing.
    pub(super) curious: bool,
}

/// A cell of it.
struct Value<'t> {
    seen: &'t Seen,
    sample: usize,
    curious: bool,
}

#[cold]
fn stop() -> RowError {
    RowError::custom("there is no more to be known")
}

struct Values<'t, I> {
    seen: &'t Seen,
    samples: I,
    curious: bool,
}

impl<'de, I: Iterator<Item = usize>> SeqAccess<'de> for Values<'_, I> {
    type Error = RowError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        let Some(sample) = self.samples.next() else { return Ok(None) };
        self.seen.asked.set(self.seen.asked.get() + 1);
        seed.deserialize(Value { seen: self.seen, sample, curious: self.curious }).map(Some)
    }
}

struct Pairs<'t> {
    seen: &'t Seen,
    given: std::slice::Iter<'t, (&'static str, usize)>,
    sample: usize,
    curious: bool,
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = RowError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        let Some((name, sample)) = self.given.next() else { return Ok(None) };
        self.sample = *sample;
        seed.deserialize(de::value::StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, RowError> {
        seed.deserialize(Value { seen: self.seen, sample: self.sample, curious: self.curious })
    }
}

impl Trace<'_> {
    fn elements<'de, V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let samples = std::iter::repeat_n(0, length);
        visitor.visit_seq(Values { seen: self.seen, samples, curious: self.curious })
    }

    fn whole<T>(self, what: &'static str) -> Result<T, RowError> {
        self.seen.whole.set(Some(what));
        Err(stop())
    }
}

macro_rules! whole {
    ($($deserialize:ident $what:literal,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, _: V) -> Result<V::Value, RowError> {
            self.whole($what)
        }
    )*};
}

type Name = &'static str;

impl<'de> de::Deserializer<'de> for Trace<'_> {
    type Error = RowError;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: Name,
        fields: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let Self { seen, give, curious } = self;
        seen.fields.set(Some(fields));
        match give {
            Give::Named(given) => {
                visitor.visit_map(Pairs { seen, given: given.iter(), sample: 0, curious })
            }
            Give::Ordered(samples) => {
                visitor.visit_seq(Values { seen, samples: samples.iter().copied(), curious })
            }
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.elements(length, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: Name,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.elements(length, visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.elements(1, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_some(self)
    }

    /// The names of a map, and the types of what is not known, are the file's.
    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, RowError> {
        Err(stop())
    }
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, RowError> {
        Err(stop())
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, RowError> {
        Err(stop())
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: Name,
        _: &'static [Name],
        _: V,
    ) -> Result<V::Value, RowError> {
        self.whole("an enum")
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: Name, _: V) -> Result<V::Value, RowError> {
        self.whole("nothing at all")
    }

    whole! {
        deserialize_bool "one bool", deserialize_char "one letter", deserialize_str "one text",
        deserialize_string "one text", deserialize_bytes "bytes", deserialize_byte_buf "bytes",
        deserialize_i8 "one number", deserialize_i16 "one number", deserialize_i32 "one number",
        deserialize_i64 "one number", deserialize_i128 "one number", deserialize_u8 "one number",
        deserialize_u16 "one number", deserialize_u32 "one number", deserialize_u64 "one number",
        deserialize_u128 "one number", deserialize_f32 "one number", deserialize_f64 "one number",
        deserialize_unit "nothing at all", deserialize_identifier "one text",
    }
}

impl Value<'_> {
    fn no_scalar<T>(self, what: &'static str) -> Result<T, RowError> {
        self.seen.shape.set(Some(what));
        Err(stop())
    }
}

macro_rules! integers {
    ($($deserialize:ident $visit:ident,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
            // Some take no 0.
            visitor.$visit(if self.sample == 0 { 0 } else { 1 })
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Value<'_> {
    type Error = RowError;

    integers! {
        deserialize_i8 visit_i8, deserialize_i16 visit_i16, deserialize_i32 visit_i32,
        deserialize_i64 visit_i64, deserialize_i128 visit_i128, deserialize_u8 visit_u8,
        deserialize_u16 visit_u16, deserialize_u32 visit_u32, deserialize_u64 visit_u64,
        deserialize_u128 visit_u128,
    }

    no_scalars! { bytes = "value of bytes" }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_f32(0.0)
    }
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_f64(0.0)
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_bool(false)
    }
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_char('a')
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.sample == 0 { visitor.visit_u64(0) } else { self.deserialize_str(visitor) }
    }
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_str(SAMPLES.get(self.sample).copied().unwrap_or_default())
    }
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.curious { visitor.visit_some(self) } else { visitor.visit_none() }
    }

    as_cells_do! {}

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: Name,
        variants: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let name = variants.get(self.sample).copied().unwrap_or_default();
        visitor.visit_enum(de::value::StrDeserializer::new(name))
    }
}
