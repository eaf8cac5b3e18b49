use std::collections::HashMap;

use super::both;
use crate::work::w4::{Counts, Text, weight};

type Table = HashMap<&'static [u8], u64, ahash::RandomState>;

fn count(text: &'static [u8]) -> Table {
    let mut table = Table::default();
    let mut start = 0;
    for (at, byte) in text.iter().enumerate() {
        if *byte == b' ' || *byte == b'\n' {
            *table.entry(&text[start..at]).or_default() += 1;
            start = at + 1;
        }
    }
    table
}

fn sum(table: &Table) -> Counts {
    let mut counts = Counts::default();
    for (word, count) in table {
        counts.add(weight(word), *count);
    }
    counts
}

pub fn one(text: &'static Text) -> Counts {
    sum(&count(text.text.as_bytes()))
}

pub fn two(text: &'static Text) -> Counts {
    let [first, second] = text.halves().map(str::as_bytes);
    let (mut table, other) = both(|| count(first), || count(second));
    for (word, count) in other {
        *table.entry(word).or_default() += count;
    }
    sum(&table)
}
