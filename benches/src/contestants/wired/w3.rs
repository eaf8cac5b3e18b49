use tokio::spawn;

use super::link::{Link, deal, map, output};
use crate::work::Sum;
use crate::work::w3::burn;

pub async fn burning<L: Link>(events: u64) -> Sum {
    let (to_first, first) = L::link();
    let (to_second, second) = L::link();
    let (to_sum, to_be_summed) = L::link();
    spawn(deal::<L, _>(0..events, [to_first, to_second]));
    spawn(map::<L, _, _>(first, to_sum.clone(), burn));
    spawn(map::<L, _, _>(second, to_sum, burn));
    spawn(output::<L, _, _>(to_be_summed, Sum::add)).await.unwrap()
}
