//! A record as serde sees it: a struct whose fields are filled in their order, a map by the
//! header's names, or a sequence of cells.

use serde::de::{self, Deserialize, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::cell::Cell;
use super::columns::{Columns, Form};
use super::error::{Kind, RowError, cells};
use super::records::Record;
use super::rules::{Rules, Untyped};

/// A record.
pub(super) struct Row<'a> {
    pub(super) record: Record<'a>,
    pub(super) columns: &'a mut Columns,
    pub(super) rules: &'a RuleSet,
    /// It may have more cells than are asked for, and fewer.
    pub(super) flexible: bool,
}

/// The rules of a file, for fields and for whole records.
pub(super) struct RuleSet {
    pub(super) field: Rules,
    pub(super) guess: Rules,
    pub(super) text: Rules,
}

impl RuleSet {
    pub(super) fn new(rules: Rules) -> Self {
        Self { guess: rules.with(Untyped::Guess), text: rules.with(Untyped::Text), field: rules }
    }
}

/// Cells and what they mean.
#[derive(Clone, Copy)]
struct Cells<'a> {
    record: Record<'a>,
    columns: &'a Columns,
    rules: &'a Rules,
}

impl Cells<'_> {
    #[inline(always)]
    fn cell(&self, place: usize) -> Result<Cell<'_>, RowError> {
        Ok(match self.record.cell(place) {
            // SAFETY: the scanner has seen no other byte in the record, of which this is a part.
            Some(raw) => unsafe { Cell::new(raw, self.rules).known(self.record.is_ascii()) },
            None => Cell::new(self.other(place)?, self.rules.of_path()),
        })
    }

    #[inline(always)]
    fn read<'de, S: DeserializeSeed<'de>>(
        &self,
        place: usize,
        seed: S,
    ) -> Result<S::Value, RowError> {
        match seed.deserialize(self.cell(place)?) {
            Ok(value) => Ok(value),
            Err(error) => Err(error.at(place)),
        }
    }

    #[cold]
    fn other(&self, place: usize) -> Result<&[u8], RowError> {
        let ended = || RowError::value("the record ends before it").at(place);
        self.columns.constant(place).ok_or_else(ended)
    }

    fn has(&self, place: usize) -> bool {
        place < self.record.len() || self.columns.constant(place).is_some()
    }
}

/// The cells of a struct's fields, in their order.
struct Ordered<'r> {
    cells: Cells<'r>,
    places: std::slice::Iter<'r, usize>,
}

impl<'de> SeqAccess<'de> for &mut Ordered<'_> {
    type Error = RowError;

    #[inline(always)]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        let Some(place) = self.places.next() else { return Ok(None) };
        match self.cells.read(*place, seed) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(error),
        }
    }

    /// The same: said here so that it is inlined in `visit_seq`, and values need not be moved.
    #[inline(always)]
    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, RowError> {
        let Some(place) = self.places.next() else { return Ok(None) };
        match T::deserialize(self.cells.cell(*place)?) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(error.at(*place)),
        }
    }
}

/// All cells, in their order.
struct Sequence<'r> {
    cells: Cells<'r>,
    next: usize,
}

impl<'de> SeqAccess<'de> for &mut Sequence<'_> {
    type Error = RowError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        if self.next == self.cells.record.len() {
            return Ok(None);
        }
        self.next += 1;
        self.cells.read(self.next - 1, seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.cells.record.len() - self.next)
    }
}

/// Columns by name.
struct Named<'r, I> {
    cells: Cells<'r>,
    names: I,
    place: usize,
}

impl<'de, 'r, I: Iterator<Item = (usize, &'r str)>> MapAccess<'de> for Named<'r, I> {
    type Error = RowError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, RowError> {
        // What a short record has no cell for is as if there were no such column.
        let Some((place, name)) = self.names.find(|(place, _)| self.cells.has(*place)) else {
            return Ok(None);
        };
        self.place = place;
        seed.deserialize(de::value::StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, RowError> {
        self.cells.read(self.place, seed)
    }
}

impl<'a> Row<'a> {
    #[inline]
    fn cells(&self) -> Cells<'_> {
        Cells { record: self.record, columns: self.columns, rules: &self.rules.field }
    }

    /// All cells, one after the other, and no more than are asked for.
    fn sequence<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        let mut sequence = Sequence { cells: self.cells(), next: 0 };
        let value = visitor.visit_seq(&mut sequence)?;
        self.no_more_than(sequence.next)?;
        Ok(value)
    }

    /// An error if there are further cells, and must not be.
    fn no_more_than(&self, expected: usize) -> Result<(), RowError> {
        match self.record.len() {
            count if count > expected && !self.flexible => {
                Err(RowError::value(format!("{}, where {expected} are expected", cells(count))))
            }
            _ => Ok(()),
        }
    }

    /// All columns by name, with values of which the type is not known.
    fn map<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if let Some(name) = &self.columns.twice {
            return Err(RowError::new(Kind::Twice(name.clone())));
        }
        let rules = match *self.columns.untyped.get_or_insert(Untyped::Guess) {
            Untyped::Text => &self.rules.text,
            _ => &self.rules.guess,
        };
        let cells = Cells { rules, ..self.cells() };
        let Some(names) = self.columns.names() else {
            return Err(RowError::unnamed());
        };
        visitor.visit_map(Named { cells, names, place: 0 })
    }

    /// A struct by the names of its fields.
    #[cold]
    fn named<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        let Some(plan) = &self.columns.plan else { return Err(RowError::unnamed()) };
        let names = plan.named.iter().copied();
        let value = match visitor.visit_map(Named { cells: self.cells(), names, place: 0 }) {
            Ok(value) => value,
            // The file has the column, and the record ends before it.
            Err(error) if self.record.len() < plan.least => return Err(error.of_record()),
            Err(error) => return Err(error),
        };
        if self.record.len() > plan.most {
            self.no_more_than(plan.most)?;
        }
        Ok(value)
    }

    /// A struct, though none was expected.
    #[cold]
    fn unplanned<'de, V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.columns.fill(fields, None).map_err(RowError::new)?;
        self.named(visitor)
    }

    /// A struct did not ask for all its fields, or there are more cells than it has fields.
    #[cold]
    fn not_all(&mut self, unread: usize) -> Result<(), RowError> {
        let Some(plan) = &mut self.columns.plan else { return Ok(()) };
        plan.unread = unread > 0;
        let most = plan.most.min(plan.cells_of_first(plan.places.len() - unread));
        let bare = plan.most < usize::MAX;
        if bare { self.no_more_than(most) } else { Ok(()) }
    }
}

impl<'de> de::Deserializer<'de> for Row<'_> {
    type Error = RowError;

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let Some(plan) = &self.columns.plan else { return self.unplanned(fields, visitor) };
        if plan.form == Form::Named || self.record.len() < plan.least {
            return self.named(visitor);
        }
        let mut ordered = Ordered { cells: self.cells(), places: plan.places.iter() };
        let value = visitor.visit_seq(&mut ordered)?;
        let unread = ordered.places.len();
        if unread > 0 || self.record.len() > plan.most {
            self.not_all(unread)?;
        }
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        self.map(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.columns.names().is_some() { self.map(visitor) } else { self.sequence(visitor) }
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

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_some(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct enum identifier ignored_any
    }
}
