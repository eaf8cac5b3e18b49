//! Workers that wait for events and cost little: who brings a batch runs their stage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use goflow::Error;
use goflow::prelude::*;

use crate::support::{Seen, counts, done, failed};

/// An event that counts its copies.
#[derive(Debug)]
struct Copied {
    n: u64,
    copies: Arc<AtomicU64>,
}

impl Clone for Copied {
    fn clone(&self) -> Self {
        self.copies.fetch_add(1, Relaxed);
        Self { n: self.n, copies: self.copies.clone() }
    }
}

const EVENTS: u64 = 100_000;

#[source]
fn made(copies: &Arc<AtomicU64>) -> impl Iterator<Item = Copied> + use<> {
    let copies = copies.clone();
    (0..EVENTS).map(move |n| Copied { n, copies: copies.clone() })
}
/// Checks the order, and costs little: workers that cost much have threads of their own.
fn next(n: u64, seen: &AtomicU64) {
    assert_eq!(seen.load(Relaxed), n, "in order");
    seen.store(n + 1, Relaxed);
}
#[output]
fn keep(event: Copied, seen: &Arc<AtomicU64>) {
    next(event.n, seen);
}
#[output]
fn read(event: &Copied, seen: &Arc<AtomicU64>) {
    next(event.n, seen);
}

/// Both get all events in order; gives how many copies were made of them.
fn copies(flow: impl FnOnce(Arc<AtomicU64>, Arc<AtomicU64>, Arc<AtomicU64>) -> Pipeline) -> u64 {
    let [copies, first, second] = [(); 3].map(|()| Arc::<AtomicU64>::default());
    let report = done(flow(copies.clone(), first.clone(), second.clone()));
    for (name, seen) in [("first", &first), ("second", &second)] {
        assert_eq!(counts(&report, name), [EVENTS, 0, 0, 0]);
        assert_eq!(seen.load(Relaxed), EVENTS);
    }
    copies.load(Relaxed)
}

#[test]
fn who_only_reads_behind_a_queue_is_lent_what_another_queue_gathers() {
    let copies = copies(|copies, kept, seen| {
        pipeline! { made(copies) -> { first: keep(kept) (buf 512); second: read(seen) (buf 512); } }
    });
    // How many depends on when the reader has time.
    assert!(copies < EVENTS, "{copies} copies of {EVENTS} events");
}

#[test]
fn whichever_stands_first() {
    let copies = copies(|copies, kept, seen| {
        pipeline! { made(copies) -> { second: read(seen) (buf 512); first: keep(kept) (buf 512); } }
    });
    // How many depends on when the reader has time.
    assert!(copies < EVENTS, "{copies} copies of {EVENTS} events");
}

#[test]
fn two_that_take_have_a_copy_each() {
    let copies = copies(|copies, kept, seen| {
        pipeline! { made(copies) -> { first: keep(kept) (buf 512); second: keep(seen) (buf 512); } }
    });
    assert_eq!(copies, EVENTS);
}

#[source]
fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}
#[task]
fn checked(n: u64, bad: &u64) -> Result<u64, String> {
    if n == *bad { Err(format!("{n} is bad")) } else { Ok(n) }
}
#[task]
fn half(n: u64) -> Option<u64> {
    n.is_multiple_of(2).then_some(n)
}
#[output]
fn see(n: u64, seen: &Seen<u64>) {
    seen.push(n);
}

#[test]
fn an_error_names_the_worker_whose_stage_it_was() {
    let seen = Seen::new();
    let error = failed(pipeline! {
        numbers(1_000_000) -> half (buf 256) -> checked(4_000) (buf 256) -> see(seen.clone()) (buf 256);
    });
    let Error::Failed { node, cause, .. } = &error else { panic!("{error:?}") };
    assert_eq!((node.as_str(), cause.to_string()), ("checked", "4000 is bad".to_string()));
}

#[test]
fn what_is_counted_is_what_came_and_went() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(30_000) -> half (buf 256) -> checked(4_000) (buf 256) -> see(seen.clone()) (buf 256);
        checked -[err]-> discard;
    });
    assert_eq!(counts(&report, "half"), [30_000, 15_000, 0, 15_000]);
    assert_eq!(counts(&report, "checked"), [15_000, 14_999, 1, 0]);
    assert_eq!(counts(&report, "see"), [14_999, 0, 0, 0]);
    assert!(seen.take().into_iter().eq((0..30_000).step_by(2).filter(|n| *n != 4_000)));
}

#[test]
fn a_batch_goes_through_workers_with_little_room() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(30_000) -> half (c 16, buf 64) -> see(seen.clone()) (buf 32);
    });
    assert_eq!(counts(&report, "half"), [30_000, 15_000, 0, 15_000]);
    let mut all = seen.take();
    all.sort_unstable();
    assert!(all.into_iter().eq((0..30_000).step_by(2)));
}
