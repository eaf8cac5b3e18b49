use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

fn main() {
    let _flow = pipeline! {
        let mut double = |n: u64| n * 2;
        half = |n: u64| n / 2;
        numbers -> double -> half -> discard;
    };
}
