use std::sync::Arc;

use arrow_array::builder::{BinaryViewBuilder, StringViewBuilder};
use arrow_array::types::{Int16Type, Int32Type};
use arrow_array::{
    ArrowPrimitiveType, BinaryViewArray, BooleanArray, Decimal128Array, DictionaryArray,
    FixedSizeListArray, Int16Array, Int32Array, Int64Array, LargeListArray, LargeStringArray,
    ListArray, NullArray, PrimitiveArray, StringArray, StringViewArray, UInt8Array, UInt64Array,
};
use proptest::prelude::*;

use super::*;
use crate::record::RecordBuilder;
use crate::record::tests::every::{Every, every};

/// How many bytes it takes; `None`: it is kept as it is.
fn comes_back(array: &ArrayRef) -> Option<usize> {
    let narrow = Narrow::new(Arc::clone(array), &mut vec![1, 2, 3]).unwrap();
    let size = matches!(narrow, Narrow::PutDown(_)).then(|| narrow.size());
    let back = narrow.array(array.data_type()).unwrap();
    back.to_data().validate_full().unwrap();
    assert_eq!(&back, array);
    size
}

fn of<T: ArrowPrimitiveType>(values: impl IntoIterator<Item = T::Native>) -> ArrayRef {
    Arc::new(PrimitiveArray::<T>::from_iter_values(values))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_type_comes_back(records in prop::collection::vec(every(), 4..40)) {
        let mut builder = RecordBuilder::<Every>::default();
        records.iter().for_each(|record| builder.append(record).unwrap());
        for array in builder.finish().unwrap().columns() {
            prop_assert!(comes_back(array).is_some(), "{}", array.data_type());
        }
    }

    #[test]
    fn numbers_of_any_size_come_back(
        numbers in prop::collection::vec((any::<i64>(), 0..64_u32), 0..200),
        nulls in prop::collection::vec(any::<bool>(), 200),
    ) {
        let numbers = numbers.into_iter().map(|(number, less)| number >> less).zip(nulls);
        let numbers = numbers.map(|(number, null)| (!null).then_some(number));
        let numbers: Vec<_> = numbers.collect();
        let all = numbers.iter().copied();
        comes_back(&(Arc::new(Int64Array::from_iter(all.clone())) as ArrayRef)).unwrap();
        let unsigned = all.clone().map(|number| number.map(i64::cast_unsigned));
        comes_back(&(Arc::new(UInt64Array::from_iter(unsigned)) as ArrayRef)).unwrap();
        let half = all.clone().map(|number| number.map(|number| number as i32));
        comes_back(&(Arc::new(Int32Array::from_iter(half)) as ArrayRef)).unwrap();
        let quarter = all.clone().map(|number| number.map(|number| number as i16));
        comes_back(&(Arc::new(Int16Array::from_iter(quarter)) as ArrayRef)).unwrap();
        let byte = all.map(|number| number.map(|number| number as u8));
        comes_back(&(Arc::new(UInt8Array::from_iter(byte)) as ArrayRef)).unwrap();
    }
}

#[test]
fn the_width_is_that_of_the_greatest_distance() {
    // Rows, whether there are nulls, the least number, the width.
    const HEAD: usize = 4 + 1 + 8 + 1;
    let size = |from: i64, to: i64| comes_back(&of::<arrow_array::types::Int64Type>([from, to]));
    assert_eq!(size(7, 7), Some(HEAD));
    assert_eq!(size(-1, 254), Some(HEAD + 2));
    assert_eq!(size(-1, 255), Some(HEAD + 4));
    assert_eq!(size(0, 1 << 16), Some(HEAD + 6));
    assert_eq!(size(0, u32::MAX.into()), Some(HEAD + 8));
    assert_eq!(size(i64::MIN, i64::MAX), Some(HEAD + 16));
    assert_eq!(comes_back(&of::<Int32Type>([i32::MIN, i32::MAX])), Some(HEAD + 8));
    assert_eq!(comes_back(&of::<Int16Type>(0..100)), Some(HEAD + 100));
    // Texts of one length have only their bytes.
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["LGA", "JFK", "EWR"]));
    assert_eq!(comes_back(&texts), Some(HEAD + 9));
}

#[test]
fn other_types_come_back() {
    let lists = || [Some(vec![Some(1), None]), None, Some(vec![]), Some(vec![Some(-70_000)])];
    let texts = || ["", "a", "a text that is longer than what a view holds in itself"];
    let bytes = texts().map(str::as_bytes);
    let decimals = Decimal128Array::from(vec![Some(i128::MAX), None]);
    let fixed = FixedSizeListArray::from_iter_primitive::<Int32Type, _, _>(
        [Some(vec![Some(1), Some(2)]), None],
        2,
    );
    let words: DictionaryArray<Int32Type> = ["a", "b", "a"].into_iter().collect();
    let put_down: [ArrayRef; 9] = [
        Arc::new(NullArray::new(3)),
        Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
        Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(lists())),
        Arc::new(LargeListArray::from_iter_primitive::<Int32Type, _, _>(lists())),
        Arc::new(LargeStringArray::from_iter_values(texts())),
        Arc::new(StringViewArray::from_iter(texts().map(Some).into_iter().chain([None]))),
        Arc::new(BinaryViewArray::from_iter_values(bytes)),
        Arc::new(decimals),
        Arc::new(words),
    ];
    for array in &put_down {
        assert!(comes_back(array).is_some(), "{}", array.data_type());
        comes_back(&array.slice(0, 0));
    }
    assert_eq!(comes_back(&(Arc::new(fixed) as ArrayRef)), None);
}

/// A dictionary may have many more words than rows, which are a part of somebody's batch.
#[test]
fn words_of_other_rows_are_left_out() {
    let words = || (0..200).map(|n| (n % 7 > 0).then(|| format!("word {n}")));
    let texts: ArrayRef = Arc::new(StringArray::from_iter(words()));
    let views: ArrayRef = Arc::new(StringViewArray::from_iter(words()));
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter((0..200).map(|n| (n > 3).then_some(n))));
    for words in [texts, views, numbers] {
        let keys = (0..200).map(|n| (n % 5 > 0).then_some(n * 3 % 200));
        let bytes = UInt8Array::from_iter(keys.clone().map(|n| n.map(|n| n as u8)));
        let bytes = DictionaryArray::new(bytes, Arc::clone(&words)).slice(20, 10);
        let ints = Int32Array::from_iter(keys);
        let ints = DictionaryArray::new(ints, words).slice(20, 10);
        let of: [ArrayRef; 2] = [Arc::new(bytes), Arc::new(ints)];
        for array in of {
            comes_back(&array.slice(0, 1));
            comes_back(&array.slice(0, 0));
            let narrow = Narrow::new(array, &mut Vec::new()).unwrap();
            assert!(narrow.size() < 1_000, "{} bytes", narrow.size());
        }
    }
}

/// 3 GB of text, if each row had its own.
#[test]
fn many_views_of_one_text_are_kept() {
    let text = "a".repeat(100_000);
    let mut builder = StringViewBuilder::new();
    let block = builder.append_block(text.as_bytes().to_vec().into());
    let mut bytes = BinaryViewBuilder::new();
    bytes.append_block(text.into_bytes().into());
    for _ in 0..30_000 {
        builder.try_append_view(block, 0, 100_000).unwrap();
        bytes.try_append_view(block, 0, 100_000).unwrap();
    }
    let of: [ArrayRef; 2] = [Arc::new(builder.finish()), Arc::new(bytes.finish())];
    for array in of {
        let narrow = Narrow::new(Arc::clone(&array), &mut Vec::new()).unwrap();
        assert!(narrow.size() < 1 << 20, "{} bytes", narrow.size());
        let back = narrow.array(array.data_type()).unwrap();
        assert!(back.slice(29_999, 1) == array.slice(29_999, 1));
    }
}

#[test]
fn parts_of_arrays_come_back() {
    let numbers = of::<Int32Type>(0..100);
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..100).map(|n| n.to_string())));
    let lists = (0..100).map(|n| Some((0..n % 3).map(Some)));
    let lists: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(lists));
    let bools: ArrayRef = Arc::new(BooleanArray::from_iter((0..100).map(|n| Some(n % 3 == 0))));
    for array in [numbers, texts, lists, bools] {
        for (from, rows) in [(0, 50), (3, 0), (0, 0), (13, 60), (99, 1)] {
            comes_back(&array.slice(from, rows));
        }
    }
}

#[test]
fn what_was_not_put_down_like_this_is_an_error() {
    let Narrow::PutDown(whole) = Narrow::new(of::<Int32Type>(0..10), &mut Vec::new()).unwrap()
    else {
        panic!("numbers are put down");
    };
    for length in 0..whole.len() {
        let error = Narrow::PutDown(whole[..length].into()).array(&DataType::Int32).unwrap_err();
        assert!(error.to_string().contains("not as they were put down"), "{error}");
    }
}
