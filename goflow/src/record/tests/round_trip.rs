//! What goes in comes out.

use proptest::prelude::*;

use super::every::{Every, every};
use crate::Record;
use crate::record::{RecordBuilder, rows};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn of_every_type(records in prop::collection::vec(every(), 0..20)) {
        let mut builder = RecordBuilder::<Every>::new(4);
        for record in &records {
            builder.append(record).unwrap();
        }
        prop_assert_eq!(builder.len(), records.len());
        prop_assert_eq!(builder.is_full(), records.len() >= 4);
        let batch = builder.finish().unwrap();
        let back: Vec<Every> = rows(&batch).unwrap().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(&back, &records);
        // The builder goes on.
        prop_assert!(builder.is_empty());
        prop_assert_eq!(builder.finish().unwrap().num_rows(), 0);
    }
}

#[derive(Record, Debug, PartialEq, Default)]
#[record(crate = crate)]
struct Page<T> {
    number: u64,
    items: Vec<T>,
    #[record(skip)]
    seen: bool,
}

#[test]
fn generic_records_and_fields_that_are_no_columns() {
    let mut builder = RecordBuilder::<Page<Option<i16>>>::new(1);
    builder.append(&Page { number: u64::MAX, items: vec![Some(1), None], seen: true }).unwrap();
    let batch = builder.finish().unwrap();
    assert_eq!(batch.num_columns(), 2);
    let back = rows::<Page<Option<i16>>>(&batch).unwrap().next().unwrap().unwrap();
    assert_eq!(back, Page { number: u64::MAX, items: vec![Some(1), None], seen: false });
}

#[derive(Record, Debug)]
#[record(crate = crate)]
struct Strict {
    #[record(unit = "ns")]
    at: chrono::NaiveDateTime,
    #[record(decimal(4, 1))]
    price: Vec<rust_decimal::Decimal>,
}

#[test]
fn what_a_column_cannot_hold_is_refused_and_nothing_of_it_stays() {
    let mut builder = RecordBuilder::<Strict>::new(8);
    let good = "2013-01-01T00:00:00".parse().unwrap();
    let append = |builder: &mut RecordBuilder<Strict>, at, price: &str| {
        let record = Strict { at, price: vec![price.parse().unwrap()] };
        builder.append(&record).map_err(|error| error.to_string())
    };
    assert_eq!(append(&mut builder, good, "999.9"), Ok(()));
    let refused = append(&mut builder, good, "1000").unwrap_err();
    assert_eq!(refused, "column `price`: 1000 has more digits than decimal(4, 1) holds");
    let refused = append(&mut builder, good, "1.25").unwrap_err();
    assert_eq!(refused, "column `price`: 1.25 has more digits than decimal(4, 1) holds");
    assert_eq!(append(&mut builder, good, "1.500"), Ok(()));
    let far = "9999-01-01T00:00:00".parse().unwrap();
    let refused = append(&mut builder, far, "1").unwrap_err();
    assert!(refused.starts_with("column `at`: 9999-01-01 00:00:00 is too far away"), "{refused}");
    let batch = builder.finish().unwrap();
    let prices: Vec<_> =
        rows::<Strict>(&batch).unwrap().map(|row| row.unwrap().price[0].to_string()).collect();
    assert_eq!(prices, ["999.9", "1.5"]);
}
