use std::hint::black_box;
use std::ops::Range;

use super::both;
use crate::work::Sum;
use crate::work::w1::{keep, mix, spread};

fn chain(numbers: Range<u64>) -> Sum {
    let mut out = Sum::default();
    for x in numbers {
        let y = mix(x);
        if keep(y) {
            out.add(spread(y));
        }
    }
    out
}

pub fn one(events: u64) -> Sum {
    chain(0..black_box(events))
}

pub fn two(events: u64) -> Sum {
    let half = black_box(events) / 2;
    let (a, b) = both(|| chain(0..half), || chain(half..black_box(events)));
    a.and(b)
}
