use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

fn main() {
    let _flow = pipeline! {
        let limit = 3;
        numbers -> discard;
    };
}
