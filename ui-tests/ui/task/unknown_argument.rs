use goflow::prelude::*;

#[source(foo)]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task(foo)]
fn double(n: u64) -> u64 {
    n * 2
}

#[output(batsh = 500)]
fn print(n: u64) {
    println!("{n}");
}

fn main() {}
