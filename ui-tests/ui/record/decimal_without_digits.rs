//! A `Decimal` has a column only with its digits.

use goflow::prelude::*;

struct Decimal;

#[derive(Record)]
struct Order {
    id: u64,
    price: Option<Decimal>,
}

fn main() {}
