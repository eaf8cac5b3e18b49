use std::sync::Arc;

use arrow_array::types::{Int8Type, Int16Type, UInt8Type};
use arrow_array::{
    DictionaryArray, FixedSizeBinaryArray, Int8Array, Int16Array, Int32Array, Int64Array, RunArray,
    StructArray,
};

use super::narrow::Narrow;
use super::*;

/// What comes out has the values that went in, in that order; also where it waits on the disk meanwhile.
/// Gives the bytes of memory without that, and whether all went there.
fn wait(arrays: &[ArrayRef]) -> (usize, bool) {
    let folder = tempfile::tempdir().unwrap();
    let spill = Spill::new(Some(folder.path().into()));
    let (mut all, mut bytes) = (true, 0);
    for every in [usize::MAX, 1, 3] {
        let mut waiting = Waiting::default();
        for (at, array) in arrays.iter().enumerate() {
            waiting.add(&[Arc::clone(array), Arc::clone(array)]).unwrap();
            if at % every == every - 1 {
                all &= waiting.spill(&spill).unwrap();
            }
        }
        if every == usize::MAX {
            bytes = waiting.bytes() / 2;
        }
        let columns: Vec<Vec<ArrayRef>> =
            waiting.take().unwrap().map(|column| column.map(Result::unwrap).collect()).collect();
        assert_eq!((columns.len(), waiting.bytes(), waiting.all_bytes()), (2, 0, 0));
        for column in columns {
            assert!(values(&column) == values(arrays));
        }
    }
    // All of its space is free again.
    assert!(spill.is_empty());
    (bytes, all)
}

fn values(arrays: &[ArrayRef]) -> Vec<ArrayRef> {
    let rows = arrays.iter().flat_map(|array| (0..array.len()).map(|row| array.slice(row, 1)));
    rows.collect()
}

/// Words that no other dictionary has.
fn words(from: usize) -> ArrayRef {
    let words = (from..from + 100).map(|n| format!("word {n}"));
    Arc::new(
        words
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str)
            .collect::<DictionaryArray<UInt8Type>>(),
    )
}

#[test]
fn what_does_not_go_together_waits_apart() {
    let texts: Vec<ArrayRef> = (0..5).map(|n| words(n * 100)).collect();
    assert!(wait(&texts).1);
    let ids = (0..5_u32).map(|part| -> ArrayRef {
        let keys = Int8Array::from_iter_values(0..60);
        let ids = (0..60).map(|n| (part * 60 + n).to_be_bytes());
        let ids = FixedSizeBinaryArray::try_from_iter(ids).unwrap();
        Arc::new(DictionaryArray::<Int8Type>::new(keys, Arc::new(ids)))
    });
    assert!(wait(&ids.collect::<Vec<_>>()).1);
    let runs = (0..4).map(|n| -> ArrayRef {
        let ends = Int16Array::from(vec![10_000, 20_000]);
        Arc::new(RunArray::<Int16Type>::try_new(&ends, &Int32Array::from(vec![n, n])).unwrap())
    });
    // Of a type that is kept as it is.
    assert!(!wait(&runs.collect::<Vec<_>>()).1);
    let within = texts.iter().map(|words| -> ArrayRef {
        Arc::new(StructArray::try_from(vec![("words", Arc::clone(words))]).unwrap())
    });
    assert!(wait(&within.collect::<Vec<_>>()).1);
}

/// Of some rows nearly nothing is left but that they are there.
#[test]
fn each_piece_counts() {
    let rows: ArrayRef = Arc::new(Int64Array::from_value(7, 1_000));
    assert!(wait(&vec![rows; 100]).0 >= 100 * size_of::<Narrow>() + 100 * 14);
}

/// The crate would panic at the end of the offsets, where texts and lists are as large.
#[test]
fn what_is_very_large_waits_apart() {
    let few: ArrayRef = Arc::new(Int8Array::from_value(0, 10));
    assert!(together(&few, &few).is_some());
    // Memory that nobody looks at is not there.
    let many: ArrayRef = Arc::new(Int8Array::from(vec![0; MOST]));
    assert!(together(&few, &many).is_none());
}
