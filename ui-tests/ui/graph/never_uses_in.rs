use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

pipeline! {
    pub fn twice() -> Pipe<u64, u64> {
        numbers -> double -> out;
    }
}

fn main() {}
