use goflow::prelude::*;

use super::total::{Part, Parts};
use crate::work::w5::{Arrived, Schedule, Tick};

#[source]
async fn paced(events: &u64, out: &mut Out<Tick>) {
    let mut schedule = Schedule::new(*events);
    while !schedule.is_over() {
        match schedule.due() {
            Some(tick) => out.send(tick).await,
            None => tokio::task::yield_now().await,
        }
    }
}

#[task]
fn mix(tick: Tick) -> Tick {
    tick.mix()
}

#[task]
fn spread(tick: Tick) -> Tick {
    tick.spread()
}

#[output]
fn arrive(tick: Tick, arrived: &mut Local<Part<Arrived>>) {
    arrived.arrive(tick);
}

pub fn queued(events: u64) -> Parts<Arrived> {
    Parts::of(pipeline! {
        paced(events) -> mix (buf 1024) -> spread (buf 1024) -> arrive (buf 1024);
    })
}
