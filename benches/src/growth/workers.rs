//! One task with 1 to 16 workers: a cheap one, where workers only cost, and a slow one, where they
//! help as far as there are cores.

use goflow::prelude::*;

use crate::contestants::goflow::{Part, Parts};
use crate::work::{Sum, w1, w3};

/// Numbers of workers.
pub const COUNTS: [u64; 5] = [1, 2, 4, 8, 16];

#[source]
fn numbers(events: &u64) -> impl Iterator<Item = u64> {
    0..*events
}

#[task]
fn mix(x: u64) -> u64 {
    w1::mix(x)
}

#[task]
fn burn(x: u64) -> u64 {
    w3::burn(x)
}

#[output]
fn sum(x: u64, sum: &mut Local<Part<Sum>>) {
    sum.add(x);
}

/// The queue stands for one worker, too, so that all differ in nothing but their number.
pub fn cheap(workers: u64, events: u64) -> Parts<Sum> {
    let workers = workers as usize;
    Parts::of(pipeline! { numbers(events) -> mix (c {workers}, buf 1024) -> sum (c 1, buf 1024); })
}

pub fn slow(workers: u64, events: u64) -> Parts<Sum> {
    let workers = workers as usize;
    Parts::of(pipeline! { numbers(events) -> burn (c {workers}, buf 1024) -> sum (c 1, buf 1024); })
}

/// What the cheap ones must give.
pub fn cheap_answer(events: u64) -> Sum {
    let mut sum = Sum::default();
    (0..events).for_each(|x| sum.add(w1::mix(x)));
    sum
}
