use goflow::prelude::*;
use std::collections::HashSet;
use std::hash::Hash;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[source]
fn words() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[task]
fn dedup<T: Event + Clone + Hash + Eq>(t: T, seen: &mut Local<HashSet<T>>) -> Option<T> {
    seen.insert(t.clone()).then_some(t)
}

#[task]
fn widen<N: Event + From<u32>>(n: u32) -> N {
    N::from(n)
}

#[output]
fn print(text: String) {
    println!("{text}");
}

fn main() {
    // `print` takes no numbers.
    let _flow = pipeline! {
        numbers -> dedup -> print;
    };
    // One `dedup` has one event type.
    let _flow = pipeline! {
        numbers -> dedup -> discard;
        words -> dedup;
    };
    // `widen` takes `u32`.
    let _flow = pipeline! {
        numbers -> widen::<u64> -> discard;
    };
}
