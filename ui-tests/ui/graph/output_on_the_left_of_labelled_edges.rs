use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[output]
fn store(n: u64) {
    println!("{n}");
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _when = pipeline! {
        numbers -> store -[when |n| *n > 1]-> print;
    };
    let _key = pipeline! {
        numbers -> store -[key |n| *n]-> print;
    };
    let _block = pipeline! {
        numbers -> store -> { print; again: print; }
    };
}
