use std::collections::HashMap;

use tokio::spawn;

use super::link::{Link, Receiver, Sender, output, source};
use crate::work::w4::{Counts, Text, split, weight};

type Table = HashMap<&'static str, u64, ahash::RandomState>;

pub async fn words<L: Link>(text: &'static Text) -> Counts {
    let (to_split, to_be_split) = L::link();
    let (to_first, first) = L::link();
    let (to_second, second) = L::link();
    spawn(source(text.lines(), to_split));
    spawn(splitter(to_be_split, [to_first, to_second]));
    let count = |table: &mut Table, word| *table.entry(word).or_default() += 1;
    let (first, second) = (spawn(output(first, count)), spawn(output(second, count)));
    sum(&first.await.unwrap()).and(sum(&second.await.unwrap()))
}

/// Splits lines, and deals the words by their hash.
async fn splitter<S: Sender<&'static str>>(mut from: impl Receiver<&'static str>, mut to: [S; 2]) {
    let hasher = ahash::RandomState::with_seeds(1, 2, 3, 4);
    while let Some(some) = from.next().await {
        for line in some {
            for word in split(line) {
                let to = &mut to[(hasher.hash_one(word) >> 63) as usize];
                if to.put(word) {
                    to.send().await;
                }
            }
        }
    }
    for mut to in to {
        to.send().await;
    }
}

fn sum(table: &Table) -> Counts {
    let mut counts = Counts::default();
    for (word, count) in table {
        counts.add(weight(word.as_bytes()), *count);
    }
    counts
}
