use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

fn main() {
    let _flow = pipeline! {
        numbers -[when n > 3]-> discard;
        numbers -[key 3]-> discard;
    };
}
