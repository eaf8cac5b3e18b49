//! A full queue holds its senders back, all the way to the source; nothing is lost by it.
//!
//! With `(buf n)` between two nodes the queue holds n events, and the worker behind it took at most
//! n out at once. One more is on its way on either side.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use goflow::prelude::*;
use tokio::sync::Semaphore;

use super::paused::{pass, paused, still};
use crate::support::{Seen, run};

type Count = Arc<AtomicU64>;
type Gate = Arc<Semaphore>;

/// What an async function may `send` ahead of those behind it.
const SENT_AHEAD: u64 = 256;

#[source]
fn endless(made: &Count) -> impl Iterator<Item = u64> {
    (0..).inspect(|_| {
        made.fetch_add(1, SeqCst);
    })
}

#[source]
async fn sending(made: &Count, out: &mut Out<u64>) {
    for n in 0.. {
        out.send(n).await;
        made.fetch_add(1, SeqCst);
    }
}

#[source]
fn one() -> impl Iterator<Item = u64> {
    std::iter::once(0)
}

#[source]
fn upto(count: &u64, made: &Count) -> impl Iterator<Item = u64> {
    (0..*count).inspect(|_| {
        made.fetch_add(1, SeqCst);
    })
}

#[task]
fn same(n: u64) -> u64 {
    n
}

#[task]
fn endless_map(_: u64, pulled: &Count) -> impl Iterator<Item = u64> {
    (0..).inspect(|_| {
        pulled.fetch_add(1, SeqCst);
    })
}

#[task]
async fn endless_send(_: u64, sent: &Count, out: &mut Out<u64>) {
    for n in 0.. {
        out.send(n).await;
        sent.fetch_add(1, SeqCst);
    }
}

#[task]
fn push_much(n: u64, calls: &Count, out: &mut Out<u64>) {
    calls.fetch_add(1, SeqCst);
    (0..1000).for_each(|i| out.push(n * 1000 + i));
}

#[output]
async fn gated(n: u64, gate: &Gate, seen: &Seen<u64>) {
    pass(gate).await;
    seen.push(n);
}

#[output]
fn lagging(n: u64, made: &Count, worst: &Count) {
    worst.fetch_max(made.load(SeqCst) - n, SeqCst);
}

fn parts() -> (Count, Gate, Seen<u64>) {
    (Count::default(), Arc::new(Semaphore::new(0)), Seen::new())
}

/// A blocked output stops `flow`'s source at `bound`; with permits it goes on, and loses nothing.
async fn holds(
    flow: Pipeline,
    (made, gate, seen): (Count, Gate, Seen<u64>),
    least: u64,
    bound: u64,
) {
    let running = flow.start();
    still().await;
    let stopped_at = made.load(SeqCst);
    assert!((least..=bound).contains(&stopped_at), "{stopped_at} not in {least}..={bound}");
    assert_eq!(seen.len(), 0);
    gate.add_permits(10);
    still().await;
    assert_eq!(seen.len(), 10);
    assert!(made.load(SeqCst) <= bound + 10, "{} > {bound} + 10", made.load(SeqCst));
    gate.add_permits(1_000_000);
    seen.until(1000).await;
    running.stop().await.unwrap();
    let all = seen.take();
    assert_eq!(all.len() as u64, made.load(SeqCst), "all that was made arrived");
    assert!(all.into_iter().eq(0..made.load(SeqCst)), "in order");
}

#[test]
fn a_blocked_output_stops_the_source_at_the_bound() {
    for buffer in [0, 1, 2, 64, 1000] {
        paused(async move {
            let (made, gate, seen) = parts();
            let flow = pipeline! {
                endless(made.clone()) -> gated(gate.clone(), seen.clone()) (buf {buffer});
            };
            let n = buffer as u64;
            holds(flow, (made, gate, seen), n.max(1), 2 * n + 2).await;
        });
    }
}

#[test]
fn queues_in_a_row_add_up() {
    for buffer in [0, 1, 64] {
        paused(async move {
            let (made, gate, seen) = parts();
            let flow = pipeline! {
                endless(made.clone()) -> same (buf {buffer}) -> other: same (buf {buffer})
                    -> gated(gate.clone(), seen.clone()) (buf {buffer});
            };
            let n = buffer as u64;
            // A sender that waits is not woken before half of the queue is free.
            let least = (3 * n / 2).max(1);
            holds(flow, (made, gate, seen), least, 3 * (2 * n + 2)).await;
        });
    }
}

#[test]
fn a_source_that_sends_waits_for_room() {
    for buffer in [0, 1, 64] {
        paused(async move {
            let (made, gate, seen) = parts();
            let flow = pipeline! {
                sending(made.clone()) -> gated(gate.clone(), seen.clone()) (buf {buffer});
            };
            let running = flow.start();
            still().await;
            let bound = SENT_AHEAD + 2 * buffer as u64 + 2;
            assert!(made.load(SeqCst) <= bound, "{} > {bound}", made.load(SeqCst));
            gate.add_permits(1_000_000);
            seen.until(1000).await;
            running.stop().await.unwrap();
            assert!(seen.peek(|all| all.iter().copied().eq(0..all.len() as u64)));
        });
    }
}

#[test]
fn an_endless_iterator_is_pulled_as_far_as_there_is_room() {
    paused(async {
        let (pulled, gate, seen) = parts();
        let flow = pipeline! {
            one -> endless_map(pulled.clone()) -> gated(gate.clone(), seen.clone()) (buf 16);
        };
        let running = flow.start();
        still().await;
        assert!(pulled.load(SeqCst) <= 34, "{}", pulled.load(SeqCst));
        gate.add_permits(500);
        still().await;
        assert_eq!(seen.len(), 500);
        assert!(pulled.load(SeqCst) <= 534, "{}", pulled.load(SeqCst));
        running.abort().await;
    });
}

#[test]
fn an_endless_async_task_waits_for_room() {
    paused(async {
        let (sent, gate, seen) = parts();
        let flow = pipeline! {
            one -> endless_send(sent.clone()) -> gated(gate.clone(), seen.clone()) (buf 16);
        };
        let running = flow.start();
        still().await;
        assert!(sent.load(SeqCst) <= SENT_AHEAD + 34, "{}", sent.load(SeqCst));
        running.abort().await;
    });
}

#[test]
fn a_task_that_pushes_much_is_not_called_again_before_that_has_left() {
    paused(async {
        let (calls, gate, seen) = parts();
        let flow = pipeline! {
            endless(Count::default()) -> push_much(calls.clone()) -> gated(gate.clone(), seen.clone()) (buf 16);
        };
        let running = flow.start();
        still().await;
        assert_eq!(calls.load(SeqCst), 1);
        gate.add_permits(2500);
        still().await;
        assert_eq!((calls.load(SeqCst), seen.len()), (3, 2500));
        running.abort().await;
    });
}

#[test]
fn a_source_is_never_far_ahead_of_a_slow_output() {
    for buffer in [0, 1, 64] {
        let (made, worst) = (Count::default(), Count::default());
        let flow = pipeline! {
            upto(5_000, made.clone()) -> same (buf {buffer}) -> lagging(made.clone(), worst.clone()) (buf {buffer});
        };
        let report = run(flow.run()).unwrap();
        assert_eq!(report.node("lagging").map(|node| node.received), Some(5_000));
        let bound = 2 * (2 * buffer as u64 + 2);
        assert!(worst.load(SeqCst) <= bound, "{} ahead, more than {bound}", worst.load(SeqCst));
    }
}
