//! What a file claims costs no more than what is in it.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::format::Ranges;
use super::super::row::{bytes, long};
use super::super::schema;
use super::super::shape::Shape;
use super::lost::{SYNC, file_of_schema};
use crate::Record;
use crate::connectors::columnar::Records;
use crate::connectors::columnar::testing::read;
use crate::connectors::file::FileOptions;

#[test]
fn a_schema_costs_no_more_than_it_says_however_often_it_says_it() {
    let record = |first: &str, name: &str| {
        let more = (0..100).map(|n| format!(r#", {{"name": "f{n}", "type": "{name}"}}"#));
        let more: String = more.collect();
        let schema = format!(
            r#"{{"type": "record", "name": "A", "fields": [{{"name": "f", "type": {first}}}{more}]}}"#
        );
        schema::parse(schema.as_bytes())
    };
    let of = |count: usize| {
        let symbols: Vec<_> = (0..count).map(|n| format!("\"S{n}\"")).collect();
        format!(r#"{{"type": "enum", "name": "E", "symbols": [{}]}}"#, symbols.join(","))
    };
    let Shape::Record(fields) = record(&of(50_000), "E").unwrap() else { panic!("a record") };
    let symbols = fields.iter().map(|(_, shape)| match shape {
        Shape::Enum(symbols) => Arc::as_ptr(symbols),
        other => panic!("{other:?}"),
    });
    assert_eq!((symbols.clone().count(), symbols.collect::<HashSet<_>>().len()), (101, 1));
    assert_eq!(record(&of(100_000), "E").unwrap_err(), "its schema has more than 100000 parts");

    let long = "n".repeat(1 << 20);
    let inner = r#"{"type": "record", "name": "B", "fields": [{"name": "LONG", "type": "int"}]}"#;
    let error = record(&inner.replace("LONG", &long), "B").unwrap_err();
    assert_eq!(error, "the names in its schema are more than 64 MiB");
    assert!(record(&inner.replace("LONG", &long[..1 << 10]), "B").is_ok());
}

#[derive(Record)]
#[record(crate = crate)]
struct Nothing {
    a: Option<i64>,
}

#[tokio::test]
async fn records_without_a_byte_are_not_as_many_as_a_block_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.avro");
    let block = |count: i64| {
        let mut block = Vec::new();
        long(count, &mut block);
        bytes(b"", &mut block);
        block.extend(SYNC);
        block
    };
    let schema = r#"{"type": "record", "name": "A", "fields": [{"name": "a", "type": "null"}]}"#;
    let blocks = [block(10_000), block(1 << 40), block(3)];
    let begins = file_of_schema(&path, schema, "null", &blocks);
    let options = FileOptions::new(path.as_path().into());
    let view = Records::<Nothing>::new();
    let given = read::<Ranges, _>(&options, &(), view, 100, 1000, &[]).await.unwrap();
    assert_eq!(given.events.len(), 10_003);
    assert!(given.events.iter().all(|nothing| nothing.a.is_none()));
    let told: Vec<_> = given.errors.iter().map(|e| (e.record, e.offset, &*e.cause)).collect();
    let cause = "a block of 1099511627776 records that take no bytes";
    assert_eq!(told, [(10_001, begins[1], cause)]);
}
