use goflow::prelude::*;

#[source]
fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
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
        numbers(10) -> double -> print;
        numbers(20) -> print;
    };
}
