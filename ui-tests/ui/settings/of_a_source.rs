use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

fn main() {
    let _flow = pipeline! {
        numbers (buf 64) -> print;
        other: numbers (c 2, inflight 4) -> print;
        double (buf 4) -> print;
    };
}
