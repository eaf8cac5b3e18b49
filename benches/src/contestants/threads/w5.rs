use super::{link, map, output, source};
use crate::work::w5::{Arrived, Schedule, Tick};

pub fn queued(events: u64) -> Arrived {
    let (to_mix, to_be_mixed) = link();
    let (to_spread, to_be_spread) = link();
    let (to_arrive, arriving) = link();
    source(Schedule::new(events), to_mix);
    map(to_be_mixed, to_spread, Tick::mix);
    map(to_be_spread, to_arrive, Tick::spread);
    output(arriving, Arrived::arrive).join().unwrap()
}
