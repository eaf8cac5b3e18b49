use renoir::Replication;

use super::{add, context, merge, total};
use crate::work::Sum;
use crate::work::w1::{keep, mix, spread};

/// One block, two copies of it, each with its half of the numbers.
pub fn chain(events: u64) -> Sum {
    let context = context();
    let sums = context
        .stream_par_iter(0..events)
        .map(mix)
        .filter(|y| keep(*y))
        .map(spread)
        .fold_assoc((0, 0), add, merge)
        .collect_vec();
    context.execute_blocking();
    total(sums.get())
}

/// A block, and so a channel, for every node.
pub fn queued(events: u64) -> Sum {
    let context = context();
    let sums = context
        .stream_iter(0..events)
        .replication(Replication::One)
        .map(mix)
        .replication(Replication::One)
        .filter(|y| keep(*y))
        .replication(Replication::One)
        .map(spread)
        .replication(Replication::One)
        .fold((0, 0), add)
        .collect_vec();
    context.execute_blocking();
    total(sums.get())
}
