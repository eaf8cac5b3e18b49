//! Whether a column is worth a dictionary.
//!
//! A dictionary of values that all differ makes a column longer, and each of them is looked up in vain.
//! The crate's writer only gives up when a dictionary is full, at 1 MiB. parquet-mr looks at what has
//! become of the first page; here the first values are looked at before there is one.

use std::hash::BuildHasher as _;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// So many values are looked at,
pub(super) const MOST: usize = 4096;
/// and of fewer than these nothing is concluded. So many that are drawn from the 131,072 longs that a
/// dictionary of 1 MiB holds all differ once in 9 million times.
const LEAST: usize = 2048;

/// Whether the first values of a column, as far as they are known, all differ.
pub(super) fn all_differ(arrays: &[ArrayRef]) -> bool {
    if arrays.iter().map(|array| array.len()).sum::<usize>() < LEAST {
        return false;
    }
    // Most columns repeat a value soon: there is no room for all before it is needed.
    let mut seen = Seen { hashes: HashTable::new(), hasher: FixedState::default() };
    arrays.iter().all(|array| seen.add(array).is_some()) && seen.hashes.len() >= LEAST
}

/// Hashes of the values so far. Two values of one hash are taken for the same one.
struct Seen {
    hashes: HashTable<u64>,
    hasher: FixedState,
}

impl Seen {
    /// Adds an array's values, and no more of them than are needed. `None`: one was there already,
    /// or they are of a type that is not looked at.
    fn add(&mut self, array: &ArrayRef) -> Option<()> {
        let wanted = MOST - self.hashes.len();
        let mut rows = (0..array.len()).filter(|&row| array.is_valid(row)).take(wanted);
        macro_rules! see {
            ($values:expr) => {{
                let values = $values;
                rows.try_for_each(|row| self.see(values.value(row).as_ref()))
            }};
        }
        match array.data_type() {
            DataType::Utf8 => see!(array.as_string::<i32>()),
            DataType::LargeUtf8 => see!(array.as_string::<i64>()),
            DataType::Utf8View => see!(array.as_string_view()),
            DataType::Binary => see!(array.as_binary::<i32>()),
            DataType::LargeBinary => see!(array.as_binary::<i64>()),
            DataType::BinaryView => see!(array.as_binary_view()),
            DataType::FixedSizeBinary(_) => see!(array.as_fixed_size_binary()),
            other => {
                let width = other.primitive_width()?;
                let data = array.to_data();
                let bytes = data.buffers().first()?.as_slice();
                rows.try_for_each(|row| {
                    let from = (data.offset() + row) * width;
                    self.see(bytes.get(from..from + width)?)
                })
            }
        }
    }

    fn see(&mut self, value: &[u8]) -> Option<()> {
        let hash = self.hasher.hash_one(value);
        match self.hashes.find(hash, |known| *known == hash) {
            Some(_) => None,
            None => {
                self.hashes.insert_unique(hash, hash, |known| *known);
                Some(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        BooleanArray, FixedSizeBinaryArray, Int32Array, Int64Array, LargeStringArray, RecordBatch,
        StringArray, StringViewArray, StructArray,
    };
    use proptest::prelude::*;

    use super::*;

    fn numbers(values: impl IntoIterator<Item = i64>) -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(values))
    }

    #[test]
    fn values_that_all_differ_do_not_repeat_and_are_many() {
        assert!(all_differ(&[numbers(0..4096)]));
        assert!(all_differ(&[numbers(0..1500), numbers(1500..3000)]));
        assert!(!all_differ(&[numbers(0..1500), numbers(1499..3000)]));
        assert!(!all_differ(&[numbers(0..2047)]));
        assert!(!all_differ(&[]));
        // What comes later is not looked at.
        assert!(all_differ(&[numbers((0..4096).chain([7]))]));
        assert!(!all_differ(&[numbers((0..4095).chain([7]))]));
    }

    #[test]
    fn rows_without_a_value_are_none() {
        let half = |from: i64| -> ArrayRef {
            Arc::new(Int64Array::from_iter((from..from + 3000).map(|n| (n % 2 == 0).then_some(n))))
        };
        assert!(!all_differ(&[half(0)]));
        assert!(all_differ(&[half(0), half(3000)]));
    }

    #[test]
    fn of_other_types() {
        let texts = || (0..2048).map(|n| n.to_string());
        let long: ArrayRef = Arc::new(LargeStringArray::from_iter_values(texts()));
        let views: ArrayRef = Arc::new(StringViewArray::from_iter_values(texts()));
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(texts()));
        let short: ArrayRef = Arc::new(Int32Array::from_iter_values(0..2048));
        let ids = (0..2048_u128).map(|n| n.to_be_bytes());
        let ids: ArrayRef = Arc::new(FixedSizeBinaryArray::try_from_iter(ids).unwrap());
        for array in [&texts, &long, &views, &short, &ids] {
            assert!(all_differ(&[Arc::clone(array)]), "{}", array.data_type());
            assert!(!all_differ(&[Arc::clone(array), array.slice(0, 1)]), "{}", array.data_type());
        }
        let bools: ArrayRef = Arc::new(BooleanArray::from(vec![true; 3000]));
        let batch = RecordBatch::try_from_iter([("t", texts)]).unwrap();
        let rows: ArrayRef = Arc::new(StructArray::from(batch));
        for array in [bools, rows] {
            assert!(!all_differ(&[array]));
        }
    }

    proptest! {
        #[test]
        fn wherever_a_slice_begins(from in 0_usize..5000, length in 2048_usize..4097, repeat: bool) {
            let mut values: Vec<i64> = (0..10_000).collect();
            if repeat {
                values[from + length - 1] = from as i64;
            }
            let array = numbers(values).slice(from, length);
            prop_assert_eq!(all_differ(&[array]), !repeat);
        }
    }
}
