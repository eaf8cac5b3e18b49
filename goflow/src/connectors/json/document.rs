//! One document: where it is, and the event it becomes.

use serde::de::DeserializeOwned;

use super::filled::Filled;
use crate::connectors::file::{HiveValues, Place};

/// A document as it stands in the file.
pub(super) struct Span<'a> {
    pub(super) text: &'a [u8],
    pub(super) begin: Place,
}

/// Takes what is found in the text.
pub(super) trait Sink {
    fn has_room(&self) -> bool;
    /// A document.
    fn document(&mut self, span: Span<'_>);
    /// The beginning of one that is longer than any may be.
    fn too_long(&mut self, span: Span<'_>);
    /// What is none.
    fn fail(&mut self, span: Span<'_>, cause: String);
}

/// What a document becomes. `hive` fills fields that the document itself lacks, or repeats.
#[inline]
pub(super) fn parse<T: DeserializeOwned>(
    text: &[u8],
    hive: &HiveValues,
) -> Result<T, serde_json::Error> {
    if hive.is_empty() {
        return serde_json::from_slice(text);
    }
    let mut parser = serde_json::Deserializer::from_slice(text);
    let event = T::deserialize(Filled { inner: &mut parser, hive, fields: None })?;
    parser.end()?;
    Ok(event)
}

/// Which field a document fails at, if it does so inside of one: `a.b[2]`. It is read once more.
#[cold]
pub(super) fn column<T: DeserializeOwned>(text: &[u8], hive: &HiveValues) -> Option<String> {
    let mut parser = serde_json::Deserializer::from_slice(text);
    let document = Filled { inner: &mut parser, hive, fields: None };
    let path = serde_path_to_error::deserialize::<_, T>(document).err()?.path().to_string();
    // `.` is the whole, and of what has no name that can be told it is `?`.
    (path != "." && path != "?").then_some(path)
}

/// What is wrong with a document. The parser counts lines within it.
pub(super) fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match (text.strip_suffix(&place), error.line()) {
        (Some(what), 0 | 1) => format!("{what} at character {}", error.column()),
        (Some(what), line) => format!("{what} at character {} of its line {line}", error.column()),
        (None, _) => text,
    }
}

/// White space, as JSON has it.
#[inline]
pub(super) fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
