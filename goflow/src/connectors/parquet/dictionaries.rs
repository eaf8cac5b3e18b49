//! What a column is read as that the file's Arrow schema calls a dictionary.
//!
//! The numbers of its words have as many bits as they had where it was written. But a row group has
//! the words of all batches that were written into it, each with a dictionary of its own, and these
//! may be more than such numbers count. And only text and bytes stand in the file as they would in
//! a dictionary.

use std::sync::Arc;

use arrow_schema::{DataType, FieldRef};

use super::within::within;

/// The field with numbers of 32 bits in dictionaries of text and of bytes that have smaller ones, and
/// values of other types as they are.
pub(super) fn widened(field: &FieldRef) -> FieldRef {
    use DataType as D;
    let data = match field.data_type() {
        D::Dictionary(number, word) => match (number.as_ref(), word.as_ref()) {
            (D::Int32 | D::UInt32 | D::Int64 | D::UInt64, word) if is_bytes(word) => {
                return Arc::clone(field);
            }
            (_, word) if is_bytes(word) => {
                D::Dictionary(Box::new(D::Int32), Box::new(word.clone()))
            }
            (_, value) => value.clone(),
        },
        data => match within(data, &mut widened) {
            Some(data) => data,
            None => return Arc::clone(field),
        },
    };
    Arc::new(field.as_ref().clone().with_data_type(data))
}

fn is_bytes(word: &DataType) -> bool {
    use DataType as D;
    matches!(
        word,
        D::Utf8
            | D::LargeUtf8
            | D::Utf8View
            | D::Binary
            | D::LargeBinary
            | D::BinaryView
            | D::FixedSizeBinary(_)
    )
}
