//! A column holds a variant's name, and nothing with it.

use goflow::prelude::*;

#[derive(Record)]
enum Status {
    OnTime,
    Late(u32),
}

#[derive(Record)]
struct Flight {
    year: i32,
    status: Status,
}

fn main() {}
