//! What a datum looks like: an Avro schema, its names looked up.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, TimeUnit, UnionFields, UnionMode, extension};
use serde_json::Value;

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
    Enum(Arc<[String]>),
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

/// A schema has so many parts at most, each name's parts counted where it is used.
const PARTS: usize = 100_000;
/// And is nested so deep: each level is a call of a call.
const DEEPEST: usize = 100;

/// Reads a schema; an error is one line. What is no record is one with the field `value`.
pub(super) fn parse(json: &[u8]) -> Result<Shape, String> {
    let json: Value =
        serde_json::from_slice(json).map_err(|error| format!("its schema is no JSON: {error}"))?;
    let mut names = Names { known: HashMap::new(), open: Vec::new(), parts: 0, depth: 0 };
    Ok(match names.shape(&json, "", "")? {
        record @ Shape::Record(_) => record,
        // A record is written as its fields are, one after the other.
        other => Shape::Record(vec![("value".into(), other)]),
    })
}

struct Names<'a> {
    known: HashMap<String, &'a Value>,
    /// The names that are being read, from the outermost.
    open: Vec<String>,
    parts: usize,
    depth: usize,
}

impl<'a> Names<'a> {
    fn shape(&mut self, json: &'a Value, space: &str, path: &str) -> Result<Shape, String> {
        self.parts += 1;
        if self.parts > PARTS {
            return Err(format!("its schema has more than {PARTS} parts"));
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("its schema is nested more than {DEEPEST} deep"));
        }
        let shape = match json {
            Value::String(name) => self.named(name, space, path),
            Value::Array(branches) => self.union(branches, space, path),
            Value::Object(_) => self.complex(json, space, path),
            _ => Err(format!("{} is no type, at {}", short(json), at(path))),
        }?;
        self.depth -= 1;
        Ok(shape)
    }

    fn named(&mut self, name: &str, space: &str, path: &str) -> Result<Shape, String> {
        Ok(match name {
            "null" => Shape::Null,
            "boolean" => Shape::Bool,
            "int" => Shape::Int,
            "long" => Shape::Long,
            "float" => Shape::Float,
            "double" => Shape::Double,
            "bytes" => Shape::Bytes,
            "string" => Shape::Text,
            name => {
                let full = full_name(name, space);
                let (full, json) = match (self.known.get(&full), self.known.get(name)) {
                    (Some(json), _) => (full, *json),
                    (None, Some(json)) => (name.to_string(), *json),
                    (None, None) => return Err(format!("unknown type `{name}` at {}", at(path))),
                };
                if self.open.contains(&full) {
                    return Err(format!(
                        "{} holds its own type, `{full}`, which columns cannot; leave the field \
                         out of the file",
                        at(path)
                    ));
                }
                self.complex(json, full.rsplit_once('.').map_or("", |(space, _)| space), path)?
            }
        })
    }

    fn union(&mut self, branches: &'a [Value], space: &str, path: &str) -> Result<Shape, String> {
        let each = branches.iter().map(|branch| self.shape(branch, space, path));
        let mut shapes = each.collect::<Result<Vec<_>, _>>()?;
        if shapes.is_empty() || shapes.len() > 127 {
            return Err(format!("a union of {} types at {}", shapes.len(), at(path)));
        }
        Ok(match shapes.as_mut_slice() {
            [Shape::Null, some] if *some != Shape::Null => {
                Shape::Option(Box::new(std::mem::replace(some, Shape::Null)), true)
            }
            [some, Shape::Null] if *some != Shape::Null => {
                Shape::Option(Box::new(std::mem::replace(some, Shape::Null)), false)
            }
            _ => Shape::Union(shapes),
        })
    }

    fn complex(&mut self, json: &'a Value, space: &str, path: &str) -> Result<Shape, String> {
        let kind = json.get("type").ok_or_else(|| format!("no type is given for {}", at(path)))?;
        let Value::String(word) = kind else { return self.shape(kind, space, path) };
        let part = |key: &str| {
            json.get(key).ok_or_else(|| format!("a type `{word}` without `{key}` at {}", at(path)))
        };
        let name = || -> Result<String, String> {
            let name = part("name")?.as_str().unwrap_or_default();
            let space = json.get("namespace").and_then(Value::as_str).unwrap_or(space);
            Ok(full_name(name, space))
        };
        let length = || {
            let size = part("size")?.as_u64().and_then(|size| i32::try_from(size).ok());
            let size = size.filter(|size| *size > 0).and_then(|size| usize::try_from(size).ok());
            size.ok_or_else(|| format!("a fixed type without a size at {}", at(path)))
        };
        Ok(match word.as_str() {
            "record" | "error" => {
                let full = name()?;
                let space = full.rsplit_once('.').map_or("", |(space, _)| space).to_string();
                self.known.insert(full.clone(), json);
                self.open.push(full);
                let fields = part("fields")?.as_array().map(Vec::as_slice).unwrap_or_default();
                let mut shapes = Vec::with_capacity(fields.len());
                let mut seen = HashSet::new();
                for field in fields {
                    let name = field.get("name").and_then(Value::as_str).unwrap_or_default();
                    let path = if path.is_empty() { name.into() } else { format!("{path}.{name}") };
                    let ty = field
                        .get("type")
                        .ok_or_else(|| format!("no type is given for {}", at(&path)))?;
                    if !seen.insert(name) {
                        return Err(format!("{} is there twice", at(&path)));
                    }
                    shapes.push((name.into(), self.shape(ty, &space, &path)?));
                }
                self.open.pop();
                Shape::Record(shapes)
            }
            "enum" => {
                self.known.insert(name()?, json);
                let symbols = part("symbols")?.as_array().map(Vec::as_slice).unwrap_or_default();
                Shape::Enum(symbols.iter().map(|s| s.as_str().unwrap_or_default().into()).collect())
            }
            "fixed" => {
                self.known.insert(name()?, json);
                logical(json, Shape::Fixed(length()?))
            }
            "array" => Shape::Array(Box::new(self.shape(part("items")?, space, path)?)),
            "map" => Shape::Map(Box::new(self.shape(part("values")?, space, path)?)),
            word => logical(json, self.named(word, space, path)?),
        })
    }
}

/// A logical type, where it goes with the type; else it is ignored, as the specification says.
fn logical(json: &Value, shape: Shape) -> Shape {
    let number = |key: &str| json.get(key).and_then(Value::as_u64);
    let decimal = |fixed| {
        let digits = u8::try_from(number("precision")?).ok().filter(|d| (1..=38).contains(d))?;
        let behind = u8::try_from(number("scale").unwrap_or(0)).ok().filter(|b| *b <= digits)?;
        Some(Shape::Decimal(digits, behind.cast_signed(), fixed))
    };
    let logical = json.get("logicalType").and_then(Value::as_str).unwrap_or_default();
    match (logical, &shape) {
        ("date", Shape::Int) => Shape::Date,
        ("time-millis", Shape::Int) => Shape::TimeMs,
        ("time-micros", Shape::Long) => Shape::TimeUs,
        ("timestamp-millis", Shape::Long) => Shape::Stamp(TimeUnit::Millisecond, false),
        ("timestamp-micros", Shape::Long) => Shape::Stamp(TimeUnit::Microsecond, false),
        ("timestamp-nanos", Shape::Long) => Shape::Stamp(TimeUnit::Nanosecond, false),
        ("local-timestamp-millis", Shape::Long) => Shape::Stamp(TimeUnit::Millisecond, true),
        ("local-timestamp-micros", Shape::Long) => Shape::Stamp(TimeUnit::Microsecond, true),
        ("local-timestamp-nanos", Shape::Long) => Shape::Stamp(TimeUnit::Nanosecond, true),
        ("uuid", Shape::Text) => Shape::UuidText,
        ("uuid", Shape::Fixed(16)) => Shape::UuidBytes,
        ("decimal", Shape::Bytes) => decimal(None).unwrap_or(shape),
        ("decimal", Shape::Fixed(length)) => decimal(Some(*length)).unwrap_or(shape),
        _ => shape,
    }
}

fn full_name(name: &str, space: &str) -> String {
    if name.contains('.') || space.is_empty() { name.into() } else { format!("{space}.{name}") }
}

fn at(path: &str) -> String {
    if path.is_empty() { "its root".into() } else { format!("field `{path}`") }
}

fn short(json: &Value) -> String {
    let text = json.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
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
