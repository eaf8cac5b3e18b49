//! Why a record is no `T`.

use std::fmt;

use serde::de;

/// What is wrong with a record, or with all of them. A pointer: results are small where all is well.
#[derive(Debug)]
pub(super) struct RowError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// The column it is about, from 0.
    column: Option<usize>,
    kind: Kind,
}

/// What an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// This record.
    Value(String),
    /// All records of this file: its header lacks a column.
    Missing(&'static str),
    /// All records of this file: though none of these fields has to be there, that none is, or that
    /// one is not in a header that is no UTF-8, is a mistake.
    Foreign(Vec<&'static str>),
    /// All records of this file: its header has a column that the struct refuses.
    Unknown(String),
    /// All records of this file: two columns are for one field.
    Twice(String),
    /// All records of any file: there are no names for a map.
    Unnamed,
    /// All records of any file: the struct asks for what no cell can hold.
    Shape(&'static str),
}

impl RowError {
    #[cold]
    pub(super) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner { column: None, kind }))
    }

    #[cold]
    pub(super) fn value(problem: impl Into<String>) -> Self {
        Self::new(Kind::Value(problem.into()))
    }

    #[cold]
    pub(super) fn unnamed() -> Self {
        Self::new(Kind::Unnamed)
    }

    #[cold]
    pub(super) fn shape(what: &'static str) -> Self {
        Self::new(Kind::Shape(what))
    }

    /// It is about that column, unless it is known to be about another.
    #[cold]
    pub(super) fn at(mut self, column: usize) -> Self {
        self.0.column.get_or_insert(column);
        self
    }

    /// It is about this record, and not about the file.
    #[cold]
    pub(super) fn of_record(mut self) -> Self {
        if let Kind::Missing(field) = self.0.kind {
            self.0.kind = Kind::Value(format!("it has no `{field}`, and the field is no `Option`"));
        }
        self
    }

    pub(super) fn column(&self) -> Option<usize> {
        self.0.column
    }

    pub(super) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// What is wrong with this record, if it is about this record.
    pub(super) fn as_value(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Value(problem) => Some(problem),
            _ => None,
        }
    }
}

/// What a header without columns for these fields is told.
pub(super) fn lacks(fields: &[&str]) -> String {
    match fields {
        [field] => {
            format!("the header has no column `{field}`; make the field an `Option`, or rename it")
        }
        fields => format!(
            "the header has no columns `{}`; make the fields `Option`s, or rename them",
            fields.join("`, `")
        ),
    }
}

/// So many of them.
pub(super) fn cells(count: usize) -> String {
    if count == 1 { "1 cell".into() } else { format!("{count} cells") }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(problem) => f.write_str(problem),
            Self::Missing(field) => f.write_str(&lacks(&[field])),
            Self::Foreign(fields) => match fields.as_slice() {
                [field] => write!(f, "the header has no column `{field}`"),
                fields => {
                    write!(f, "the header has none of the columns `{}`", fields.join("`, `"))
                }
            },
            Self::Unknown(column) => write!(
                f,
                "the header has a column `{column}`, which the struct refuses; add a field for it, \
                 or leave out `deny_unknown_fields`"
            ),
            Self::Twice(column) => write!(
                f,
                "the header has the column `{column}` twice, and a field takes one; rename one of \
                 them"
            ),
            Self::Unnamed => f.write_str(
                "without a header there are no names for a map; read structs or tuples, or leave \
                 out `.header(false)`",
            ),
            Self::Shape(what) => write!(f, "a cell holds no {what}; csv has scalars only"),
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)
    }
}

impl std::error::Error for RowError {}

impl de::Error for RowError {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::value(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Kind::Missing(field))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::new(Kind::Unknown(field.into()))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Kind::Twice(field.into()))
    }
}
