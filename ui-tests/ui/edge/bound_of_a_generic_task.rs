use goflow::prelude::*;
use std::collections::HashSet;
use std::hash::Hash;

#[source]
fn prices() -> impl Iterator<Item = f64> {
    std::iter::empty()
}

#[task]
fn dedup<T: Event + Clone + Hash>(t: T, seen: &mut Local<HashSet<u64>>) -> Option<T> {
    seen.insert(1).then_some(t)
}

#[output]
fn print(price: f64) {
    println!("{price}");
}

fn main() {
    let _flow = pipeline! {
        prices -> dedup -> print;
    };
}
