use goflow::prelude::*;

use super::total::{Part, Parts};
use crate::work::{Sum, w1};

#[source]
fn numbers(events: &u64) -> impl Iterator<Item = u64> {
    0..*events
}

#[task]
fn mix(x: u64) -> u64 {
    w1::mix(x)
}

#[task]
fn keep(y: u64) -> Option<u64> {
    w1::keep(y).then_some(y)
}

#[task]
fn spread(y: u64) -> u64 {
    w1::spread(y)
}

#[output]
fn sum(z: u64, sum: &mut Local<Part<Sum>>) {
    sum.add(z);
}

pub fn fused(events: u64) -> Parts<Sum> {
    Parts::of(pipeline! { numbers(events) -> mix -> keep -> spread -> sum; })
}

pub fn queued(events: u64) -> Parts<Sum> {
    Parts::of(pipeline! {
        numbers(events) -> mix (buf 1024) -> keep (buf 1024) -> spread (buf 1024) -> sum (buf 1024);
    })
}
