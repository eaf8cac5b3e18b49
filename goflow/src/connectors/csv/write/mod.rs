//! Events as CSV text.
//!
//! - `encoder`: rows, and the header that the first of them gives
//! - `row`: a record as serde gives it: its fields, one after the other
//! - `cell`: a value as text, in quotes only where it must be (RFC 4180)

mod cell;
mod encoder;
mod row;
#[cfg(test)]
mod tests;

pub(super) use encoder::CsvEncoder;
