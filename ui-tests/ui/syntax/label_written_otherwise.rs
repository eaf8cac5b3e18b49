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
        numbers -[when: |n| *n > 3]-> print;
        numbers -[key = |n| *n]-> double -> discard;
        numbers -[key |n| *n, when |n| *n > 3]-> discard;
        numbers -(when |n| *n > 3)-> discard;
        numbers [when |n| *n > 3] -> discard;
    };
    drop(flow);
}
