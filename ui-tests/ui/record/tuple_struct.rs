//! Columns have names.

use goflow::prelude::*;

#[derive(Record)]
struct Pair(u32, String);

fn main() {}
