//! A value without some of its fields: those that stand in the names of its folders.

use std::fmt::{self, Write as _};

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

/// Serializes as `value` does, without top-level fields of these names. What has no fields is
/// whole.
///
/// How many fields there are is told without regard to what is left out.
pub(crate) struct Without<'a, T> {
    pub(crate) value: &'a T,
    pub(crate) names: &'a [String],
}

impl<T: Serialize> Serialize for Without<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.names.is_empty() {
            return self.value.serialize(serializer);
        }
        self.value.serialize(Leaving { inner: serializer, names: self.names })
    }
}

/// A serializer that leaves fields out.
struct Leaving<'a, S> {
    inner: S,
    names: &'a [String],
}

fn leaves(names: &[String], name: &str) -> bool {
    names.iter().any(|left| left == name)
}

/// What is no struct and no map is passed on.
macro_rules! whole {
    ($($method:ident($($name:ident: $type:ty),*) -> $ok:ident;)*) => {$(
        fn $method(self $(, $name: $type)*) -> Result<S::$ok, S::Error> {
            self.inner.$method($($name),*)
        }
    )*};
}

impl<'a, S: Serializer> Serializer for Leaving<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = S::SerializeSeq;
    type SerializeTuple = S::SerializeTuple;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = Map<'a, S::SerializeMap>;
    type SerializeStruct = Leaving<'a, S::SerializeStruct>;
    type SerializeStructVariant = S::SerializeStructVariant;

    whole! {
        serialize_bool(v: bool) -> Ok;
        serialize_i8(v: i8) -> Ok;
        serialize_i16(v: i16) -> Ok;
        serialize_i32(v: i32) -> Ok;
        serialize_i64(v: i64) -> Ok;
        serialize_i128(v: i128) -> Ok;
        serialize_u8(v: u8) -> Ok;
        serialize_u16(v: u16) -> Ok;
        serialize_u32(v: u32) -> Ok;
        serialize_u64(v: u64) -> Ok;
        serialize_u128(v: u128) -> Ok;
        serialize_f32(v: f32) -> Ok;
        serialize_f64(v: f64) -> Ok;
        serialize_char(v: char) -> Ok;
        serialize_str(v: &str) -> Ok;
        serialize_bytes(v: &[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(name: &'static str) -> Ok;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Ok;
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, len: usize
        ) -> SerializeTupleVariant;
        serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, len: usize
        ) -> SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_variant(name, index, variant, value)
    }
    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        let inner = self.inner.serialize_struct(name, len)?;
        Ok(Leaving { inner, names: self.names })
    }
    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Map { inner: self.inner.serialize_map(len)?, names: self.names, leaves: false })
    }
    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<S: SerializeStruct> SerializeStruct for Leaving<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        match leaves(self.names, key) {
            true => self.inner.skip_field(key),
            false => self.inner.serialize_field(key, value),
        }
    }
    fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
        self.inner.skip_field(key)
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

/// A map (a struct with `#[serde(flatten)]` is one) that leaves entries out.
struct Map<'a, S> {
    inner: S,
    names: &'a [String],
    /// The entry at hand is left out.
    leaves: bool,
}

impl<S: SerializeMap> SerializeMap for Map<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        let mut text = String::new();
        let is_text = write!(text, "{}", Key(key)).is_ok();
        self.leaves = is_text && leaves(self.names, &text);
        match self.leaves {
            true => Ok(()),
            false => self.inner.serialize_key(key),
        }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        match self.leaves {
            true => Ok(()),
            false => self.inner.serialize_value(value),
        }
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

/// A map's key as text; one that is no text does not display.
struct Key<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> fmt::Display for Key<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    struct Delay {
        carrier: &'static str,
        minutes: i32,
        #[serde(flatten)]
        rest: BTreeMap<&'static str, Option<Box<Delay>>>,
    }
    #[derive(Serialize)]
    struct Plain {
        n: u8,
        carrier: char,
    }
    #[derive(Serialize)]
    struct Wrapped(Plain);
    #[derive(Serialize)]
    enum Kind {
        Struct { carrier: u8 },
        Newtype(Plain),
    }

    fn json<T: Serialize>(value: &T) -> String {
        let names = ["carrier".to_string(), "month".to_string()];
        serde_json::to_string(&Without { value, names: &names }).unwrap()
    }

    #[test]
    fn top_level_fields_are_left_out() {
        assert_eq!(json(&Plain { n: 1, carrier: 'x' }), r#"{"n":1}"#);
        assert_eq!(json(&Some(Wrapped(Plain { n: 1, carrier: 'x' }))), r#"{"n":1}"#);
        let inner = Delay { carrier: "B", minutes: 2, rest: BTreeMap::new() };
        let rest = [("month", None), ("next", Some(Box::new(inner)))].into();
        let delay = Delay { carrier: "A", minutes: 1, rest };
        assert_eq!(json(&delay), r#"{"minutes":1,"next":{"carrier":"B","minutes":2}}"#);
        assert_eq!(json(&BTreeMap::from([("carrier", 1)])), "{}");
        assert_eq!(json(&BTreeMap::from([(1, 1)])), r#"{"1":1}"#);
    }

    #[test]
    fn what_has_no_fields_is_whole() {
        assert_eq!(json(&[1, 2]), "[1,2]");
        assert_eq!(json(&(1, "carrier")), r#"[1,"carrier"]"#);
        assert_eq!(json(&Kind::Struct { carrier: 1 }), r#"{"Struct":{"carrier":1}}"#);
        let plain = Plain { n: 1, carrier: 'x' };
        assert_eq!(json(&Kind::Newtype(plain)), r#"{"Newtype":{"n":1,"carrier":"x"}}"#);
        assert_eq!(json(&None::<u8>), "null");
    }
}
