//! Two fields, one column.

use goflow::prelude::*;

#[derive(Record)]
struct Flight {
    year: i32,
    #[record(rename = "year")]
    other: i32,
}

fn main() {}
