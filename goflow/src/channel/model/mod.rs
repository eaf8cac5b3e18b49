//! The model check: the same source files once more, over shuttle's primitives, which run one
//! thread at a time and choose at every lock and atomic who goes on. A lost wake-up shows as a
//! deadlock, a lost event as a failed assertion, and the schedule that led there is printed.
//!
//! Compiled beside the real modules instead of in their place, so that all other tests of the
//! crate run as they are in the same binary, whatever features are on.
//!
//! `cargo test -p goflow --lib --features model channel::model`; with `MODEL_ITERATIONS=100000`
//! for a longer search.

#![allow(dead_code, clippy::duplicate_mod)]

use super::{align, message};

mod sync {
    pub(super) use shuttle::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    pub(super) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};
}

#[path = "../by_key.rs"]
mod by_key;
#[path = "../gather.rs"]
mod gather;
#[path = "../gauge.rs"]
mod gauge;
#[path = "../inbox.rs"]
mod inbox;
#[path = "../lane.rs"]
mod lane;
#[path = "../offer.rs"]
mod offer;
#[path = "../queue.rs"]
mod queue;
#[path = "../seat.rs"]
mod seat;
#[path = "../spread.rs"]
mod spread;

mod barrier;
mod entering;
mod flow;
mod rendezvous;
mod routing;
mod shutdown;

use std::future::poll_fn;
use std::num::NonZeroUsize;

use inbox::Inbox;
use lane::Lane;
use message::{Capacity, Closed, Received};

/// An event: which sender, and its how-manieth.
type Event = (usize, usize);

/// Searches schedules of `test`: at random, and by priorities that change a few times (which
/// finds what needs one thread to stand still for long).
fn search(test: impl Fn() + Send + Sync + Clone + 'static) {
    let iterations = std::env::var("MODEL_ITERATIONS").ok().and_then(|it| it.parse().ok());
    let iterations = iterations.unwrap_or(2_000);
    shuttle::check_random(test.clone(), iterations);
    shuttle::check_pct(test, iterations, 3);
}

fn events(places: usize) -> Capacity {
    NonZeroUsize::new(places).map_or(Capacity::Rendezvous, Capacity::Events)
}

fn any(range: std::ops::RangeInclusive<usize>) -> usize {
    use shuttle::rand::Rng;
    shuttle::rand::thread_rng().gen_range(range)
}

/// Sends `batch` as fast as there is room.
async fn send<T>(lane: &mut Lane<T>, mut batch: Vec<T>) -> Result<(), Closed> {
    while !batch.is_empty() {
        poll_fn(|cx| lane.poll_ready(cx)).await?;
        let (room, before) = (lane.room(), batch.len());
        let pushed = lane.push(&mut batch);
        assert!(pushed >= room.min(before), "a push takes what there was room for");
        assert_eq!(pushed + batch.len(), before);
    }
    Ok(())
}

/// Sends events `range` of a sender, in batches of any size up to 3.
async fn send_all(
    lane: &mut Lane<Event>,
    sender: usize,
    range: std::ops::Range<usize>,
) -> Result<(), Closed> {
    let mut at = range.start;
    while at < range.end {
        let end = (at + any(1..=3)).min(range.end);
        send(lane, (at..end).map(|nr| (sender, nr)).collect()).await?;
        at = end;
    }
    Ok(())
}

async fn receive<T>(inbox: &mut Inbox<T>, into: &mut Vec<T>) -> Received {
    into.clear();
    let max = any(1..=3);
    let received = poll_fn(|cx| inbox.poll_recv(cx, max, into)).await;
    assert_eq!(received == Received::Events, !into.is_empty());
    assert!(into.len() <= max);
    received
}

/// All events until the end, in the order in which they came.
async fn receive_all(mut inbox: Inbox<Event>) -> Vec<Event> {
    let (mut all, mut into) = (Vec::new(), Vec::new());
    while receive(&mut inbox, &mut into).await != Received::Ended {
        all.extend_from_slice(&into);
    }
    assert_eq!(inbox.gauge().queued(), 0);
    all
}

/// Asserts that what came of each sender is in order, without doubles.
fn assert_in_order(events: &[Event]) {
    for sender in 0..2 {
        let of: Vec<_> = events.iter().filter(|it| it.0 == sender).map(|it| it.1).collect();
        assert!(of.is_sorted_by(|a, b| a < b), "sender {sender}: {of:?}");
    }
}
