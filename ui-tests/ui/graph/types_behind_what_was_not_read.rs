use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[source]
fn lines() -> impl Iterator<Item = String> {
    std::iter::empty()
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
    let _flow = pipeline! {
        numbers -> double print;
        double -> print;
        lines -> other: double -> discard;
        numbers -[filter |n| n % 2 == 0]-> even: print;
        numbers -[err]-> discard;
    };
}
