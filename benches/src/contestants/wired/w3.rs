use tokio::spawn;

use super::link::{Link, Sender, map, output};
use crate::work::Sum;
use crate::work::w3::burn;

pub async fn burning<L: Link>(events: u64) -> Sum {
    let (to_first, first) = L::link();
    let (to_second, second) = L::link();
    let (to_sum, to_be_summed) = L::link();
    spawn(deal::<L>(events, [to_first, to_second]));
    spawn(map::<L, _, _>(first, to_sum.clone(), burn));
    spawn(map::<L, _, _>(second, to_sum, burn));
    spawn(output::<L, _, _>(to_be_summed, Sum::add)).await.unwrap()
}

/// Deals the events out in turn.
async fn deal<L: Link>(events: u64, mut to: [L::Sender<u64>; 2]) {
    let (mut events, mut turn) = (0..events, 0);
    while let Some(some) = L::take(&mut events) {
        to[turn].pass(some).await;
        turn = 1 - turn;
    }
}
