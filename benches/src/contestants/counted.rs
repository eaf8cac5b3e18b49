//! What contestants without keyed state of their own count words with.

use std::collections::HashMap;

use crate::work::w4::{Counts, weight};

/// Counts of words.
pub type Table = HashMap<&'static str, u64, ahash::RandomState>;

/// Which of two counters a word goes to.
#[inline]
pub fn half(word: &str) -> usize {
    (ahash::RandomState::with_seeds(1, 2, 3, 4).hash_one(word) >> 63) as usize
}

/// The answer of one counter.
pub fn sum(table: &Table) -> Counts {
    let mut counts = Counts::default();
    for (word, count) in table {
        counts.add(weight(word.as_bytes()), *count);
    }
    counts
}
