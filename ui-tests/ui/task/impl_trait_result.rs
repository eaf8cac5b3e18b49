use goflow::prelude::*;

#[task]
fn show(n: u64) -> impl std::fmt::Display {
    n + 1
}

fn main() {}
