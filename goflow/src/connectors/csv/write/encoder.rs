//! Rows, and the header that the first of them gives.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::cell::Rules;
use super::row::Row;
use crate::connectors::csv::format::Format;
use crate::connectors::file::RecordError;

/// Turns events into rows of text.
///
/// The columns are the fields of the first event; a type whose events have others from time to time
/// is refused event by event. What `None` is written as (nothing, unless `.null(…)` says otherwise)
/// and a text that is the same cannot be told apart by who reads it: the reader takes both for
/// `None` where it may, and a text that is `.null(…)` for a mistake where it may not.
#[derive(Debug)]
pub(in crate::connectors) struct CsvEncoder {
    rules: Rules,
    columns: Columns,
    named: bool,
    header: Option<Vec<u8>>,
}

/// The columns of the file.
#[derive(Debug)]
pub(super) struct Columns {
    /// Names and whether they are written; of tuples, the names are empty.
    pub(super) all: Vec<(Cow<'static, str>, bool)>,
    /// They are known: this is not the first event.
    pub(super) known: bool,
    /// The events are structs or maps.
    pub(super) named: bool,
    /// These are not written.
    left_out: Vec<String>,
}

/// Why an event is no row.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::connectors) struct EncodeError {
    /// The column it is about.
    pub(in crate::connectors) column: Option<String>,
    /// What was written of the row, its first KiB.
    pub(in crate::connectors) raw: Vec<u8>,
    pub(in crate::connectors) cause: String,
    /// None of this type can be written, and not this event only.
    pub(in crate::connectors) of_type: bool,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = &self.column {
            write!(f, "field `{column}`: ")?;
        }
        f.write_str(&self.cause)
    }
}

impl std::error::Error for EncodeError {}

impl CsvEncoder {
    /// `left_out`: fields that are not written, because they stand elsewhere.
    pub(in crate::connectors) fn new(format: &Format, left_out: &[String]) -> Self {
        let columns =
            Columns { all: Vec::new(), known: false, named: false, left_out: left_out.to_vec() };
        Self { rules: Rules::new(format), columns, named: format.header, header: None }
    }

    /// The first line of each file, with its end. `None` where files have none, and until an event
    /// was written: only events know the names of their fields.
    pub(in crate::connectors) fn header(&self) -> Option<&[u8]> {
        self.header.as_deref()
    }

    /// The first line of a file to which no event comes.
    pub(in crate::connectors) fn header_of(format: &Format, names: &[String]) -> Vec<u8> {
        Rules::new(format).header(names)
    }

    /// Appends the event's row to `out`, without a header. After an error `out` is as it was.
    #[inline]
    pub(in crate::connectors) fn encode<T: Serialize + ?Sized>(
        &mut self,
        event: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let begin = out.len();
        let row = Row { columns: &mut self.columns, rules: &self.rules, out };
        let result = event.serialize(row);
        if let Err(error) = result {
            return Err(self.refuse(error, begin, out));
        }
        if !self.columns.known {
            return self.learn(begin, out);
        }
        self.rules.end_row(begin, out);
        Ok(())
    }

    /// The first event was written: its fields are the columns.
    #[cold]
    fn learn(&mut self, begin: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let refused = |cause: &str| EncodeError {
            column: None,
            raw: Vec::new(),
            cause: cause.into(),
            of_type: true,
        };
        if !self.columns.all.iter().any(|(_, kept)| *kept) {
            out.truncate(begin);
            return Err(refused("it has no fields, and a record needs one"));
        }
        if self.named && !self.columns.named {
            out.truncate(begin);
            return Err(refused(
                "it has no names for a header; write structs, or say `.header(false)`",
            ));
        }
        if self.named {
            let kept = self.columns.all.iter().filter(|(_, kept)| *kept);
            let header = self.rules.header(kept.map(|(name, _)| name));
            self.header = Some(header);
        }
        self.columns.known = true;
        self.rules.end_row(begin, out);
        Ok(())
    }

    #[cold]
    fn refuse(&mut self, error: Refusal, begin: usize, out: &mut Vec<u8>) -> EncodeError {
        let raw = out.get(begin..).unwrap_or_default();
        let raw = raw.iter().take(RecordError::RAW).copied().collect();
        out.truncate(begin);
        if !self.columns.known {
            self.columns.all.clear();
        }
        let Refusal { column, cause, of_type } = error;
        EncodeError { column, raw, cause, of_type }
    }
}

impl Columns {
    /// The first event has a further field.
    pub(super) fn learn(&mut self, name: Cow<'static, str>) {
        let kept = !self.left_out.iter().any(|left| *left == name);
        self.all.push((name, kept));
    }
}

/// Why serialization stopped.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) column: Option<String>,
    pub(super) cause: String,
    pub(super) of_type: bool,
}
