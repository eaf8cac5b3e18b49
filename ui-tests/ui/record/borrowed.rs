//! A record owns what it holds.

use goflow::prelude::*;

#[derive(Record)]
struct Flight<'a> {
    carrier: &'a str,
}

fn main() {}
