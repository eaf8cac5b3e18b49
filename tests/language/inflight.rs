//! `(inflight N)`: an async task keeps up to N events in progress per worker.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use goflow::prelude::*;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::yield_now;

use crate::support::*;

#[task]
async fn together(n: u64, barrier: &Barrier) -> u64 {
    barrier.wait().await;
    // Later ones finish first.
    for _ in n % 8..8 {
        yield_now().await;
    }
    n
}

#[test]
fn results_leave_in_input_order() {
    let seen = Seen::new();
    let flow = pipeline! {
        numbers(64) -> together(Barrier::new(8)) (inflight 8) -> keep(seen.clone());
    };
    let node = flow.graph().node("together").unwrap();
    assert_eq!((node.inflight, node.unordered), (Some(8), false));
    let report = done(flow);
    assert_eq!(seen.take(), (0..64).collect::<Vec<_>>());
    assert_eq!(counts(&report, "together"), [64, 64, 0, 0]);
}

#[task]
async fn after(n: u64, finished: &Seen<u64>, first_waits_for: &usize) -> u64 {
    if n == 0 {
        finished.until(*first_waits_for).await;
    }
    finished.push(n);
    n
}

#[test]
fn an_early_result_waits_for_its_turn() {
    let (seen, finished) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(20) -> after(finished.clone(), 3) (inflight 4) -> keep(seen.clone());
    });
    assert_eq!(seen.take(), (0..20).collect::<Vec<_>>());
    assert_eq!(finished.take()[..4], [1, 2, 3, 0]);
}

#[test]
fn unordered_results_leave_as_they_finish() {
    let (seen, finished) = (Seen::new(), Seen::new());
    let flow = pipeline! {
        numbers(100) -> after(finished.clone(), 99) (inflight 4 unordered) -> keep(seen.clone());
    };
    let node = flow.graph().node("after").unwrap();
    assert_eq!((node.inflight, node.unordered), (Some(4), true));
    done(flow);
    let all = seen.take();
    assert_eq!(all.last(), Some(&0));
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), (0..100).collect());
}

#[task]
async fn at_most(n: u64, now: &Arc<AtomicUsize>, limit: &usize) -> Result<Option<u64>, String> {
    let running = now.fetch_add(1, Ordering::SeqCst) + 1;
    for _ in 0..n % 5 {
        yield_now().await;
    }
    now.fetch_sub(1, Ordering::SeqCst);
    if running > *limit {
        return Err(format!("{running} at once"));
    }
    Ok(n.is_multiple_of(2).then_some(n))
}

#[test]
fn there_are_never_more_than_n_per_worker() {
    let (seen, bad, now) = (Seen::new(), Seen::new(), Arc::default());
    const N: usize = 3;
    let report = done(pipeline! {
        numbers(300) -> at_most(Arc::clone(&now), N * 2) (c 2, inflight N) -> keep(seen.clone());
        at_most -[err]-> bads: keep(bad.clone());
    });
    assert_eq!(bad.take().len(), 0);
    assert_eq!(seen.sorted(), (0..300).step_by(2).collect::<Vec<u64>>());
    assert_eq!(counts(&report, "at_most"), [300, 150, 0, 150]);
}

#[task]
async fn check(n: u64, slow: &mut Out<u64>, ctx: &mut Context) -> Result<(u64, usize), String> {
    for _ in 0..(7 * n) % 5 {
        yield_now().await;
    }
    if n.is_multiple_of(4) {
        slow.send(n).await;
    }
    if n.is_multiple_of(3) { Err(n.to_string()) } else { Ok((n, ctx.workers())) }
}

#[test]
fn errors_and_ports_keep_the_order_too() {
    let (seen, slow, bad) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(20) -> check (inflight {4 + 1}) -> keep(seen.clone());
        check -[slow]-> slows: keep(slow.clone());
        check -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    let all: Vec<u64> = (0..20).collect();
    let good: Vec<_> = all.iter().filter(|n| *n % 3 != 0).map(|n| (*n, 1)).collect();
    assert_eq!(seen.take(), good);
    assert_eq!(slow.take(), [0, 4, 8, 12, 16]);
    assert_eq!(bad.take(), ["0", "3", "6", "9", "12", "15", "18"]);
    assert_eq!(counts(&report, "check"), [20, 13 + 5, 7, 0]);
}

#[test]
fn zero_in_braces_is_an_error_of_run() {
    let none = 0;
    let error = failed(pipeline! { numbers(1) -> check (inflight {none}) -> discard; });
    assert!(error.to_string().contains("`check`"), "{error}");
}

#[task]
async fn borrowed(text: &String, permits: &Semaphore) -> usize {
    let _permit = permits.acquire().await;
    yield_now().await;
    text.len()
}

#[test]
fn it_may_read_its_event_and_stand_in_a_fan_out() {
    let (seen, whole) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["a", "bc", "def"])) -> {
            borrowed(Semaphore::new(2)) (inflight 8 unordered) -> keep(seen.clone());
            whole_to: keep(whole.clone());
        }
    });
    assert_eq!(seen.sorted(), [1, 2, 3]);
    assert_eq!(whole.take(), ["a", "bc", "def"]);
}

#[output]
async fn write(n: u64, barrier: &Barrier, into: &Seen<u64>) -> Result<(), String> {
    barrier.wait().await;
    into.push(n);
    if n == 5 { Err("five".into()) } else { Ok(()) }
}

#[test]
fn an_async_output_may_have_it_too() {
    let (seen, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(12) -> write(Barrier::new(4), seen.clone()) (inflight 4);
        write -[err]-> |f: Failed<String>| f.error -> keep(bad.clone());
    });
    assert_eq!(seen.sorted(), (0..12).collect::<Vec<_>>());
    assert_eq!(bad.take(), ["five"]);
}

#[task]
async fn spread(n: u64, barrier: &Barrier, out: &mut Out<u64>) {
    for i in 0..2 {
        barrier.wait().await;
        for _ in n % 4..4 {
            yield_now().await;
        }
        out.send(n * 10 + i).await;
    }
}

#[test]
fn what_is_sent_keeps_the_order_of_the_input() {
    let seen = Seen::new();
    done(pipeline! { numbers(8) -> spread(Barrier::new(4)) (inflight 4) -> keep(seen.clone()); });
    let expected: Vec<u64> = (0..8).flat_map(|n| [n * 10, n * 10 + 1]).collect();
    assert_eq!(seen.take(), expected);
}
