use goflow::prelude::*;

use super::total::{self, Parts};
use crate::work::w4::{self, Counts, Text, weight};

/// The count of one word.
#[derive(Default)]
struct Tally {
    weight: u64,
    count: u64,
}

/// When a worker ends, its counts are final.
impl Drop for Tally {
    fn drop(&mut self) {
        let mut counts = Counts::default();
        counts.add(self.weight, self.count);
        total::add(counts);
    }
}

#[source]
fn lines(text: &&'static Text) -> impl Iterator<Item = &'static str> {
    text.lines()
}

#[task]
fn split(line: &'static str) -> impl Iterator<Item = &'static str> {
    w4::split(line)
}

#[output]
fn count(word: &'static str, tally: &mut Keyed<&'static str, Tally>) {
    if tally.count == 0 {
        tally.weight = weight(word.as_bytes());
    }
    tally.count += 1;
}

pub fn words(text: &'static Text) -> Parts<Counts> {
    Parts::of(pipeline! { lines(text) -> split (c 2) -[key |word| *word]-> count (c 2); })
}
