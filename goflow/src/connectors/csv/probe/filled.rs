//! A value that is made up, with one of all that its type may hold: each `Option` has something, each
//! list an element.

use serde::de::{self, DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer, Visitor};

use super::trace::SAMPLES;
use crate::connectors::csv::error::RowError;

/// Types that hold themselves end here.
const DEEPEST: u8 = 8;

/// Values of a type, as different as texts and enums can make them; none of a type that takes nothing
/// which is known here, or that takes anything.
pub(in crate::connectors::csv) fn filled<T: DeserializeOwned>() -> impl Iterator<Item = T> {
    (0..SAMPLES.len()).filter_map(|sample| T::deserialize(Value { sample, depth: 0 }).ok())
}

#[derive(Clone, Copy)]
struct Value {
    /// Which text it is, and which of an enum's variants.
    sample: usize,
    depth: u8,
}

impl Value {
    fn text(self) -> &'static str {
        SAMPLES.get(self.sample).copied().unwrap_or_default()
    }

    fn inner(self) -> Self {
        Self { depth: self.depth.saturating_add(1), ..self }
    }

    fn elements<'de, V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let elements = std::iter::repeat_n(self.inner(), count);
        visitor.visit_seq(de::value::SeqDeserializer::new(elements))
    }

    /// As many as there may be of what need not be there.
    fn some(self) -> usize {
        usize::from(self.depth < DEEPEST)
    }
}

impl IntoDeserializer<'_, RowError> for Value {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

type Name = &'static str;

macro_rules! values {
    ($($deserialize:ident $visit:ident $value:expr,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
            visitor.$visit($value)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Value {
    type Error = RowError;

    values! {
        deserialize_bool visit_bool true, deserialize_char visit_char 'a',
        deserialize_i8 visit_i8 1, deserialize_i16 visit_i16 1, deserialize_i32 visit_i32 1,
        deserialize_i64 visit_i64 1, deserialize_i128 visit_i128 1,
        deserialize_u8 visit_u8 1, deserialize_u16 visit_u16 1, deserialize_u32 visit_u32 1,
        deserialize_u64 visit_u64 1, deserialize_u128 visit_u128 1,
        deserialize_f32 visit_f32 1.0, deserialize_f64 visit_f64 1.0,
        deserialize_bytes visit_bytes b"a", deserialize_byte_buf visit_bytes b"a",
    }

    /// What it would be is a question of the text.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, RowError> {
        Err(RowError::custom("there is no more to be known"))
    }
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_str(self.text())
    }
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_str(self.text())
    }
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_str(self.text())
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.some() > 0 { visitor.visit_some(self.inner()) } else { visitor.visit_none() }
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
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.elements(self.some(), visitor)
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
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        let pairs = std::iter::repeat_n((self.inner(), self.inner()), self.some());
        visitor.visit_map(de::value::MapDeserializer::new(pairs))
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: Name,
        fields: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let pairs = fields.iter().map(|field| (*field, self.inner()));
        visitor.visit_map(de::value::MapDeserializer::new(pairs))
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: Name,
        variants: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let variant = variants.get(self.sample % variants.len().max(1));
        visitor.visit_enum(Variant { name: variant.copied().unwrap_or_default(), value: self })
    }
}

/// A variant of an enum, with what it holds.
struct Variant {
    name: Name,
    value: Value,
}

impl<'de> de::EnumAccess<'de> for Variant {
    type Error = RowError;
    type Variant = Value;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Value), RowError> {
        let name = seed.deserialize(de::value::StrDeserializer::<RowError>::new(self.name))?;
        Ok((name, self.value.inner()))
    }
}

impl<'de> de::VariantAccess<'de> for Value {
    type Error = RowError;

    fn unit_variant(self) -> Result<(), RowError> {
        Ok(())
    }
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, RowError> {
        seed.deserialize(self)
    }
    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.elements(length, visitor)
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        de::Deserializer::deserialize_struct(self, "", fields, visitor)
    }
}
