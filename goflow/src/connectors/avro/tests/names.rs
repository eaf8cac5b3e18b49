//! Types in a schema have names of their own.

use std::collections::HashSet;

use serde_json::Value;

use super::super::text::schema;
use crate::Record;
use crate::record;

#[derive(Record)]
#[record(crate = crate)]
struct Leaf {
    at: i32,
}

#[derive(Record)]
#[record(crate = crate)]
struct Inner {
    c: Leaf,
}

/// `b_c`, and `c` in `b`: joined, both are `b_c`.
#[derive(Record)]
#[record(crate = crate)]
struct Outer {
    b_c: Leaf,
    b: Inner,
    more: Option<Vec<Leaf>>,
}

fn names(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::Array(all) => all.iter().for_each(|json| names(json, found)),
        Value::Object(parts) => {
            if let (Some(Value::String(name)), Some("record")) =
                (parts.get("name"), parts.get("type").and_then(Value::as_str))
            {
                found.push(name.clone());
            }
            parts.values().for_each(|json| names(json, found));
        }
        _ => {}
    }
}

#[test]
fn no_two_types_have_one_name() {
    let text = schema("Outer", record::schema::<Outer>().fields()).unwrap();
    let mut found = Vec::new();
    names(&serde_json::from_str(&text).unwrap(), &mut found);
    assert_eq!(found.len(), 5);
    assert_eq!(found.iter().collect::<HashSet<_>>().len(), 5, "{found:?}");
}
