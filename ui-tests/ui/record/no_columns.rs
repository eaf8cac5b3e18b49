//! A record has at least one column.

use goflow::prelude::*;

#[derive(Record)]
struct Nothing;

#[derive(Record)]
struct Hidden {
    #[record(skip)]
    secret: u32,
}

fn main() {}
