//! A folder's value as serde sees it, and whether a type can take it.

use std::fmt;

use serde::de::{self, DeserializeOwned, MapAccess, Visitor};

/// The value of a folder: text, which becomes what the field asks for; `None` for the default
/// partition.
pub(crate) struct HiveValue<'a, E> {
    text: Option<&'a str>,
    /// Makes the error of a field that cannot take it.
    fail: fn(String) -> E,
}

impl<'a, E: de::Error> HiveValue<'a, E> {
    pub(crate) fn new(text: Option<&'a str>) -> Self {
        Self { text, fail: E::custom::<String> }
    }

    fn parse<T: std::str::FromStr<Err: fmt::Display>>(&self, expected: &str) -> Result<T, E> {
        match self.text {
            None => Err((self.fail)(format!(
                "the default partition is nothing, and the field takes {expected}; make it an \
                 `Option`"
            ))),
            Some(text) => text
                .parse()
                .map_err(|error| (self.fail)(format!("`{text}` is no {expected}: {error}"))),
        }
    }
}

macro_rules! scalars {
    ($($deserialize:ident $visit:ident $type:literal,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            visitor.$visit(self.parse($type)?)
        }
    )*};
}

impl<'de, E: de::Error> de::Deserializer<'de> for HiveValue<'_, E> {
    type Error = E;

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

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let text = self.text.unwrap_or_default();
        visitor.visit_str(text).map_err(|error: E| (self.fail)(format!("`{text}`: {error}")))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.text {
            None => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    /// Where the type is not known, what is written as a number is one, and the rest is text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let Some(text) = self.text else { return visitor.visit_none() };
        match text {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => match (text.parse::<u64>(), text.parse::<i64>()) {
                // `007` and `+1` are names of something.
                (Ok(number), _) if number.to_string() == text => visitor.visit_u64(number),
                (_, Ok(number)) if number.to_string() == text => visitor.visit_i64(number),
                _ => visitor.visit_str(text),
            },
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        let text: String = self.parse("a name")?;
        let name = de::value::StrDeserializer::<E>::new(&text);
        visitor.visit_enum(name).map_err(|error| (self.fail)(error.to_string()))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_unit()
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_str(visitor)
    }

    serde::forward_to_deserialize_any! {
        bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
    }
}

/// An error if a field of `T` cannot take the value of a folder that has its name.
///
/// It is found by making a `T` of these values alone: what lacks then is no matter.
pub(crate) fn check<T: DeserializeOwned>(
    values: &[(String, Option<String>)],
) -> Result<(), String> {
    let mut current = None;
    let probe = Probe { values, current: &mut current };
    match T::deserialize(probe) {
        Err(Problem::Value(problem)) => {
            let name = current.unwrap_or_default();
            Err(format!("the folder `{name}=…` fills the field `{name}`: {problem}"))
        }
        Err(Problem::Other) | Ok(_) => Ok(()),
    }
}

#[derive(Debug)]
enum Problem {
    Value(String),
    Other,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(problem) => f.write_str(problem),
            Self::Other => f.write_str("it does not fit"),
        }
    }
}

impl std::error::Error for Problem {}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

struct Probe<'a, 'c> {
    values: &'a [(String, Option<String>)],
    current: &'c mut Option<&'a str>,
}

impl<'de, 'a> Probe<'a, '_> {
    fn visit<V: Visitor<'de>>(
        self,
        fields: Option<&[&str]>,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let wanted = |name: &str| fields.is_none_or(|fields| fields.contains(&name));
        let values = self.values.iter().filter(|(name, _)| wanted(name));
        visitor.visit_map(Values { left: values, value: None, current: self.current })
    }
}

struct Values<'a, 'c, I> {
    left: I,
    value: Option<Option<&'a str>>,
    current: &'c mut Option<&'a str>,
}

impl<'de, 'a, I> MapAccess<'de> for Values<'a, '_, I>
where
    I: Iterator<Item = &'a (String, Option<String>)>,
{
    type Error = Problem;
    fn next_key_seed<S: de::DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some((name, value)) = self.left.next() else { return Ok(None) };
        *self.current = Some(name);
        self.value = Some(value.as_deref());
        seed.deserialize(de::value::StrDeserializer::new(name)).map(Some)
    }
    fn next_value_seed<S: de::DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Problem> {
        let text = self.value.take().flatten();
        seed.deserialize(HiveValue { text, fail: Problem::Value })
    }
}

impl<'de> de::Deserializer<'de> for Probe<'_, '_> {
    type Error = Problem;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.visit(Some(fields), visitor)
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.visit(None, visitor)
    }
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.visit(None, visitor)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "only made")]
    struct Flight {
        year: u16,
        carrier: Option<String>,
        tail: String,
        other: bool,
    }

    fn checked<T: DeserializeOwned>(name: &str, value: Option<&str>) -> Result<(), String> {
        check::<T>(&[("unknown".into(), None), (name.into(), value.map(String::from))])
    }

    #[test]
    fn a_value_that_fits_no_field_is_found_before_anything_is_read() {
        assert_eq!(checked::<Flight>("year", Some("2013")), Ok(()));
        assert_eq!(checked::<Flight>("carrier", None), Ok(()));
        assert_eq!(checked::<Flight>("tail", None), Ok(()));
        assert_eq!(checked::<Flight>("elsewhere", Some("x")), Ok(()));
        assert_eq!(checked::<(u8, u8)>("year", Some("x")), Ok(()));
        assert_eq!(
            checked::<Flight>("year", Some("70000")).unwrap_err(),
            "the folder `year=…` fills the field `year`: `70000` is no u16: number too large to \
             fit in target type"
        );
        let error = checked::<Flight>("other", None).unwrap_err();
        assert!(error.ends_with("the field takes bool; make it an `Option`"), "{error}");
    }
}
