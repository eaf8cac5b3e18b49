//! What does not fit: a value, or a whole schema.

use std::fmt;

/// A value that its column, or its field, cannot hold.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::record::RecordBuilder;
///
/// #[derive(Record)]
/// struct Item {
///     #[record(decimal(5, 2))]
///     price: rust_decimal::Decimal,
/// }
///
/// let mut builder = RecordBuilder::new(1);
/// let error = builder.append(&Item { price: "1234.56".parse().unwrap() }).unwrap_err();
/// assert_eq!(error.to_string(), "column `price`: 1234.56 has more digits than decimal(5, 2) holds");
/// assert_eq!(error.column(), "price");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    column: String,
    problem: String,
}

impl ValueError {
    #[cold]
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self(Box::new(Parts { column: String::new(), problem: problem.into() }))
    }

    /// A row without a value where the field is no `Option`.
    #[cold]
    pub(super) fn nothing() -> Self {
        Self::new("it is nothing, and the field is no `Option`")
    }

    /// In this column, or in this field of a column.
    #[doc(hidden)]
    #[cold]
    #[must_use]
    pub fn at(mut self, name: &str) -> Self {
        let parts = &mut *self.0;
        parts.column = match parts.column.as_str() {
            "" => name.into(),
            below => format!("{name}.{below}"),
        };
        self
    }

    /// With the column's path as the file has it.
    #[cold]
    pub(super) fn called(mut self, path: impl FnOnce(&str) -> String) -> Self {
        self.0.column = path(&self.0.column);
        self
    }

    /// The column, with a `.` before each field of a nested record.
    pub fn column(&self) -> &str {
        &self.0.column
    }

    /// What is wrong with the value.
    pub fn problem(&self) -> &str {
        &self.0.problem
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.column.is_empty() {
            write!(f, "column `{}`: ", self.0.column)?;
        }
        f.write_str(&self.0.problem)
    }
}

impl std::error::Error for ValueError {}

/// The columns of a file or a batch are not those of the record: all that differs.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::record;
///
/// #[derive(Record)]
/// struct Flight { year: i64, carrier: String }
/// #[derive(Record)]
/// struct Other { year: u64, tail: Option<String> }
///
/// let batch = record::RecordBuilder::<Flight>::new(0).finish().unwrap();
/// let error = record::rows::<Other>(&batch).err().unwrap();
/// assert_eq!(
///     error.to_string(),
///     "the columns do not fit: `year` is Int64, and the field takes UInt64 (make it `i64`)",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    pub(super) problems: Vec<String>,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the columns do not fit: {}", self.problems.join("; "))
    }
}

impl std::error::Error for SchemaError {}
