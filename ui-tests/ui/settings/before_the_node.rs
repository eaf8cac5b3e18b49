use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

#[source]
fn more() -> impl Iterator<Item = u64> {
    9..12
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
        numbers -> (buf 64) double -> print;
        (c 2) other: more -> |n: u64| n + 1 -> discard;
        more -> (c 2) |n: u64| n + 2 -> discard;
        numbers -> (c 2);
    };
    drop(flow);
}
