use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

fn main() {
    let flow = pipeline! {
        numbers -> lambda n: n + 1 -> discard;
        numbers -> println!("{}") -> discard;
    };
    drop(flow);
}
