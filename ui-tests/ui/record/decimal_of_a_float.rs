//! Digits are said of a `Decimal`, and of nothing else.

use goflow::prelude::*;

#[derive(Record)]
struct Order {
    id: u64,
    #[record(decimal(12, 2))]
    price: f64,
    #[record(decimal(12, 2))]
    rebates: Vec<Option<i64>>,
}

fn main() {}
