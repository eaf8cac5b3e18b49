//! renoir: operators fused into blocks, channels with batches between blocks, a thread for each
//! copy of a block.

mod w1;
mod w2;
mod w3;
mod w4;
mod w5;

use renoir::prelude::{RuntimeConfig, StreamContext};

use super::Contestant;
use super::Entry::Run;
use crate::work::Sum;

pub const RENOIR: Contestant = Contestant {
    name: "renoir",
    about: "renoir, 2 copies of each block",
    w1: Run(w1::chain),
    w1q: Run(w1::queued),
    w2: Run(w2::seed),
    w3: Run(w3::burning),
    w4: Run(w4::words),
    w5: Run(w5::queued),
};

fn context() -> StreamContext {
    StreamContext::new(RuntimeConfig::local(2).unwrap())
}

/// [`Sum`] as what it lets through its channels: count, and sum.
type Pair = (u64, u64);

fn add(pair: &mut Pair, value: u64) {
    let mut sum = Sum { count: pair.0, sum: pair.1 };
    sum.add(value);
    *pair = (sum.count, sum.sum);
}

fn merge(pair: &mut Pair, other: Pair) {
    *pair = (pair.0 + other.0, pair.1.wrapping_add(other.1));
}

fn total(pairs: Option<Vec<Pair>>) -> Sum {
    let mut total = (0, 0);
    pairs.unwrap_or_default().into_iter().for_each(|pair| merge(&mut total, pair));
    Sum { count: total.0, sum: total.1 }
}
