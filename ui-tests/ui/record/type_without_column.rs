//! Types that no column can hold, each at its field.

use goflow::prelude::*;

struct Meters(f64);

#[derive(Record)]
struct Flight {
    year: i32,
    distance: Meters,
    seats: Option<u128>,
}

fn main() {}
