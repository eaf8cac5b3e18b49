use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

fn main() {
    let _flow = pipeline! {
        numbers -> async |n: u64| n + 1 -> discard;
        numbers -> |n: u64| async move { n + 1 } -> discard;
    };
}
