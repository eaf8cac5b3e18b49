use std::hint::black_box;

use super::both;
use crate::work::w2::{Seed, int_to_string, string_processor, string_source, string_to_int};

fn strings(instance: usize, events: u64, out: &mut Seed) {
    for i in 0..events {
        let text = black_box(string_source(instance, i));
        out.int_out(string_to_int(&text));
        let processed = string_processor(text);
        out.int_out(string_to_int(&processed));
        out.string_out(processed);
    }
}

fn ints(numbers: std::ops::Range<u64>, out: &mut Seed) {
    for i in numbers {
        out.string_out(black_box(int_to_string(i as usize)));
    }
}

pub fn one(events: u64) -> Seed {
    let mut out = Seed::default();
    strings(0, events, &mut out);
    strings(1, events, &mut out);
    ints(0..events, &mut out);
    out
}

pub fn two(events: u64) -> Seed {
    let part = |instance, numbers| {
        let mut out = Seed::default();
        strings(instance, events, &mut out);
        ints(numbers, &mut out);
        out
    };
    let half = events / 2;
    let (a, b) = both(|| part(0, 0..half), || part(1, half..events));
    a.and(b)
}
