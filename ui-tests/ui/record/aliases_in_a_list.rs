//! Several aliases are said one by one, as serde has it.

use goflow::prelude::*;

#[derive(Record)]
struct Flight {
    #[record(alias = ["tail_no", "tail"])]
    tail_number: String,
    #[record(alias("y", "yy"))]
    year: i32,
}

fn main() {}
