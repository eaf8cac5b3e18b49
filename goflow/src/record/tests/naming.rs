//! Names of columns.

use crate::Record;
use crate::record::schema;

fn names<T: Record>() -> Vec<String> {
    schema::<T>().fields().iter().map(|field| field.name().clone()).collect()
}

#[derive(Record, serde::Serialize)]
#[record(crate = crate)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct BySerde {
    dep_delay: i32,
    #[serde(rename = "type")]
    kind: String,
    r#gen: i32,
    #[serde(skip)]
    hidden: Option<u8>,
    #[serde(rename(serialize = "out", deserialize = "in"), default)]
    both: i8,
    #[serde(rename = "no")]
    #[record(rename = "yes")]
    other: bool,
}

#[derive(Record)]
#[record(crate = crate, rename_all = "kebab-case")]
#[allow(dead_code)]
struct ByRecord {
    dep_delay: i32,
    #[record(skip)]
    hidden: u8,
}

#[test]
fn by_serde_and_where_it_differs_by_record() {
    assert_eq!(names::<BySerde>(), ["depDelay", "type", "gen", "out", "yes"]);
    assert_eq!(names::<ByRecord>(), ["dep-delay"]);
}
