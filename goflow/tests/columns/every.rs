//! Rows with a column of every type, the same as in `tests/interop/columns.py`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use goflow::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

#[derive(Record, Debug, Clone, Copy, PartialEq)]
#[record(rename_all = "snake_case")]
pub(crate) enum Status {
    OnTime,
    Late,
}

#[derive(Record, Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) height: Option<f64>,
}

#[derive(Record, Debug, Clone, PartialEq)]
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
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) maybe: Option<i64>,
    pub(crate) list: Vec<i32>,
    pub(crate) names: Option<Vec<Option<String>>>,
    pub(crate) map: BTreeMap<String, i64>,
    pub(crate) place: Place,
    pub(crate) home: Option<Place>,
    pub(crate) status: Status,
    pub(crate) date: NaiveDate,
    pub(crate) time: NaiveTime,
    #[record(unit = "ms")]
    pub(crate) time_ms: NaiveTime,
    pub(crate) local: NaiveDateTime,
    pub(crate) stamp: DateTime<Utc>,
    #[record(unit = "ms")]
    pub(crate) stamp_ms: DateTime<Utc>,
    pub(crate) id: Uuid,
    #[record(decimal(12, 2))]
    pub(crate) price: Decimal,
    #[record(decimal(30, 5))]
    pub(crate) big: Option<Decimal>,
}

/// Two rows: of the least values or nothing, and of others.
pub(crate) fn rows() -> Vec<Every> {
    let least = Every {
        a_i8: i8::MIN,
        a_i16: i16::MIN,
        a_i32: i32::MIN,
        a_i64: i64::MIN,
        a_u8: 0,
        a_u16: 0,
        a_u32: 0,
        a_f32: -1.5,
        a_f64: f64::MIN_POSITIVE,
        a_bool: false,
        text: String::new(),
        bytes: vec![],
        maybe: None,
        list: vec![],
        names: None,
        map: BTreeMap::new(),
        place: Place { name: String::new(), height: None },
        home: None,
        status: Status::OnTime,
        date: "1900-03-01".parse().unwrap(),
        time: "00:00:00".parse().unwrap(),
        time_ms: "00:00:00".parse().unwrap(),
        local: "1969-12-31T23:59:59.999999".parse().unwrap(),
        stamp: "1969-12-31T23:59:59.999999Z".parse().unwrap(),
        stamp_ms: "1969-12-31T23:59:59.999Z".parse().unwrap(),
        id: Uuid::nil(),
        price: "-9999999999.99".parse().unwrap(),
        big: None,
    };
    let other = Every {
        a_i8: i8::MAX,
        a_i16: i16::MAX,
        a_i32: i32::MAX,
        a_i64: i64::MAX,
        a_u8: u8::MAX,
        a_u16: u16::MAX,
        a_u32: u32::MAX,
        a_f32: 0.25,
        a_f64: 1e300,
        a_bool: true,
        text: "Grüße, \"世界\"\n".into(),
        bytes: vec![0, 255, 10],
        maybe: Some(-7),
        list: vec![1, -2, 3],
        names: Some(vec![Some("a".into()), None]),
        map: BTreeMap::from([("one".into(), 1), ("two".into(), 2)]),
        place: Place { name: "JFK".into(), height: Some(3.5) },
        home: Some(Place { name: "LGA".into(), height: None }),
        status: Status::Late,
        date: "2013-07-04".parse().unwrap(),
        time: "23:59:59.999999".parse().unwrap(),
        time_ms: "12:34:56.789".parse().unwrap(),
        local: "2013-01-01T05:15:00.123456".parse().unwrap(),
        stamp: "2013-01-01T05:15:00.123456Z".parse().unwrap(),
        stamp_ms: "2013-01-01T05:15:00.123Z".parse().unwrap(),
        id: "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap(),
        price: "1234.50".parse().unwrap(),
        big: Some("-12345678901234567890123.45678".parse().unwrap()),
    };
    vec![least, other]
}
