//! A column knows one kind of nothing.

use goflow::prelude::*;

#[derive(Record)]
struct Flight {
    delay: Option<Option<i32>>,
}

fn main() {}
