use goflow::prelude::*;

#[source]
fn words() -> impl Iterator<Item = String> {
    std::iter::empty()
}

fn main() {
    let _flow = pipeline! {
        words -> |word: &str| word.len() -> discard;
    };
}
