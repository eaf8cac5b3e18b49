//! A record with a column of every type, and random ones.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::Record;

#[derive(Record, Debug, Clone, Copy, PartialEq)]
#[record(crate = crate, rename_all = "snake_case")]
pub(crate) enum Status {
    OnTime,
    Late,
    #[record(rename = "gone")]
    Cancelled,
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) height: Option<f64>,
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
pub(crate) struct Every {
    pub(crate) a_i8: i8,
    pub(crate) a_i16: i16,
    pub(crate) a_i32: i32,
    pub(crate) a_i64: i64,
    pub(crate) a_u8: u8,
    pub(crate) a_u16: u16,
    pub(crate) a_u32: u32,
    pub(crate) a_f32: f32,
    pub(crate) a_f64: f64,
    pub(crate) a_bool: bool,
    pub(crate) a_string: String,
    pub(crate) some_bytes: Vec<u8>,
    pub(crate) maybe: Option<i64>,
    pub(crate) maybe_text: Option<String>,
    pub(crate) maybe_bytes: Option<Vec<u8>>,
    pub(crate) list: Vec<i32>,
    pub(crate) list_of_options: Option<Vec<Option<String>>>,
    pub(crate) list_of_lists: Vec<Vec<u8>>,
    pub(crate) map: BTreeMap<String, i64>,
    pub(crate) hash: HashMap<String, Option<f64>>,
    pub(crate) place: Place,
    pub(crate) maybe_place: Option<Place>,
    pub(crate) places: Vec<Place>,
    pub(crate) status: Status,
    pub(crate) maybe_status: Option<Status>,
    pub(crate) date: NaiveDate,
    pub(crate) time: NaiveTime,
    #[record(unit = "ms")]
    pub(crate) time_ms: Option<NaiveTime>,
    pub(crate) local: NaiveDateTime,
    pub(crate) stamp: DateTime<Utc>,
    #[record(unit = "ms")]
    pub(crate) stamp_ms: DateTime<Utc>,
    #[record(unit = "ns")]
    pub(crate) stamp_ns: Option<DateTime<Utc>>,
    pub(crate) id: Uuid,
    pub(crate) maybe_id: Option<Uuid>,
    #[record(decimal(12, 2))]
    pub(crate) price: Decimal,
    #[record(decimal(38, 10))]
    pub(crate) big: Option<Decimal>,
}

fn micros() -> impl Strategy<Value = i64> {
    // 1700 to 2200, in µs.
    -8_500_000_000_000_000..7_200_000_000_000_000_i64
}

prop_compose! {
    fn place()(name in ".{0,5}", height in any::<Option<f64>>()) -> Place {
        Place { name, height: height.filter(|h| !h.is_nan()) }
    }
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![Just(Status::OnTime), Just(Status::Late), Just(Status::Cancelled)]
}

/// Values that every format can hold.
pub(crate) fn every() -> impl Strategy<Value = Every> {
    let numbers = (
        any::<(i8, i16, i32, i64)>(),
        any::<(u8, u16, u32)>(),
        (any::<f32>(), any::<f64>(), any::<bool>()),
    );
    let texts = (
        ".{0,12}",
        any::<Vec<u8>>(),
        any::<Option<i64>>(),
        any::<Option<String>>(),
        any::<Option<Vec<u8>>>(),
    );
    let lists = (
        prop::collection::vec(any::<i32>(), 0..4),
        any::<Option<Vec<Option<String>>>>(),
        prop::collection::vec(any::<Vec<u8>>(), 0..3),
        prop::collection::btree_map(".{0,4}", any::<i64>(), 0..4),
        prop::collection::hash_map(".{0,4}", any::<Option<f64>>(), 0..4),
    );
    let nested = (
        place(),
        prop::option::of(place()),
        prop::collection::vec(place(), 0..3),
        status(),
        prop::option::of(status()),
    );
    let times = (
        -700_000..800_000_i32,
        0..86_400_000_000_i64,
        prop::option::of(0..86_400_000_i64),
        (micros(), micros(), micros()),
        prop::option::of((micros(), 0..1000_i64)),
    );
    let rest = (
        any::<u128>(),
        any::<Option<u128>>(),
        -999_999_999_999..=999_999_999_999_i64,
        any::<Option<i64>>(),
    );
    (numbers, texts, lists, nested, times, rest).prop_map(
        |(numbers, texts, lists, nested, times, rest)| {
            let ((a_i8, a_i16, a_i32, a_i64), (a_u8, a_u16, a_u32), (a_f32, a_f64, a_bool)) =
                numbers;
            let (a_string, some_bytes, maybe, maybe_text, maybe_bytes) = texts;
            let (list, list_of_options, list_of_lists, map, hash) = lists;
            let (place, maybe_place, places, status, maybe_status) = nested;
            let (days, day, day_ms, (local, stamp, stamp_ms), ns) = times;
            let (id, maybe_id, price, big) = rest;
            let at = |micros: i64| DateTime::from_timestamp_micros(micros).unwrap();
            let of_day = |micros: i64| NaiveTime::MIN + chrono::Duration::microseconds(micros);
            Every {
                a_i8,
                a_i16,
                a_i32,
                a_i64,
                a_u8,
                a_u16,
                a_u32,
                a_f32: if a_f32.is_nan() { 0.0 } else { a_f32 },
                a_f64: if a_f64.is_nan() { 0.0 } else { a_f64 },
                a_bool,
                a_string,
                some_bytes,
                maybe,
                maybe_text,
                maybe_bytes,
                list,
                list_of_options,
                list_of_lists,
                map,
                hash: hash.into_iter().map(|(k, v)| (k, v.filter(|v: &f64| !v.is_nan()))).collect(),
                place,
                maybe_place,
                places,
                status,
                maybe_status,
                date: NaiveDate::default() + chrono::Duration::days(days.into()),
                time: of_day(day),
                time_ms: day_ms.map(|ms| of_day(ms * 1000)),
                local: at(local).naive_utc(),
                stamp: at(stamp),
                stamp_ms: at(stamp_ms.div_euclid(1000) * 1000),
                stamp_ns: ns.map(|(us, ns)| at(us) + chrono::Duration::nanoseconds(ns)),
                id: Uuid::from_u128(id),
                maybe_id: maybe_id.map(Uuid::from_u128),
                price: Decimal::new(price, 2),
                big: big.map(|units| Decimal::new(units, 10)),
            }
        },
    )
}
