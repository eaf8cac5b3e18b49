//! Under which names a file may have the columns of a record.

use std::iter::once;

use arrow_schema::{DataType, Field, Fields};

use super::compare::{Integers, compare};
use super::nested::Record;

/// Further names of a column, and of those inside of it, under which they are read.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    further: &'static [&'static str],
    /// Of the record that the column holds, or holds in lists or maps: of its fields, in their order.
    inside: Vec<Self>,
}

impl Aliases {
    /// Of a field that has these aliases, and of what its type has inside.
    #[must_use]
    pub fn new(further: &'static [&'static str], inside: Vec<Self>) -> Self {
        Self { further, inside }
    }

    /// Of the fields inside.
    pub(super) fn inside(&self) -> &[Self] {
        &self.inside
    }
}

/// All names of one column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    own: &'a str,
    further: &'static [&'static str],
}

impl<'a> Names<'a> {
    pub(super) fn new(field: &'a Field, aliases: Option<&Aliases>) -> Self {
        Self { own: field.name(), further: aliases.map_or(&[], |aliases| aliases.further) }
    }

    /// Its own name first.
    pub(super) fn iter(self) -> impl Iterator<Item = &'a str> {
        once(self.own).chain(self.further.iter().copied())
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.iter().any(|known| known == name)
    }

    /// Those of the fields that have one of the names, and where they stand.
    pub(super) fn among(self, fields: &Fields) -> impl Iterator<Item = (usize, &Field)> {
        fields
            .iter()
            .enumerate()
            .filter(move |(_, field)| self.has(field.name()))
            .map(|(at, field)| (at, field.as_ref()))
    }
}

/// The columns of `T` with their names.
pub(super) fn columns<T: Record>() -> Vec<(Field, Aliases)> {
    let mut aliases = T::aliases().into_iter();
    T::fields().into_iter().map(|field| (field, aliases.next().unwrap_or_default())).collect()
}

/// The column of `T` that has this name, if one has, with all its names.
pub(crate) fn names_of<T: Record>(name: &str) -> Vec<String> {
    let columns = columns::<T>();
    let mut names = columns.iter().map(|(field, aliases)| Names::new(field, Some(aliases)));
    let found = names.find(|names| names.has(name));
    found.into_iter().flat_map(Names::iter).map(Into::into).collect()
}

/// The type of the field of `T` that is read from a file's column, with the file's names inside.
pub(crate) fn called_in<T: Record>(column: &Field) -> Option<DataType> {
    let columns = columns::<T>();
    let mut columns = columns.iter();
    let (field, aliases) =
        columns.find(|(field, aliases)| Names::new(field, Some(aliases)).has(column.name()))?;
    let (data, every) = (column.data_type(), Integers::Every);
    // What differs is told later.
    Some(compare(column.name(), data, field, aliases, every, &mut Vec::new()))
}

/// What a file calls the column that has this path by its own names. `own` and `file` are the same
/// fields.
#[cold]
pub(super) fn path_in(path: &str, own: &Fields, file: &Fields) -> String {
    for (own, file) in own.iter().zip(file) {
        match path.strip_prefix(own.name().as_str()).map(|rest| (rest, rest.strip_prefix('.'))) {
            Some(("", _)) => return file.name().clone(),
            Some((_, Some(rest))) => {
                let inside = record_in(own.data_type()).zip(record_in(file.data_type()));
                let rest = inside.map_or(rest.into(), |(own, file)| path_in(rest, own, file));
                return format!("{}.{rest}", file.name());
            }
            _ => {}
        }
    }
    path.into()
}

/// The fields of the record that a column holds, or holds in lists or maps.
fn record_in(data: &DataType) -> Option<&Fields> {
    match data {
        DataType::Struct(fields) => Some(fields),
        DataType::List(element) => record_in(element.data_type()),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) => record_in(pair.get(1)?.data_type()),
            _ => None,
        },
        _ => None,
    }
}

/// A field for which there are several columns: these.
pub(super) fn several(told: &[String]) -> String {
    match told {
        [first, others @ ..] if others.iter().all(|other| other == first) => {
            format!("there is more than one {first}, and a field takes one; rename the others")
        }
        _ => format!("there are {}, and a field takes one; rename one of them", told.join(" and ")),
    }
}

/// A field for which there is none. `of`: the path of what it is in, with a `.` behind it.
pub(super) fn missing(of: &str, names: Names<'_>, found: &Fields) -> String {
    let wanted: Vec<_> = names.iter().map(|name| format!("`{of}{name}`")).collect();
    let none = match wanted.as_slice() {
        [own] => format!("no {own}"),
        all => format!("neither {}", all.join(" nor ")),
    };
    format!("there is {none}{}; make the field an `Option`, or rename it", known(found))
}

/// What there is instead.
pub(super) fn known(found: &Fields) -> String {
    let names: Vec<_> = found.iter().take(20).map(|field| format!("`{}`", field.name())).collect();
    let more = if found.len() > 20 { ", …" } else { "" };
    format!(" (the columns are {}{more})", names.join(", "))
}
