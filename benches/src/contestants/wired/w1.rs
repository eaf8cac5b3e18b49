use tokio::spawn;

use super::link::{Link, node, output, source};
use crate::work::Sum;
use crate::work::w1::{keep, mix, spread};

pub async fn chain<L: Link>(events: u64) -> Sum {
    let (to_mix, to_be_mixed) = L::link();
    let (to_keep, to_be_kept) = L::link();
    let (to_spread, to_be_spread) = L::link();
    let (to_sum, to_be_summed) = L::link();
    spawn(source(0..events, to_mix));
    spawn(node(to_be_mixed, to_keep, |x| Some(mix(x))));
    spawn(node(to_be_kept, to_spread, |y| keep(y).then_some(y)));
    spawn(node(to_be_spread, to_sum, |y| Some(spread(y))));
    spawn(output(to_be_summed, Sum::add)).await.unwrap()
}
