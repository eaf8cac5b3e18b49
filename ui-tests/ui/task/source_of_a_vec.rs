use goflow::prelude::*;

#[source]
fn numbers() -> Vec<u64> {
    vec![1, 2, 3]
}

#[task(flat)]
fn twice(n: u64) -> Vec<u64> {
    vec![n, n]
}

fn main() {}
