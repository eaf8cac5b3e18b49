use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn step(n: u64) -> Option<u64> {
    n.checked_sub(1)
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> step -> print;
        step -[when |n| *n > 3]-> step;
    };
}
