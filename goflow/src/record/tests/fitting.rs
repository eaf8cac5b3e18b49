//! Batches of other shapes than the record's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, Int64Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, Date64Array, Decimal128Array, FixedSizeBinaryArray, GenericListViewArray, Int32Array,
    Int64Array, LargeStringArray, ListArray, OffsetSizeTrait, RecordBatch, StringArray,
    StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    TimestampNanosecondArray, UInt8Array,
};
use arrow_schema::{DataType, Field};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::every::{Every, Status};
use crate::Record;
use crate::record::{Fit, Integers, rows};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
    .unwrap()
}

fn read<T: Record>(batch: &RecordBatch) -> Vec<Result<T, String>> {
    rows::<T>(batch).unwrap().map(|row| row.map_err(|error| error.to_string())).collect()
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Wide {
    n: i64,
    text: String,
    list: Vec<String>,
    absent: Option<f64>,
    status: Option<Status>,
}

#[test]
fn columns_are_found_by_name_and_widened() {
    let mut list = ListBuilder::new(StringBuilder::new());
    list.append_value([Some("x"), Some("y")]);
    list.append_value([Some("x"), None::<&str>]);
    let batch = batch(vec![
        ("more", Arc::new(Int32Array::from(vec![1, 2])) as ArrayRef),
        ("list", Arc::new(list.finish())),
        ("text", Arc::new(LargeStringArray::from(vec!["a", "b"]))),
        ("n", Arc::new(UInt8Array::from(vec![7, 255]))),
        ("status", Arc::new(StringViewArray::from(vec![Some("gone"), None]))),
    ]);
    let read = read::<Wide>(&batch);
    let first = Wide {
        n: 7,
        text: "a".into(),
        list: vec!["x".into(), "y".into()],
        absent: None,
        status: Some(Status::Cancelled),
    };
    assert_eq!(read[0], Ok(first));
    assert_eq!(read[1], Err("column `list`: it is nothing, and the field is no `Option`".into()));
}

#[test]
fn all_that_differs_is_said_at_once() {
    let batch = batch(vec![
        ("n", Arc::new(StringArray::from(vec!["1"])) as ArrayRef),
        ("text", Arc::new(StringArray::from(vec!["1"]))),
        ("status", Arc::new(Int32Array::from(vec![1]))),
    ]);
    let error = rows::<Wide>(&batch).err().unwrap().to_string();
    assert_eq!(
        error,
        "the columns do not fit: `n` is Utf8, and the field takes Int64 (make it `String`); \
         there is no `list` (the columns are `n`, `text`, `status`); make the field an `Option`, \
         or rename it; `status` is Int32, and the field takes Dictionary(Int32, Utf8) (make it `i32`)"
    );
}

#[derive(Record)]
#[record(crate = crate)]
#[allow(dead_code, reason = "never made")]
struct Told {
    id: i32,
    at: Option<DateTime<Utc>>,
    price: Option<String>,
    uuid: Option<String>,
    list: Option<String>,
}

#[test]
fn what_differs_is_told_with_the_type_that_fits() {
    let batch = batch(vec![
        ("id", Arc::new(Int64Array::from(vec![1])) as ArrayRef),
        ("at", Arc::new(TimestampMicrosecondArray::from(vec![1]))),
        (
            "price",
            Arc::new(Decimal128Array::from(vec![1]).with_precision_and_scale(12, 2).unwrap()),
        ),
        ("uuid", Arc::new(FixedSizeBinaryArray::new(16, vec![0_u8; 16].into(), None))),
        ("list", Arc::new(ListArray::from_iter_primitive::<Int8Type, _, _>([Some([Some(1)])]))),
    ]);
    let error = rows::<Told>(&batch).err().unwrap().to_string();
    for fitting in
        ["`id` is Int64, and the field takes Int32 (make it `i64`)", "(make it `NaiveDateTime`)"]
    {
        assert!(error.contains(fitting), "{error}");
    }
    assert!(
        error.contains("takes Utf8 (make it a `Decimal` with `#[record(decimal(12, 2))]`)"),
        "{error}"
    );
    assert!(error.contains("takes Utf8 (make it `Uuid`)"), "{error}");
    assert!(error.ends_with("and the field takes Utf8"), "{error}");
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Stamps {
    plain: Option<NaiveDateTime>,
    #[record(unit = "us")]
    said: Option<NaiveDateTime>,
    #[record(unit = "ns")]
    kept: Option<NaiveDateTime>,
}

#[test]
fn nanoseconds_are_cut_only_where_that_is_said() {
    let ns = |value| Arc::new(TimestampNanosecondArray::from(vec![value])) as ArrayRef;
    let at = |ns| Some(DateTime::from_timestamp_nanos(ns).naive_utc());
    let read_of = |column: &ArrayRef| {
        let columns = ["plain", "said", "kept"].map(|name| (name, column.clone())).to_vec();
        read::<Stamps>(&batch(columns)).remove(0)
    };
    let expected = Stamps { plain: at(-5_000), said: at(-5_000), kept: at(-5_000) };
    assert_eq!(read_of(&ns(-5_000)), Ok(expected));
    let error = read_of(&ns(-1)).unwrap_err();
    assert!(error.starts_with("column `plain`: -1 ns are no whole µs; say"), "{error}");

    let only = batch(vec![("said", ns(-1)), ("kept", ns(-1))]);
    let expected = Stamps { plain: None, said: at(-1_000), kept: at(-1) };
    assert_eq!(read::<Stamps>(&only).remove(0), Ok(expected));

    let ms = Arc::new(TimestampMillisecondArray::from(vec![-1])) as ArrayRef;
    let expected = Stamps { plain: at(-1_000_000), said: at(-1_000_000), kept: at(-1_000_000) };
    assert_eq!(read_of(&ms), Ok(expected));
    let zoned = Arc::new(TimestampMillisecondArray::from(vec![1]).with_timezone("UTC"));
    let error = rows::<Stamps>(&batch(vec![("plain", zoned)])).err().unwrap().to_string();
    assert!(error.contains("`plain` is Timestamp(ms, \"UTC\")"), "{error}");
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Hive {
    n: Option<i32>,
    carrier: String,
    day: Option<NaiveDate>,
    at: Option<DateTime<Utc>>,
    #[record(decimal(5, 2))]
    price: Option<rust_decimal::Decimal>,
    id: Option<uuid::Uuid>,
    status: Option<Status>,
}

#[test]
fn values_in_the_path_fill_fields() {
    let batch = batch(vec![("n", Arc::new(Int32Array::from(vec![1, 2])) as ArrayRef)]);
    let fit = |path: &[(&str, Option<&str>)]| {
        let path: Vec<_> =
            path.iter().map(|(k, v)| ((*k).to_string(), v.map(str::to_string))).collect();
        let fit =
            Fit::new::<Hive>(&batch.schema(), &path, Integers::Every).map_err(|e| e.to_string())?;
        let rows = fit.rows::<Hive>(&batch).map_err(|e| e.to_string())?;
        rows.last().unwrap().map_err(|e| e.to_string())
    };
    let read = fit(&[
        ("carrier", Some("UA")),
        ("day", Some("2013-01-02")),
        ("at", Some("2013-01-02 03:04:05")),
        ("price", Some("1.5")),
        ("id", Some("00000000-0000-0000-0000-000000000007")),
        ("status", Some("late")),
        ("more", Some("x")),
    ])
    .unwrap();
    let expected = Hive {
        n: Some(2),
        carrier: "UA".into(),
        day: "2013-01-02".parse().ok(),
        at: "2013-01-02T03:04:05Z".parse().ok(),
        price: Some(rust_decimal::Decimal::new(150, 2)),
        id: Some(uuid::Uuid::from_u128(7)),
        status: Some(Status::Late),
    };
    assert_eq!(read, expected);
    let nothing = fit(&[("carrier", None), ("day", None), ("n", None)]).unwrap();
    assert_eq!((nothing.carrier.as_str(), nothing.day, nothing.n), ("", None, None));
    assert_eq!(
        fit(&[("carrier", Some("UA")), ("day", Some("soon"))]).unwrap_err(),
        "the columns do not fit: `day` in the path is `soon`, and the field takes Date32"
    );
}

#[test]
fn a_batch_of_nothing_fits_nothing() {
    let error = rows::<Every>(&RecordBatch::new_empty(Arc::new(arrow_schema::Schema::empty())));
    assert_eq!(error.err().unwrap().to_string().matches("there is no `").count(), 26);
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Small {
    n: Option<i8>,
    m: u32,
}

#[test]
fn narrow_fields_are_checked_where_a_format_has_only_wide_integers() {
    let batch = batch(vec![
        ("n", Arc::new(Int32Array::from(vec![Some(-128), Some(128), None])) as ArrayRef),
        ("m", Arc::new(arrow_array::Int64Array::from(vec![0, 1, -1]))),
    ]);
    assert!(rows::<Small>(&batch).is_err());
    let fit = Fit::new::<Small>(&batch.schema(), &[], Integers::Wide).unwrap();
    let read: Vec<_> =
        fit.rows::<Small>(&batch).unwrap().map(|row| row.map_err(|e| e.to_string())).collect();
    assert_eq!(read[0], Ok(Small { n: Some(-128), m: 0 }));
    assert_eq!(read[1], Err("column `n`: 128 is not from -128 to 127".into()));
    assert_eq!(read[2], Err("column `m`: -1 is not from 0 to 4294967295".into()));
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Optional {
    n: Option<i64>,
    year: Option<i32>,
}

#[test]
fn columns_of_which_none_is_wanted_are_no_records_of_nothing() {
    let other = batch(vec![("m", Arc::new(Int64Array::from(vec![1])) as ArrayRef)]);
    assert_eq!(
        rows::<Optional>(&other).err().unwrap().to_string(),
        "the columns do not fit: there is none of `n`, `year` (the columns are `m`)"
    );
    let one = batch(vec![("n", Arc::new(Int64Array::from(vec![1])) as ArrayRef)]);
    assert_eq!(read::<Optional>(&one), [Ok(Optional { n: Some(1), year: None })]);
    // The path is enough.
    let path = [("year".to_string(), Some("2013".to_string()))];
    assert!(Fit::new::<Optional>(&other.schema(), &path, Integers::Every).is_ok());
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Day {
    day: NaiveDate,
}

#[test]
fn dates_in_milliseconds_are_dates() {
    let ms = [0, -86_400_000, 253_402_214_400_000, i64::MAX, i64::MIN];
    let batch = batch(vec![("day", Arc::new(Date64Array::from(ms.to_vec())) as ArrayRef)]);
    let read = read::<Day>(&batch);
    for (row, day) in ["1970-01-01", "1969-12-31", "9999-12-31"].into_iter().enumerate() {
        assert_eq!(read[row], Ok(Day { day: day.parse().unwrap() }));
    }
    for row in [3, 4] {
        let error = read[row].as_ref().unwrap_err();
        assert!(error.starts_with("column `day`: day "), "{error}");
        assert!(error.ends_with(" is no date"), "{error}");
    }
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Lists {
    list: Option<Vec<i64>>,
}

#[test]
fn lists_that_lie_in_any_order_are_read_in_theirs() {
    fn views<O: OffsetSizeTrait>(of: impl Fn(usize) -> O) -> ArrayRef {
        let element = Arc::new(Field::new("item", DataType::Int32, true));
        let elements: ArrayRef = Arc::new(Int32Array::from(vec![9, 1, 2, 3]));
        let [offsets, sizes] = [[2, 0, 1, 0], [2, 0, 2, 4]].map(|all| all.map(&of).to_vec().into());
        let nulls = Some(vec![true, true, true, false].into());
        Arc::new(GenericListViewArray::<O>::new(element, offsets, sizes, elements, nulls))
    }
    for column in [views(|n| n as i32), views(|n| n as i64)] {
        let read = read::<Lists>(&batch(vec![("list", column)]));
        let lists = [Some(vec![2, 3]), Some(vec![]), Some(vec![1, 2]), None];
        assert_eq!(read, lists.map(|list| Ok(Lists { list })));
    }
}

#[derive(Record)]
#[record(crate = crate)]
#[allow(dead_code, reason = "never made")]
struct Counted {
    n: i64,
    by: BTreeMap<String, i64>,
}

#[test]
fn what_no_other_field_would_mend_is_told_without_one() {
    let mut by = MapBuilder::new(None, Int32Builder::new(), Int64Builder::new());
    by.keys().append_value(1);
    by.values().append_value(2);
    by.append(true).unwrap();
    let numbers = || Arc::new(Int64Array::from(vec![1])) as ArrayRef;
    let batch = batch(vec![("n", numbers()), ("by", Arc::new(by.finish())), ("n", numbers())]);
    assert_eq!(
        rows::<Counted>(&batch).err().unwrap().to_string(),
        "the columns do not fit: there is more than one `n`, and a field takes one; rename the \
         others; `by.key` is Int32, and keys are read as text"
    );
}
