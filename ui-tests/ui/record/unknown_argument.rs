//! Words that the attribute does not know.

use goflow::prelude::*;

#[derive(Record)]
#[record(rename_all = "Camel")]
struct Flight {
    #[record(name = "year")]
    year: i32,
    #[record(decimal(50, 2))]
    price: i64,
}

fn main() {}
