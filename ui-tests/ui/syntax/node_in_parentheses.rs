use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

fn main() {
    let _flow = pipeline! {
        numbers -> (double, discard);
        numbers -> (|n: u64| n + 1) -> discard;
    };
}
