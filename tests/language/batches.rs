//! `#[output(batch = N, linger = "…")]`: 1 to N events, in order; leaves when it is full, when it
//! lingered long enough (or when no input is waiting), and at the end.

use std::time::{Duration, Instant};

use goflow::prelude::*;
use tokio::sync::Mutex;

use crate::support::*;

#[output(batch = 3)]
fn insert(rows: Vec<u64>, into: &Seen<Vec<u64>>) {
    into.push(rows);
}

#[test]
fn batches_have_one_to_n_events_in_order() {
    let seen = Seen::new();
    let report = done(pipeline! { numbers(100) -> insert(seen.clone()); });
    let batches = seen.take();
    assert!(batches.iter().all(|batch| (1..=3).contains(&batch.len())), "{batches:?}");
    assert_eq!(batches.concat(), (0..100).collect::<Vec<_>>());
    assert_eq!(counts(&report, "insert"), [100, 0, 0, 0]);
}

#[output(batch = 3, linger = "1000s")]
async fn store(rows: Vec<u64>, into: &Seen<Vec<u64>>) {
    tokio::task::yield_now().await;
    into.push(rows);
}

#[test]
fn a_lingering_batch_leaves_when_it_is_full_and_at_the_end() {
    let seen = Seen::new();
    done(pipeline! { numbers(8) -> store(seen.clone()); });
    assert_eq!(seen.take(), [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7]]);
}

#[source]
async fn gated(gate: &Mutex<Option<Seen<Vec<u64>>>>, each: &u64, out: &mut Out<u64>) {
    let Some(written) = gate.lock().await.take() else { return };
    for round in 0..3 {
        for n in 0..*each {
            out.send(round * 10 + n).await;
        }
        // The next round waits until this one was written.
        let mut events = 0;
        let mut batches = 0;
        while events < (round + 1) * each {
            batches += 1;
            written.until(batches).await;
            events = written.peek(|all| all.concat().len() as u64);
        }
    }
}

#[test]
fn by_default_a_batch_leaves_when_no_input_is_waiting() {
    let seen = Seen::new();
    done(pipeline! { gated(Mutex::new(Some(seen.clone())), 2) -> insert(seen.clone()); });
    assert_eq!(seen.take().concat(), [0, 1, 10, 11, 20, 21]);
}

#[test]
fn a_full_batch_does_not_linger() {
    let seen = Seen::new();
    done(pipeline! { gated(Mutex::new(Some(seen.clone())), 3) -> store(seen.clone()) (buf 8); });
    assert_eq!(seen.take(), [vec![0, 1, 2], vec![10, 11, 12], vec![20, 21, 22]]);
}

#[output(batch = 100, linger = "50ms")]
fn linger(rows: Vec<u64>, into: &Seen<Vec<u64>>, started: &Instant, times: &Seen<Duration>) {
    times.push(started.elapsed());
    into.push(rows);
}

#[test]
fn a_batch_leaves_after_its_linger() {
    let (seen, times) = (Seen::new(), Seen::new());
    done(pipeline! {
        gated(Mutex::new(Some(seen.clone())), 2)
            -> linger(seen.clone(), Instant::now(), times.clone()) (buf 8);
    });
    assert_eq!(seen.take().concat(), [0, 1, 10, 11, 20, 21]);
    for (round, time) in times.take().into_iter().enumerate().take(3) {
        let least = Duration::from_millis(50) * (round as u32 + 1);
        assert!(time >= least, "batch {round} left after {time:?}");
    }
}

#[output(batch = 4, linger = "1000s")]
async fn fallible(rows: Vec<u64>, into: &Seen<Vec<u64>>) -> Result<(), Vec<u64>> {
    if rows.contains(&5) {
        return Err(rows);
    }
    into.push(rows);
    Ok(())
}

#[test]
fn a_batch_that_fails_leaves_by_err_once() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(10) -> fallible(seen.clone());
        fallible -[err]-> |f: Failed<Vec<u64>>| f.error -> keep(bad.clone());
    });
    assert_eq!(seen.take(), [vec![0, 1, 2, 3], vec![8, 9]]);
    assert_eq!(bad.take(), [vec![4, 5, 6, 7]]);
    assert_eq!(counts(&report, "fallible"), [10, 0, 1, 0]);
}

#[output(batch = 500)]
fn generic<T: Event + Ord>(mut rows: Vec<T>, into: &Seen<T>, ctx: &mut Context) {
    assert!(ctx.worker() < 2);
    rows.drain(..).for_each(|row| into.push(row));
}

#[test]
fn a_batch_output_may_be_generic_and_have_workers() {
    let seen = Seen::new();
    done(pipeline! { items(texts(&["a", "b", "c"])) -> generic(seen.clone()) (c 2); });
    assert_eq!(seen.sorted(), ["a", "b", "c"]);
}

#[output(batch = 1000)]
fn whole(rows: Vec<u64>, into: &Seen<usize>, rejected: &mut Out<u64>) {
    into.push(rows.len());
    rows.into_iter().filter(|n| n % 100 == 0).for_each(|n| rejected.push(n));
}

#[test]
fn a_batch_output_may_have_a_port() {
    let (sizes, rejected) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(1001) -> whole(sizes.clone());
        whole -[rejected]-> keep(rejected.clone());
    });
    assert_eq!(sizes.take().into_iter().sum::<usize>(), 1001);
    assert_eq!(rejected.take(), (0..=10).map(|n| n * 100).collect::<Vec<_>>());
}

#[output(batch = 3, linger = "1000s", blocking)]
fn on_disk(rows: Vec<u64>, into: &Seen<Vec<u64>>) {
    let rows = tokio::runtime::Handle::current().block_on(async { rows });
    into.push(rows);
}

#[test]
fn a_batch_output_may_block() {
    let seen = Seen::new();
    done(pipeline! { numbers(4) -> on_disk(seen.clone()); });
    assert_eq!(seen.take(), [vec![0, 1, 2], vec![3]]);
}
