//! An Avro schema as a shape, its names looked up.
//!
//! A schema may say the same type again and again by its name. What each costs is counted where it is said.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_array::StringArray;
use arrow_schema::TimeUnit;
use serde_json::Value;

use super::shape::Shape;

/// A schema has so many parts at most, each name's parts counted where it is used, but symbols where
/// they are said.
const PARTS: usize = 100_000;
/// And is nested so deep: each level is a call of a call.
const DEEPEST: usize = 100;
/// The names of all of them together have so many bytes at most, each with what stands before it.
const LETTERS: usize = 64 << 20;

/// Reads a schema; an error is one line. What is no record is one with the field `value`.
pub(super) fn parse(json: &[u8]) -> Result<Shape, String> {
    let json: Value =
        serde_json::from_slice(json).map_err(|error| format!("its schema is no JSON: {error}"))?;
    let mut names = Names::default();
    Ok(match names.shape(&json, "", "")? {
        record @ Shape::Record(_) => record,
        // A record is written as its fields are, one after the other.
        other => Shape::Record(vec![("value".into(), other)]),
    })
}

#[derive(Default)]
struct Names<'a> {
    known: HashMap<String, &'a Value>,
    /// The symbols of enums, by where they are defined.
    symbols: HashMap<*const Value, Arc<StringArray>>,
    /// The names that are being read, from the outermost.
    open: Vec<String>,
    parts: usize,
    letters: usize,
    depth: usize,
}

impl<'a> Names<'a> {
    fn shape(&mut self, json: &'a Value, space: &str, path: &str) -> Result<Shape, String> {
        self.count(1)?;
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

    fn count(&mut self, parts: usize) -> Result<(), String> {
        self.parts = self.parts.saturating_add(parts);
        if self.parts > PARTS {
            return Err(format!("its schema has more than {PARTS} parts"));
        }
        Ok(())
    }

    fn spell(&mut self, name: &str) -> Result<(), String> {
        self.letters = self.letters.saturating_add(name.len());
        if self.letters > LETTERS {
            return Err(format!("the names in its schema are more than {} MiB", LETTERS >> 20));
        }
        Ok(())
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
                self.spell(&full)?;
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
                self.complex(json, space_of(&full), path)?
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
                self.known.insert(full.clone(), json);
                self.open.push(full.clone());
                let fields = part("fields")?.as_array().map(Vec::as_slice).unwrap_or_default();
                let shapes = self.fields(fields, space_of(&full), path)?;
                self.open.pop();
                Shape::Record(shapes)
            }
            "enum" => {
                self.known.insert(name()?, json);
                let symbols = part("symbols")?.as_array().map(Vec::as_slice).unwrap_or_default();
                Shape::Enum(self.symbols(json, symbols)?)
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

    fn fields(
        &mut self,
        fields: &'a [Value],
        space: &str,
        path: &str,
    ) -> Result<Vec<(String, Shape)>, String> {
        let mut shapes = Vec::with_capacity(fields.len());
        let mut seen = HashSet::new();
        for field in fields {
            let name = field.get("name").and_then(Value::as_str).unwrap_or_default();
            let path = if path.is_empty() { name.into() } else { format!("{path}.{name}") };
            self.spell(&path)?;
            let ty =
                field.get("type").ok_or_else(|| format!("no type is given for {}", at(&path)))?;
            if !seen.insert(name) {
                return Err(format!("{} is there twice", at(&path)));
            }
            shapes.push((name.into(), self.shape(ty, space, &path)?));
        }
        Ok(shapes)
    }

    /// Those of the enum that is defined there.
    fn symbols(&mut self, json: &'a Value, all: &[Value]) -> Result<Arc<StringArray>, String> {
        if let Some(known) = self.symbols.get(&std::ptr::from_ref(json)) {
            return Ok(Arc::clone(known));
        }
        self.count(all.len())?;
        let all = all.iter().map(|symbol| symbol.as_str().unwrap_or_default());
        let symbols = Arc::new(StringArray::from_iter_values(all));
        self.symbols.insert(json, Arc::clone(&symbols));
        Ok(symbols)
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

/// The namespace of a name.
fn space_of(full: &str) -> &str {
    full.rsplit_once('.').map_or("", |(space, _)| space)
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
