use goflow::prelude::*;

#[source]
fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}

fn main() {
    let flow = pipeline! {
        let upto = 3;
        numbers(upto) -> discard;
    };
    drop(flow);
}
