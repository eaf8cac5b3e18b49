use goflow::prelude::*;

struct Store;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

fn main() {
    let _flow = pipeline! {
        let store = Store;
        numbers -> store;
    };
}
