//! Units are said of times.

use goflow::prelude::*;

#[derive(Record)]
struct Flight {
    #[record(unit = "ms")]
    dep_time: i64,
    #[record(unit = "minutes")]
    arr_time: i64,
}

fn main() {}
