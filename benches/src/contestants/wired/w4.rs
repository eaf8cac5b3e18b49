use tokio::spawn;

use super::link::{Link, Receiver, Sender, deal, output};
use crate::contestants::counted::{Table, half, sum};
use crate::work::w4::{Counts, Text, split};

pub async fn words<L: Link>(text: &'static Text) -> Counts {
    let (to_split, to_be_split) = L::link();
    let (to_other, to_be_split_too) = L::link();
    let (to_first, first) = L::link();
    let (to_second, second) = L::link();
    spawn(deal::<L, _>(text.lines(), [to_split, to_other]));
    spawn(splitter::<L>(to_be_split, [to_first.clone(), to_second.clone()]));
    spawn(splitter::<L>(to_be_split_too, [to_first, to_second]));
    let count = |table: &mut Table, word| *table.entry(word).or_default() += 1;
    let first = spawn(output::<L, _, _>(first, count));
    let second = spawn(output::<L, _, _>(second, count));
    sum(&first.await.unwrap()).and(sum(&second.await.unwrap()))
}

/// Splits lines, and deals the words by their hash.
async fn splitter<L: Link>(
    mut from: L::Receiver<&'static str>,
    mut to: [L::Sender<&'static str>; 2],
) {
    while let Some(some) = from.next().await {
        for word in some.into_iter().flat_map(split) {
            let to = &mut to[half(word)];
            if to.put(word) {
                to.send().await;
            }
        }
    }
    for mut to in to {
        to.send().await;
    }
}
