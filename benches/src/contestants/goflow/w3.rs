use goflow::prelude::*;

use super::total::{Part, Parts};
use crate::work::{Sum, w3};

#[source]
fn numbers(events: &u64) -> impl Iterator<Item = u64> {
    0..*events
}

#[task]
fn burn(event: u64) -> u64 {
    w3::burn(event)
}

#[output]
fn sum(burnt: u64, sum: &mut Local<Part<Sum>>) {
    sum.add(burnt);
}

pub fn burning(events: u64) -> Parts<Sum> {
    Parts::of(pipeline! { numbers(events) -> burn (c 2) -> sum; })
}
