use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn a(n: u64) -> u64 {
    n
}

#[task]
fn b(n: u64) -> u64 {
    n
}

#[task]
fn c(n: u64) -> u64 {
    n
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> a -> b -> c -> print;
        c -> a;
    };
}
