use std::thread::spawn;

use super::{link, map, output, source};
use crate::work::Sum;
use crate::work::w1::{keep, mix, spread};

pub fn chain(events: u64) -> Sum {
    let (to_mix, to_be_mixed) = link();
    let (to_keep, to_be_kept) = link();
    let (to_spread, to_be_spread) = link();
    let (to_sum, to_be_summed) = link();
    source(0..events, to_mix);
    map(to_be_mixed, to_keep, mix);
    spawn(move || {
        to_be_kept.iter().filter(|y| keep(*y)).for_each(|y| to_spread.send(y).unwrap());
    });
    map(to_be_spread, to_sum, spread);
    output(to_be_summed, Sum::add).join().unwrap()
}
