//! Texts of which an array has only views, into memory that other rows share.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{
    Array as _, ArrayRef, BinaryArray, BinaryViewArray, StringArray, StringViewArray,
};
use arrow_schema::DataType;

/// The same texts, one after the other. `None`: that would take more memory, or has no end, since
/// many rows have one text.
pub(super) fn without(array: &ArrayRef) -> Option<ArrayRef> {
    let fits = |lengths: &mut dyn Iterator<Item = u32>| {
        let all: usize = lengths.map(|length| length as usize).sum();
        all <= array.get_array_memory_size() && i32::try_from(all).is_ok()
    };
    Some(match array.data_type() {
        DataType::Utf8View => {
            let views = array.as_string_view();
            fits(&mut views.lengths()).then(|| Arc::new(views.iter().collect::<StringArray>()))?
        }
        DataType::BinaryView => {
            let views = array.as_binary_view();
            fits(&mut views.lengths()).then(|| Arc::new(views.iter().collect::<BinaryArray>()))?
        }
        _ => Arc::clone(array),
    })
}

/// The type that these have.
pub(super) fn stored(data: &DataType) -> &DataType {
    match data {
        DataType::Utf8View => &DataType::Utf8,
        DataType::BinaryView => &DataType::Binary,
        _ => data,
    }
}

/// Views again, if they were.
pub(super) fn again(array: ArrayRef, data: &DataType) -> ArrayRef {
    match data {
        DataType::Utf8View => Arc::new(StringViewArray::from(array.as_string::<i32>())),
        DataType::BinaryView => Arc::new(BinaryViewArray::from(array.as_binary::<i32>())),
        _ => array,
    }
}
