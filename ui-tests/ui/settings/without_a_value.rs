use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let flow = pipeline! {
        let half = |n: u64| n / 2;
        numbers -> double (c) -> half (buf) -> print;
        numbers -> discard (inflight);
    };
    drop(flow);
}
