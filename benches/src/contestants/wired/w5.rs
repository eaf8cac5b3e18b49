use tokio::spawn;
use tokio::task::yield_now;

use super::link::{Link, Sender, map, output};
use crate::work::w5::{Arrived, Schedule, Tick};

pub async fn queued<L: Link>(events: u64) -> Arrived {
    let (to_mix, to_be_mixed) = L::link();
    let (to_spread, to_be_spread) = L::link();
    let (to_arrive, arriving) = L::link();
    spawn(paced::<L>(events, to_mix));
    spawn(map::<L, _, _>(to_be_mixed, to_spread, Tick::mix));
    spawn(map::<L, _, _>(to_be_spread, to_arrive, Tick::spread));
    spawn(output::<L, _, _>(arriving, Arrived::arrive)).await.unwrap()
}

/// Sends what is due, together where that is more than one event, and waits for no more.
async fn paced<L: Link>(events: u64, mut to: L::Sender<Tick>) {
    let mut schedule = Schedule::new(events);
    while !schedule.is_over() {
        while let Some(tick) = schedule.due() {
            if to.put(tick) {
                to.send().await;
            }
        }
        to.send().await;
        yield_now().await;
    }
}
