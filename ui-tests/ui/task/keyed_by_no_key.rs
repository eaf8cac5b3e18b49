use goflow::prelude::*;

struct Symbol;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn count(n: u64, seen: &mut Keyed<f64, u64>) -> u64 {
    **seen += 1;
    n
}

#[task]
fn last(n: u64, seen: &mut Keyed<Symbol, u64>) -> u64 {
    **seen += 1;
    n
}

fn main() {
    let _flow = pipeline! {
        numbers -[key |n| *n]-> count -> discard;
        numbers -[key |n| *n]-> last -> discard;
    };
}
