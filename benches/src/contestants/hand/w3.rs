use std::hint::black_box;
use std::ops::Range;

use super::both;
use crate::work::Sum;
use crate::work::w3::burn;

fn burn_all(events: Range<u64>) -> Sum {
    let mut sum = Sum::default();
    for event in events {
        sum.add(burn(black_box(event)));
    }
    sum
}

pub fn one(events: u64) -> Sum {
    burn_all(0..events)
}

pub fn two(events: u64) -> Sum {
    let (a, b) = both(|| burn_all(0..events / 2), || burn_all(events / 2..events));
    a.and(b)
}
