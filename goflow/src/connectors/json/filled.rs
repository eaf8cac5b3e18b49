//! A document together with the values that its file's folders give.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{CowStrDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::connectors::file::HiveValue;

type Pair = (String, Option<String>);

/// A document, or the visitor of one, together with the folders' values. A field that the document
/// has, too, is taken from the folder: what sorts files into folders goes by that.
pub(super) struct Filled<'a, D> {
    pub(super) inner: D,
    pub(super) hive: &'a [Pair],
    /// The fields that are wanted; `None`: all.
    pub(super) fields: Option<&'static [&'static str]>,
}

impl<'a, 'de, D: Deserializer<'de>> Deserializer<'de> for Filled<'a, D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = Filled { inner: visitor, hive: self.hive, fields: Some(fields) };
        self.inner.deserialize_struct(name, fields, visitor)
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(Filled { inner: visitor, hive: self.hive, fields: None })
    }
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(Filled { inner: visitor, hive: self.hive, fields: None })
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_option(Filled { inner: visitor, hive: self.hive, fields: None })
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = Filled { inner: visitor, hive: self.hive, fields: None };
        self.inner.deserialize_newtype_struct(name, visitor)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_enum(name, variants, visitor)
    }

    // What has no fields is as it is: `any` meets it in the same place.
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct identifier ignored_any
    }
}

macro_rules! visits {
    ($($visit:ident $type:ty,)*) => {$(
        fn $visit<E: de::Error>(self, value: $type) -> Result<V::Value, E> {
            self.inner.$visit(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Filled<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    visits! {
        visit_bool bool,
        visit_i64 i64,
        visit_u64 u64,
        visit_f64 f64,
        visit_str &str,
        visit_borrowed_str &'de str,
        visit_string String,
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }
    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }
    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Filled { inner, hive: self.hive, fields: None })
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Filled { inner, hive: self.hive, fields: None })
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(items)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let (hive, fields) = (self.hive, self.fields);
        self.inner.visit_map(Entries { map, hive, fields, left: hive.iter(), value: None })
    }
}

/// The document's own entries, and then the folders'.
struct Entries<'a, A> {
    map: A,
    hive: &'a [Pair],
    fields: Option<&'static [&'static str]>,
    left: std::slice::Iter<'a, Pair>,
    /// The value of the folder whose name was given last; `None`: it was the document's.
    value: Option<&'a Option<String>>,
}

impl<A> Entries<'_, A> {
    fn is_wanted(&self, name: &str) -> bool {
        self.fields.is_none_or(|fields| fields.contains(&name))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        while let Some(key) = self.map.next_key::<Cow<'de, str>>()? {
            let filled = self.hive.iter().any(|(name, _)| *name == key) && self.is_wanted(&key);
            if !filled {
                return seed.deserialize(CowStrDeserializer::new(key)).map(Some);
            }
            self.map.next_value::<IgnoredAny>()?;
        }
        while let Some((name, value)) = self.left.next() {
            if self.is_wanted(name) {
                self.value = Some(value);
                return seed.deserialize(StrDeserializer::new(name)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(HiveValue::new(value.as_deref())),
            None => self.map.next_value_seed(seed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::super::document::parse;

    fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
        let hive = [
            ("carrier".to_string(), Some("UA".to_string())),
            ("year".to_string(), Some("2013".to_string())),
            ("day".to_string(), None),
        ];
        parse(text.as_bytes(), &hive.into()).map_err(|error| error.to_string())
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Flight {
        carrier: String,
        year: i16,
        #[serde(default)]
        delay: f64,
        day: Option<u8>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(Flight);
    #[derive(Debug, PartialEq, Deserialize)]
    struct Flat {
        delay: f64,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }

    #[test]
    fn folders_fill_fields_and_win_over_the_document() {
        let flight = Flight { carrier: "UA".into(), year: 2013, delay: 1.5, day: None };
        let text = r#"{"delay": 1.5, "year": "in another form", "more": [1]}"#;
        assert_eq!(read::<Flight>(text).as_ref(), Ok(&flight));
        assert_eq!(read::<Option<Flight>>(text).unwrap().as_ref(), Some(&flight));
        assert_eq!(read::<Option<Flight>>("null"), Ok(None));
        assert_eq!(read::<Wrapped>(text), Ok(Wrapped(flight)));
    }

    #[test]
    fn a_document_of_no_type_has_all_of_them() {
        let all = json!({"a": 1, "carrier": "UA", "year": 2013, "day": null});
        assert_eq!(read::<Value>(r#"{"a": 1}"#), Ok(all));
        assert_eq!(read::<Value>("[1, \"x\"]"), Ok(json!([1, "x"])));
        assert_eq!(read::<f64>("1.5"), Ok(1.5));
        let flat = read::<Flat>(r#"{"delay": 1}"#).unwrap();
        assert_eq!((flat.delay, flat.rest["year"].clone()), (1.0, json!(2013)));
        assert!(read::<Value>("{} {}").is_err());
        assert!(read::<Flight>("[1").is_err());
    }
}
