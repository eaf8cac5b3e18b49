//! `RecordError`: a record that is no event.

use std::fmt;

use serde::{Serialize, Serializer};

/// A bad record: what leaves by the `err` port of a source of files, and of an output to files.
///
/// `Display` is one line for people, [`Serialize`] is for dead-letter files.
///
/// ```
/// use goflow::RecordError;
///
/// let error = RecordError {
///     file: "flights.csv".to_string(),
///     record: 17,
///     column: Some("dep_delay".to_string()),
///     offset: 1_482,
///     raw: b"2013,1,1,late".to_vec(),
///     cause: "`late` is no number".to_string(),
/// };
/// assert_eq!(error.to_string(), "flights.csv:17: column `dep_delay`: `late` is no number");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordError {
    /// The file: the path as given, joined with what lies below it.
    pub file: String,
    /// Which record, from 1; of text formats, the line where it begins. Of an Avro file in an object
    /// store that is read in pieces, it counts from where its piece begins.
    pub record: u64,
    /// The column it is about, where it is about one.
    pub column: Option<String>,
    /// Where the record begins, in bytes of the decompressed text; of a file that `.encoding` makes
    /// UTF-8 as a whole, in bytes of that.
    pub offset: u64,
    /// The record as it stands there, its first KiB. Serialized as text, with U+FFFD for what is no
    /// UTF-8.
    #[serde(serialize_with = "as_text")]
    pub raw: Vec<u8>,
    /// What is wrong with it.
    pub cause: String,
}

impl RecordError {
    /// How much of a record is kept.
    pub(crate) const RAW: usize = 1024;
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.record)?;
        if let Some(column) = &self.column {
            write!(f, "column `{column}`: ")?;
        }
        f.write_str(&self.cause)
    }
}

impl std::error::Error for RecordError {}

fn as_text<S: Serializer>(raw: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(raw))
}
