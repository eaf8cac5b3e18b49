use super::{link, map, output, source};
use crate::work::Sum;
use crate::work::w3::burn;

/// Both workers take from one channel: it lets any number do so.
pub fn burning(events: u64) -> Sum {
    let (to_burn, to_be_burnt) = link();
    let (to_sum, to_be_summed) = link();
    source(0..events, to_burn);
    map(to_be_burnt.clone(), to_sum.clone(), burn);
    map(to_be_burnt, to_sum, burn);
    output(to_be_summed, Sum::add).join().unwrap()
}
