use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::types::Int8Type;
use arrow_array::{
    BooleanArray, Date32Array, Date64Array, DictionaryArray, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::PartitionValue;

fn batch(columns: &[(&str, ArrayRef)]) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        columns.iter().map(|(name, array)| (*name, Arc::clone(array), true)),
    )
    .unwrap()
}

/// What the folders of a part are called, and the numbers of its rows.
type Part = (Vec<Option<String>>, Vec<i64>);

fn parts(columns: &[ArrayRef]) -> Result<Vec<Part>, String> {
    let names: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let rows = columns.iter().map(|column| column.len()).max().unwrap() as i64;
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
    let named: Vec<(&str, ArrayRef)> = names
        .iter()
        .map(String::as_str)
        .zip(columns.iter().cloned())
        .chain([("number", numbers)])
        .collect();
    let mut parts = Vec::new();
    split(batch(&named), &names, &mut parts).map_err(|error| error.to_string())?;
    let of = |part: RecordBatch| {
        let texts = names.iter().map(|name| folder(&part, name));
        let numbers: &Int64Array =
            part.column_by_name("number").unwrap().as_any().downcast_ref().unwrap();
        (texts.collect(), numbers.values().to_vec())
    };
    Ok(parts.into_iter().map(of).collect())
}

/// A column of two values and nothing, of a type, is in three folders of these names.
fn are_called(array: impl arrow_array::Array + 'static, names: [&str; 2]) {
    let expected = [Some(names[0].to_string()), None, Some(names[1].to_string())];
    let expected: Vec<_> =
        expected.into_iter().zip(0..).map(|(name, row)| (vec![name], vec![row])).collect();
    let array: ArrayRef = Arc::new(array);
    assert_eq!(parts(&[Arc::clone(&array)]), Ok(expected.clone()), "{}", array.data_type());
    // The same of a dictionary.
    let keys = Int8Array::from(vec![Some(0), None, Some(2)]);
    let words: ArrayRef = Arc::new(DictionaryArray::<Int8Type>::new(keys, array));
    assert_eq!(parts(&[words]), Ok(expected));
}

#[test]
fn folders_are_called_as_those_of_records() {
    are_called(BooleanArray::from(vec![Some(true), None, Some(false)]), ["true", "false"]);
    are_called(Int8Array::from(vec![Some(-1), None, Some(1)]), ["-1", "1"]);
    are_called(Int16Array::from(vec![Some(-1), None, Some(1)]), ["-1", "1"]);
    are_called(Int32Array::from(vec![Some(-1), None, Some(1)]), ["-1", "1"]);
    let (least, most) = (i64::MIN.to_string(), u64::MAX.to_string());
    are_called(Int64Array::from(vec![Some(i64::MIN), None, Some(1)]), [&least, "1"]);
    are_called(UInt8Array::from(vec![Some(255), None, Some(1)]), ["255", "1"]);
    are_called(UInt16Array::from(vec![Some(65_535), None, Some(1)]), ["65535", "1"]);
    are_called(UInt32Array::from(vec![Some(u32::MAX), None, Some(1)]), ["4294967295", "1"]);
    are_called(UInt64Array::from(vec![Some(u64::MAX), None, Some(1)]), [&most, "1"]);
    are_called(StringArray::from(vec![Some("UA"), None, Some("")]), ["UA", ""]);
    are_called(LargeStringArray::from(vec![Some("UA"), None, Some("é")]), ["UA", "é"]);
    are_called(
        StringViewArray::from(vec![Some("UA"), None, Some("long, and longer")]),
        ["UA", "long, and longer"],
    );

    let day = NaiveDate::from_ymd_opt(2017, 11, 16).unwrap();
    let time = day.and_hms_micro_opt(22, 31, 8, 500).unwrap();
    let called = |value: &dyn Fn(&mut String)| {
        let mut text = String::new();
        value(&mut text);
        text
    };
    let (a, b) =
        (called(&|text| day.append(text)), called(&|text| NaiveDate::default().append(text)));
    are_called(Date32Array::from(vec![Some(17_486), None, Some(0)]), [&a, &b]);
    are_called(Date64Array::from(vec![Some(17_486 * 86_400_000), None, Some(0)]), [&a, &b]);
    let micros = time.and_utc().timestamp_micros();
    let (local, utc) =
        (called(&|text| time.append(text)), called(&|text| time.and_utc().append(text)));
    let zero = "1970-01-01T00:00:00";
    let stamps = vec![Some(micros), None, Some(0)];
    are_called(TimestampMicrosecondArray::from(stamps.clone()), [&local, zero]);
    let zoned = TimestampMicrosecondArray::from(stamps).with_timezone("+02:00");
    are_called(zoned, [&utc, &format!("{zero}Z")]);
    let stamps = |scale: i64| vec![Some(micros / 1_000_000 * scale), None, Some(0)];
    let whole = "2017-11-16T22:31:08";
    are_called(TimestampSecondArray::from(stamps(1)), [whole, zero]);
    are_called(TimestampMillisecondArray::from(stamps(1_000)), [whole, zero]);
    are_called(TimestampNanosecondArray::from(stamps(1_000_000_000)), [whole, zero]);
}

#[test]
fn what_is_no_folder_or_no_column_is_told() {
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.5, 2.5]));
    let told = parts(&[floats]).unwrap_err();
    assert!(told.starts_with("the column `c0` is Float64, of which no folder is named"), "{told}");
    for far in [vec![0, i64::MAX], vec![i64::MAX]] {
        let far: ArrayRef = Arc::new(TimestampSecondArray::from(far));
        let told = parts(&[far]).unwrap_err();
        assert!(told.starts_with("the column `c0`: 9223372036854775807 is no Timestamp"), "{told}");
    }
    let one: ArrayRef = Arc::new(Int8Array::from(vec![1]));
    let told = split(batch(&[("a", one)]), &["b".into()], &mut Vec::new()).unwrap_err().to_string();
    assert_eq!(told, "there is no column `b` to partition by; a batch has `a`");
}

proptest! {
    /// Against a map from the values to the rows.
    #[test]
    fn rows_of_the_same_values_stay_together_in_their_order(
        rows in prop::collection::vec((prop::option::of(-2_i32..3), prop::option::of("[ab]{0,1}")), 0..60),
    ) {
        let numbers: ArrayRef = Arc::new(rows.iter().map(|row| row.0).collect::<Int32Array>());
        let texts: ArrayRef = Arc::new(rows.iter().map(|row| row.1.clone()).collect::<StringArray>());
        let mut expected = BTreeMap::<Vec<Option<String>>, Vec<i64>>::new();
        for (row, (number, text)) in (0..).zip(&rows) {
            let folders = vec![number.map(|n| n.to_string()), text.clone()];
            expected.entry(folders).or_default().push(row);
        }
        let found = parts(&[numbers, texts]).unwrap();
        let first: Vec<_> = found.iter().map(|(_, rows)| rows[0]).collect();
        prop_assert!(first.is_sorted());
        prop_assert_eq!(found.len(), expected.len());
        prop_assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), expected);
    }
}
