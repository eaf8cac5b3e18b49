use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[output]
fn dead(failed: Failed<String>) {
    println!("{}", failed.error);
}

fn main() {
    let _flow = pipeline! {
        numbers -> double -> discard;
        double -[err]-> { dead; again: dead; }
    };
}
