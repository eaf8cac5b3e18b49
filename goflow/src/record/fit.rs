//! Does a file have the columns of a record?

use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::{Field, Fields, Schema};

use super::adapt::adapt;
use super::compare::{Integers, compare};
use super::error::SchemaError;
use super::names::{self, Names, known, missing, several};
use super::nested::Record;
use super::rows::Rows;
use super::value::repeated;

/// Where the columns of a record are found in the batches of one file.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The columns, called as the file calls them, and where they are.
    places: Vec<(Field, Place)>,
    /// The columns of all, if one of them is called otherwise than in the record.
    renamed: Option<Fields>,
}

/// One column.
#[derive(Debug, Clone)]
enum Place {
    /// In this column of the file.
    Column(usize),
    /// Nowhere: it is nothing in all rows.
    Nowhere,
    /// In the path of the file: the same in all rows.
    Path(Option<String>),
}

/// Where a column was found.
enum Spot<'a> {
    Path(&'a str, Option<&'a str>),
    Column(usize, &'a Field),
}

impl<'a> Spot<'a> {
    /// All places of one column, of which there may be one.
    fn all(names: Names<'_>, found: &'a Schema, path: &'a [(String, Option<String>)]) -> Vec<Self> {
        let mut spots: Vec<Self> = Vec::new();
        for (key, text) in path.iter().filter(|(key, _)| names.has(key)) {
            if spots.iter().all(|spot| spot.name() != key) {
                spots.push(Self::Path(key, text.as_deref()));
            }
        }
        // The path's value stands for a column of its name, as in other engines.
        let in_path = |field: &Field| path.iter().any(|(key, _)| key == field.name());
        let columns = names.among(found.fields()).filter(|(_, field)| !in_path(field));
        spots.extend(columns.map(|(at, field)| Self::Column(at, field)));
        spots
    }

    fn name(&self) -> &'a str {
        match self {
            Self::Path(name, _) => name,
            Self::Column(_, field) => field.name(),
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Path(name, _) => format!("`{name}` in the path"),
            Self::Column(_, field) => format!("`{}`", field.name()),
        }
    }
}

impl Fit {
    /// Compares the columns of `T` with those of a file, and with the values in its path.
    pub(crate) fn new<T: Record>(
        found: &Schema,
        path: &[(String, Option<String>)],
        integers: Integers,
    ) -> Result<Self, SchemaError> {
        let mut problems = Vec::new();
        let mut places: Vec<(Field, Place)> = Vec::new();
        let columns = names::columns::<T>();
        for (wanted, aliases) in &columns {
            let names = Names::new(wanted, Some(aliases));
            let (called, place) = match Spot::all(names, found, path).as_slice() {
                [] => {
                    if !wanted.is_nullable() {
                        problems.push(missing("", names, found.fields()));
                    }
                    (wanted.clone(), Place::Nowhere)
                }
                [Spot::Path(name, text)] => {
                    if let Err(problem) = repeated(wanted, *text, 0) {
                        problems.push(format!("`{name}` in the path {problem}"));
                    }
                    (wanted.clone().with_name(*name), Place::Path(text.map(Into::into)))
                }
                [Spot::Column(at, field)] => {
                    let data = field.data_type();
                    let called =
                        compare(field.name(), data, wanted, aliases, integers, &mut problems);
                    let called = wanted.clone().with_data_type(called);
                    (called.with_name(field.name()), Place::Column(*at))
                }
                spots => {
                    problems.push(several(&spots.iter().map(Spot::told).collect::<Vec<_>>()));
                    continue;
                }
            };
            places.push((called, place));
        }
        // A record of nothing but options would be nothing in all rows.
        let nowhere = |(_, place): &(Field, Place)| matches!(place, Place::Nowhere);
        if problems.is_empty() && !places.is_empty() && places.iter().all(nowhere) {
            let names = columns.iter().flat_map(|(field, aliases)| {
                Names::new(field, Some(aliases)).iter().map(|name| format!("`{name}`"))
            });
            let wanted = names.collect::<Vec<_>>().join(", ");
            problems.push(format!("there is none of {wanted}{}", known(found.fields())));
        }
        if !problems.is_empty() {
            return Err(SchemaError { problems });
        }
        let renamed = columns.iter().zip(&places).any(|((own, _), (called, _))| own != called);
        let renamed = renamed.then(|| places.iter().map(|(called, _)| called.clone()).collect());
        Ok(Self { places, renamed })
    }

    /// The file's columns that are read, in the order of the file.
    pub(crate) fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<_> = self
            .places
            .iter()
            .filter_map(|(_, place)| match place {
                Place::Column(at) => Some(*at),
                _ => None,
            })
            .collect();
        columns.sort_unstable();
        columns
    }

    /// The same for batches that have only [`columns`](Self::columns).
    #[must_use]
    pub(crate) fn projected(mut self) -> Self {
        let columns = self.columns();
        for (_, place) in &mut self.places {
            if let Place::Column(at) = place {
                *at = columns.partition_point(|column| column < at);
            }
        }
        self
    }

    /// The records of a batch.
    pub(crate) fn rows<T: Record>(&self, batch: &RecordBatch) -> Result<Rows<T>, SchemaError> {
        let problem = |problem: String| SchemaError { problems: vec![problem] };
        let rows = batch.num_rows();
        let columns: Vec<ArrayRef> = self
            .places
            .iter()
            .map(|(wanted, place)| match place {
                Place::Column(at) => {
                    let Some(column) = batch.columns().get(*at) else {
                        let names = Names::new(wanted, None);
                        return Err(problem(missing("", names, batch.schema().fields())));
                    };
                    adapt(column, wanted.data_type())
                        .map_err(|error| problem(format!("`{}`: {error}", wanted.name())))
                }
                Place::Nowhere => Ok(new_null_array(wanted.data_type(), rows)),
                Place::Path(text) => repeated(wanted, text.as_deref(), rows)
                    .map_err(|error| problem(format!("`{}` in the path {error}", wanted.name()))),
            })
            .collect::<Result<_, _>>()?;
        let readers = T::readers(&columns)
            .ok_or_else(|| problem("a column changed its type within the file".into()))?;
        Ok(Rows { readers: Some(readers), row: 0, rows, renamed: self.renamed.clone() })
    }
}
