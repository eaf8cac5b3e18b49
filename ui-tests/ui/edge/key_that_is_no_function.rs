use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn count(n: u64, seen: &mut Keyed<u64, u64>) -> u64 {
    **seen += n;
    **seen
}

fn length(text: &String) -> u64 {
    text.len() as u64
}

fn main() {
    let _flow = pipeline! {
        numbers -[key 3]-> count -> discard;
        numbers -[key length]-> again: count -> discard;
    };
}
