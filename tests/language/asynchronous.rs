//! `async` tasks and outputs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use goflow::prelude::*;
use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::support::*;

/// Something to ask.
#[derive(Clone)]
struct Db(Arc<Vec<&'static str>>);

impl Db {
    async fn get(&self, n: u64) -> Option<&'static str> {
        yield_now().await;
        self.0.get(n as usize).copied()
    }
}

fn db() -> Db {
    Db(Arc::new(vec!["zero", "one", "two"]))
}

#[task]
async fn lookup(n: u64, db: &Db) -> Result<&'static str, String> {
    db.get(n).await.ok_or_else(|| format!("no {n}"))
}

#[task]
async fn maybe(n: u64, db: &Db) -> Option<String> {
    db.get(n).await.map(String::from)
}

#[task]
async fn both(n: u64, db: &Db) -> Result<Option<usize>, String> {
    if n == 1 {
        return Err("one".into());
    }
    Ok(db.get(n).await.map(str::len))
}

#[task]
async fn plain(n: u64) -> u64 {
    yield_now().await;
    n + 1
}

#[task]
async fn borrowed(name: &String, suffix: &String) -> String {
    yield_now().await;
    format!("{name}{suffix}")
}

#[test]
fn results_mean_the_same_as_without_async() {
    let (found, maybes, lengths, bad) = (Seen::new(), Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(4) -> plain -> |n: u64| n - 1 -> {
            lookup(db()) -> keep(found.clone());
            maybe(db()) -> borrowed("!".into()) -> maybe_to: keep(maybes.clone());
            both(db()) -> both_to: keep(lengths.clone());
        }
        [lookup, both] -[err]-> |f: Failed<String>| f.error -> bad_to: keep(bad.clone());
    });
    assert_eq!(found.take(), ["zero", "one", "two"]);
    assert_eq!(maybes.take(), ["zero!", "one!", "two!"]);
    assert_eq!(lengths.take(), [4, 3]);
    assert_eq!(bad.sorted(), ["no 3", "one"]);
    assert_eq!(counts(&report, "lookup"), [4, 3, 1, 0]);
    assert_eq!(counts(&report, "maybe"), [4, 3, 0, 1]);
    assert_eq!(counts(&report, "both"), [4, 2, 1, 1]);
}

#[test]
fn an_async_reader_and_others_share_an_event() {
    let (seen, whole) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["a", "b"])) -> {
            borrowed("?".into()) -> keep(seen.clone());
            whole_to: keep(whole.clone());
        }
    });
    assert_eq!(seen.take(), ["a?", "b?"]);
    assert_eq!(whole.take(), ["a", "b"]);
}

/// Not `Clone`.
struct Unique(u64);

#[task]
async fn look(unique: &Unique) -> u64 {
    yield_now().await;
    unique.0
}

#[task]
fn take(unique: Unique) -> u64 {
    unique.0 * 10
}

#[test]
fn an_async_reader_is_lent_the_event() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(3) -> |n: u64| Unique(n) -> { look -> keep(seen.clone()); take -> keep; }
    });
    assert_eq!(seen.sorted(), [0, 0, 1, 2, 10, 20]);
}

#[task]
async fn digits(unique: &Unique, out: &mut Out<char>) {
    for digit in unique.0.to_string().chars() {
        yield_now().await;
        out.send(digit).await;
    }
}

#[test]
fn several_async_readers_and_a_taker_that_waits_for_them() {
    let (seen, order, count) = (Seen::new(), Seen::new(), 1_500);
    let report = done(pipeline! {
        let unique = |n: u64| Unique(n);
        numbers(count) -> unique -> {
            look -> |n: u64| ('l', n) -> keep(order.clone());
            digits -> keep_digits: keep(seen.clone());
            take -> |n: u64| ('t', n / 10) -> other: keep(order.clone());
        }
        unique -[when |u| u.0 % 100 == 0]-> rare: look -> ignore;
    });
    let expected: String = (0..count).map(|n| n.to_string()).collect();
    assert_eq!(seen.take().into_iter().collect::<String>(), expected);
    assert_eq!(order.take(), (0..count).flat_map(|n| [('l', n), ('t', n)]).collect::<Vec<_>>());
    assert_eq!(counts(&report, "look"), [count, count, 0, 0]);
    assert_eq!(counts(&report, "rare"), [15, 15, 0, 0]);
    assert_eq!(counts(&report, "take"), [count, count, 0, 0]);
}

#[output]
async fn insert(n: u64, into: &Seen<u64>, calls: &mut Local<u64>) -> Result<(), String> {
    yield_now().await;
    **calls += 1;
    if **calls == 3 {
        return Err(format!("call {}", **calls));
    }
    into.push(n);
    Ok(())
}

#[test]
fn an_async_output() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(5) -> insert(seen.clone());
        insert -[err]-> |f: Failed<String>| f.error -> keep(bad.clone());
    });
    assert_eq!(seen.take(), [0, 1, 3, 4]);
    assert_eq!(bad.take(), ["call 3"]);
    assert_eq!(counts(&report, "insert"), [5, 0, 1, 0]);
}

#[task]
async fn meet(n: u64, waiting: &AtomicU64, all: &Notify) -> u64 {
    if waiting.fetch_add(1, Ordering::SeqCst) + 1 == 4 {
        all.notify_waiters();
        all.notify_one();
    } else {
        all.notified().await;
        all.notify_one();
    }
    n
}

#[test]
fn workers_of_an_async_task_wait_side_by_side() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(4) -> meet(AtomicU64::new(0), Notify::new()) (c 4, buf 1) -> keep(seen.clone());
    });
    assert_eq!(seen.sorted(), [0, 1, 2, 3]);
}

#[task]
async fn drip(n: u64, seen: &Seen<u64>, out: &mut Out<u64>) {
    for i in 0..3 {
        out.send(n * 3 + i).await;
        // What was sent has arrived before the function goes on.
        seen.until((n * 3 + i + 1) as usize).await;
    }
}

#[test]
fn what_is_sent_leaves_while_the_function_still_runs() {
    let seen = Seen::new();
    done(pipeline! { numbers(3) -> drip(seen.clone()) -> keep(seen.clone()); });
    assert_eq!(seen.take(), (0..9).collect::<Vec<_>>());
}

#[task]
async fn flood(n: u64, out: &mut Out<u64>) -> Result<(), String> {
    for i in 0..5_000 {
        out.send(i).await;
    }
    if n == 1 { Err("one".into()) } else { Ok(()) }
}

#[test]
fn send_waits_for_room() {
    let (seen, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(2) -> flood -> keep(seen.clone()) (buf 3);
        flood -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(seen.take(), (0..5_000).chain(0..5_000).collect::<Vec<_>>());
    assert_eq!(bad.take(), ["one"]);
}
