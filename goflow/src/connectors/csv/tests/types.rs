//! What serde offers, and what a cell becomes.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use uuid::Uuid;

use super::{Row, decode, row};
use crate::connectors::csv::format::Format;

fn good<T>(text: &str) -> Vec<T>
where
    T: serde::de::DeserializeOwned + crate::Event + PartialEq + std::fmt::Debug,
{
    let format = Format { null: Some("NA".into()), ..Format::default() };
    let (events, errors) = decode::<T>(&format, text.as_bytes(), false).unwrap();
    assert_eq!(errors, []);
    events
}

#[test]
fn types_that_serde_offers() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    enum Kind {
        Early,
        Late,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Code(u16);
    #[derive(Debug, PartialEq, Deserialize)]
    struct Wide {
        #[serde(alias = "old_kind")]
        kind: Kind,
        code: Code,
        #[serde(default)]
        flag: bool,
        letter: char,
        share: f64,
        big: Option<i128>,
    }
    let text =
        b"old_kind,code,letter,share,big\nLATE,7,x,1e-3,-170141183460469231731687303715884105728\n";
    let (events, errors) = decode::<Wide>(&Format::default(), text, false).unwrap();
    assert_eq!(errors, []);
    let wide = Wide {
        kind: Kind::Late,
        code: Code(7),
        flag: false,
        letter: 'x',
        share: 0.001,
        big: Some(i128::MIN),
    };
    assert_eq!(events, [wide]);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Flat {
        name: String,
        #[serde(flatten)]
        rest: std::collections::BTreeMap<String, serde_json::Value>,
    }
    let (events, _) = decode::<Flat>(&Format::default(), b"a,name,b\n1,n,x\n", false).unwrap();
    let rest = [("a".to_string(), 1.into()), ("b".to_string(), "x".into())].into();
    assert_eq!(events, [Flat { name: "n".into(), rest }]);
}

#[test]
fn dates_decimals_and_ids_are_read_from_text() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Sale {
        day: NaiveDate,
        at: NaiveTime,
        local: NaiveDateTime,
        utc: Option<DateTime<Utc>>,
        price: Decimal,
        id: Uuid,
    }
    let text = "id,price,utc,local,at,day\n\
        67e55044-10b1-426f-9247-bb680e5fe0c8,12345678901234567890.125,2013-01-01T10:00:00Z,\
        2013-01-01T05:00:00.25,05:00:00,2013-01-01\n\
        67e55044-10b1-426f-9247-bb680e5fe0c8,0.10,NA,2013-01-01T05:00:00,05:00:00,2013-01-01\n";
    let day = NaiveDate::from_ymd_opt(2013, 1, 1).unwrap();
    let at = NaiveTime::from_hms_opt(5, 0, 0).unwrap();
    let id = Uuid::parse_str("67e55044-10b1-426f-9247-bb680e5fe0c8").unwrap();
    let sale = |local, utc: Option<&str>, price: &str| Sale {
        day,
        at,
        local,
        utc: utc.map(|utc| utc.parse().unwrap()),
        price: price.parse().unwrap(),
        id,
    };
    let later = day.and_hms_milli_opt(5, 0, 0, 250).unwrap();
    assert_eq!(
        good::<Sale>(text),
        [
            sale(later, Some("2013-01-01T10:00:00Z"), "12345678901234567890.125"),
            sale(day.and_time(at), None, "0.1"),
        ]
    );
    // What no date can be read from says so.
    #[derive(Debug, PartialEq, Deserialize)]
    struct Day {
        day: NaiveDate,
    }
    let (_, errors) = decode::<Day>(&Format::default(), b"day\n13-13-2013\n", false).unwrap();
    assert_eq!(errors[0].column.as_deref(), Some("day"));
    assert_eq!(errors[0].cause, "`13-13-2013`: input is out of range");
}

#[test]
fn newtypes_options_units_and_bools_in_every_spelling() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner(Option<u8>);
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer(Inner);
    #[derive(Debug, PartialEq, Deserialize)]
    struct Flags {
        a: bool,
        b: Option<bool>,
        outer: Outer,
        nothing: (),
        #[serde(rename = "x y")]
        renamed: String,
    }
    let flags = |a, b, outer, renamed: &str| Flags {
        a,
        b,
        outer: Outer(Inner(outer)),
        nothing: (),
        renamed: renamed.into(),
    };
    assert_eq!(
        good::<Flags>("x y,a,b,outer,nothing\n\"q \"\"q\"\"\",true,FALSE,7,\n,False,NA,\"NA\",z\n"),
        [flags(true, Some(false), Some(7), "q \"q\""), flags(false, None, None, "")]
    );
    #[derive(Debug, PartialEq, Deserialize)]
    struct Whole(Row);
    assert_eq!(good::<Whole>("delay,name\n1,a\n"), [Whole(row("a", Some(1)))]);
}

#[test]
fn numbers_in_quotes_with_a_plus_and_at_the_edges() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Numbers(i8, u64, i64, f32, f64);
    let format = Format { header: false, ..Format::default() };
    let text = "-128,18446744073709551615,-9223372036854775808,1e-3,NaN\n\
        \"+7\",\"0\",000000000000000000000000001,.5,inf\n128,1,1,1,1\n1,-1,1,1,1\n";
    let mut decoder = super::Feed::<Numbers>::new(&format);
    let (events, errors) = decoder.all(text.as_bytes());
    assert_eq!(events[0].0, i8::MIN);
    assert_eq!((events[0].1, events[0].2), (u64::MAX, i64::MIN));
    assert!(events[0].4.is_nan());
    assert_eq!(events[1], Numbers(7, 0, 1, 0.5, f64::INFINITY));
    let causes: Vec<_> = errors.iter().map(|e| (e.record, e.cause.as_str())).collect();
    assert_eq!(
        causes,
        [
            (3, "`128` is no i8: number too large to fit in target type"),
            (4, "`-1` is no u64: invalid digit found in string"),
        ]
    );
}

#[test]
fn text_for_nothing_that_looks_like_a_number() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Reading {
        value: Option<i32>,
        sure: i32,
    }
    let format = Format { null: Some("-999".into()), ..Format::default() };
    let text = b"value,sure\n-999,1\n-99,2\n\"-999\",3\n1,-999\n";
    let (events, errors) = decode::<Reading>(&format, text, false).unwrap();
    let values: Vec<_> = events.iter().map(|e| e.value).collect();
    assert_eq!(values, [None, Some(-99), None]);
    assert_eq!(errors[0].column.as_deref(), Some("sure"));
    assert_eq!(errors[0].cause, "`-999` stands for nothing, and the field is no `Option`");
}

#[test]
fn records_without_fields_of_their_own() {
    let map = |pairs: &[(&str, &str)]| -> HashMap<String, String> {
        pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
    };
    // What looks like a number is a text, if only that will do.
    assert_eq!(
        good::<HashMap<String, String>>("a,b\n1,x\n,\"2\"\n"),
        [map(&[("a", "1"), ("b", "x")]), map(&[("a", ""), ("b", "2")])]
    );
    #[derive(Debug, PartialEq, Deserialize)]
    struct Part {
        n: Option<i32>,
        share: f64,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Flat {
        name: String,
        #[serde(flatten)]
        part: Part,
    }
    assert_eq!(
        good::<Flat>("share,name,n\n0.50,a,NA\n1,b,-3\n2,c,\n"),
        [
            Flat { name: "a".into(), part: Part { n: None, share: 0.5 } },
            Flat { name: "b".into(), part: Part { n: Some(-3), share: 1.0 } },
            Flat { name: "c".into(), part: Part { n: None, share: 2.0 } },
        ]
    );
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Tagged {
        On { volts: i32 },
        Off {},
    }
    assert_eq!(
        good::<Tagged>("volts,kind\n5,on\n,off\n"),
        [Tagged::On { volts: 5 }, Tagged::Off {}]
    );
    let all: BTreeMap<String, serde_json::Value> = [("a".to_string(), 1.into())].into();
    assert_eq!(good::<BTreeMap<String, serde_json::Value>>("a\n1\n"), [all]);
    assert_eq!(good::<Vec<String>>("a,b\n1,2\n"), [["1", "2"]]);
}
