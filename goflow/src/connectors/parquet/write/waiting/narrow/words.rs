//! Words of a dictionary that has more of them than there are rows.

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, ArrayRef, UInt64Array, make_array};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType};
use arrow_select::take::take;

/// The same rows with no words but theirs. Many parts of a batch have one dictionary between them,
/// which would be held, and counted, with each.
pub(super) fn only_used(array: &ArrayRef) -> Result<Option<ArrayRef>, ArrowError> {
    let (DataType::Dictionary(key, _), rows) = (array.data_type(), array.len()) else {
        return Ok(None);
    };
    let (dictionary, width) = (array.as_any_dictionary(), key.primitive_width());
    let (Some(width), true) = (width, dictionary.values().len() > rows) else { return Ok(None) };
    let keys = dictionary.normalized_keys();
    let mut used: Vec<u64> = keys.iter().map(|&key| key as u64).collect();
    used.sort_unstable();
    used.dedup();
    let mut places = Vec::with_capacity(rows * width);
    for key in keys {
        let place = used.binary_search(&(key as u64)).unwrap_or_default().to_le_bytes();
        places.extend(place.into_iter().take(width));
    }
    let words = take(dictionary.values(), &UInt64Array::from(used), None)?;
    let data =
        ArrayData::builder(array.data_type().clone()).len(rows).nulls(array.nulls().cloned());
    let data = data.add_buffer(places.into()).add_child_data(words.to_data());
    data.align_buffers(true).build().map(|data| Some(make_array(data)))
}
