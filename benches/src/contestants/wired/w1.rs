use tokio::spawn;

use super::link::{Link, filter, map, output, source};
use crate::work::Sum;
use crate::work::w1::{keep, mix, spread};

pub async fn chain<L: Link>(events: u64) -> Sum {
    let (to_mix, to_be_mixed) = L::link();
    let (to_keep, to_be_kept) = L::link();
    let (to_spread, to_be_spread) = L::link();
    let (to_sum, to_be_summed) = L::link();
    spawn(source::<L, _>(0..events, to_mix));
    spawn(map::<L, _, _>(to_be_mixed, to_keep, mix));
    spawn(filter::<L, _>(to_be_kept, to_spread, |y| keep(*y)));
    spawn(map::<L, _, _>(to_be_spread, to_sum, spread));
    spawn(output::<L, _, _>(to_be_summed, Sum::add)).await.unwrap()
}
