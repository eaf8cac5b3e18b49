//! A record as serde sees it: a struct by the header's names, or a sequence of cells.

use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::cell::Cell;
use super::split::Cells;

/// Which columns a file has, and which of them the struct takes.
#[derive(Default)]
pub(super) struct Columns {
    /// The header; `None` in files without one.
    pub(super) names: Option<Vec<String>>,
    /// The columns that the struct has a field for, and the fields' names: found out by the first
    /// record.
    wanted: Option<Vec<(usize, &'static str)>>,
}

impl Columns {
    pub(super) fn new(names: Option<Vec<String>>) -> Self {
        Self { names, wanted: None }
    }
}

/// A record.
pub(super) struct Row<'a> {
    pub(super) cells: Cells<'a>,
    pub(super) columns: &'a mut Columns,
    pub(super) null: Option<&'a str>,
}

/// Why a record is no `T`.
#[derive(Debug)]
pub(super) struct RowError {
    /// The column it is about, from 0.
    pub(super) column: Option<usize>,
    pub(super) kind: RowErrorKind,
}

/// What is wrong.
#[derive(Debug)]
pub(super) enum RowErrorKind {
    /// This record.
    Value(String),
    /// All records of this file: its header lacks a column.
    Missing(&'static str),
    /// All records of any file: the struct asks for what no cell can hold.
    Shape(&'static str),
}

impl RowError {
    pub(super) fn new(kind: RowErrorKind) -> Self {
        Self { column: None, kind }
    }

    fn at(mut self, column: usize) -> Self {
        self.column.get_or_insert(column);
        self
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RowErrorKind::Value(problem) => f.write_str(problem),
            RowErrorKind::Missing(field) => write!(
                f,
                "the header has no column `{field}`; make the field an `Option`, or rename it"
            ),
            RowErrorKind::Shape(what) => write!(f, "a cell holds no {what}; csv has scalars only"),
        }
    }
}

impl std::error::Error for RowError {}

impl de::Error for RowError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(RowErrorKind::Value(message.to_string()))
    }
    fn missing_field(field: &'static str) -> Self {
        Self::new(RowErrorKind::Missing(field))
    }
}

impl<'a> Row<'a> {
    fn cell(&self, column: usize) -> Option<Cell<'a>> {
        Some(Cell { text: self.cells.get(column)?, null: self.null })
    }

    fn read<'de, S: DeserializeSeed<'de>>(
        &self,
        column: usize,
        seed: S,
    ) -> Result<S::Value, RowError> {
        match self.cell(column) {
            Some(cell) => seed.deserialize(cell).map_err(|error| error.at(column)),
            None => {
                Err(RowError::new(RowErrorKind::Value("the record ends before it".into()))
                    .at(column))
            }
        }
    }

    /// All cells, one after the other, and no more than are asked for.
    fn sequence<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        let mut sequence = Sequence { row: &self, next: 0 };
        let value = visitor.visit_seq(&mut sequence)?;
        match self.cells.ends.len() {
            cells if cells > sequence.next => Err(de::Error::custom(format_args!(
                "{cells} cells, where {} are expected",
                sequence.next
            ))),
            _ => Ok(value),
        }
    }
}

struct Sequence<'r, 'a> {
    row: &'r Row<'a>,
    next: usize,
}

impl<'de> SeqAccess<'de> for &mut Sequence<'_, '_> {
    type Error = RowError;
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        if self.next == self.row.cells.ends.len() {
            return Ok(None);
        }
        self.next += 1;
        self.row.read(self.next - 1, seed).map(Some)
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.row.cells.ends.len() - self.next)
    }
}

/// The columns that a struct takes, by name.
struct Wanted<'r, 'a> {
    row: &'r Row<'a>,
    wanted: std::slice::Iter<'r, (usize, &'static str)>,
    current: usize,
}

impl<'de> MapAccess<'de> for Wanted<'_, '_> {
    type Error = RowError;
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        let Some((column, name)) = self.wanted.next() else { return Ok(None) };
        self.current = *column;
        seed.deserialize(de::value::StrDeserializer::new(name)).map(Some)
    }
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, RowError> {
        self.row.read(self.current, seed)
    }
}

/// All columns, by name.
struct Named<'r, 'a> {
    row: &'r Row<'a>,
    names: std::iter::Enumerate<std::slice::Iter<'r, String>>,
    current: usize,
}

impl<'de> MapAccess<'de> for Named<'_, '_> {
    type Error = RowError;
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        let Some((column, name)) = self.names.next() else { return Ok(None) };
        self.current = column;
        seed.deserialize(de::value::StrDeserializer::new(name)).map(Some)
    }
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, RowError> {
        self.row.read(self.current, seed)
    }
}

impl<'de> de::Deserializer<'de> for Row<'_> {
    type Error = RowError;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let Some(names) = &self.columns.names else { return self.sequence(visitor) };
        let wanted = self.columns.wanted.take().unwrap_or_else(|| {
            let place = |name: &String| fields.iter().find(|field| *field == name);
            let columns = names.iter().enumerate();
            columns.filter_map(|(column, name)| Some((column, *place(name)?))).collect()
        });
        let columns = Wanted { row: &self, wanted: wanted.iter(), current: 0 };
        let value = visitor.visit_map(columns);
        self.columns.wanted = Some(wanted);
        value
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        match &self.columns.names {
            Some(names) => {
                let names = names.iter().enumerate();
                visitor.visit_map(Named { row: &self, names, current: 0 })
            }
            None => Err(de::Error::custom("without a header there are no names for a map")),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        match self.columns.names {
            Some(_) => self.deserialize_map(visitor),
            None => self.sequence(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.sequence(visitor)
    }
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.sequence(visitor)
    }
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.sequence(visitor)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct enum identifier ignored_any
    }
}
