//! `(blocking)` runs on tokio's blocking pool: there a thread may wait for a future.

use std::collections::BTreeSet;

use goflow::prelude::*;
use tokio::runtime::Handle;

use crate::support::*;

/// Panics on a thread that drives futures.
fn wait<T>(value: T) -> T {
    Handle::current().block_on(async {
        tokio::task::yield_now().await;
        value
    })
}

#[task(blocking)]
fn slow(n: u64) -> u64 {
    wait(n + 1)
}

#[task(blocking)]
fn check(n: u64, limit: &u64) -> Result<Option<u64>, String> {
    if n > *limit {
        return Err(wait(format!("{n} is too much")));
    }
    Ok(wait(n.is_multiple_of(2).then_some(n)))
}

#[task(blocking)]
fn measure(text: &String, total: &mut Local<usize>) -> usize {
    **total += wait(text.len());
    **total
}

#[test]
fn a_blocking_task_may_wait() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(9) -> slow -> check(6) -> keep(seen.clone());
        check -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(seen.take(), [2, 4, 6]);
    assert_eq!(bad.take(), ["7 is too much", "8 is too much", "9 is too much"]);
    assert_eq!(counts(&report, "slow"), [9, 9, 0, 0]);
    assert_eq!(counts(&report, "check"), [9, 3, 3, 3]);
}

#[test]
fn it_may_read_its_event_and_keep_scratch() {
    let (seen, whole) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["a", "bcd", "ef"])) -> {
            measure -> keep(seen.clone());
            whole_to: keep(whole.clone());
        }
    });
    assert_eq!(seen.take(), [1, 4, 6]);
    assert_eq!(whole.take(), ["a", "bcd", "ef"]);
}

#[task(blocking)]
fn late(n: u64, late: &mut Out<u64>, ctx: &mut Context) -> Option<(u64, usize)> {
    if wait(n) > 3 {
        late.push(n);
        return None;
    }
    Some((n, ctx.workers()))
}

#[test]
fn it_may_have_ports_and_workers() {
    let (seen, lates) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(8) -> late (c 2) -> keep(seen.clone());
        late -[late]-> lates: keep(lates.clone());
    });
    assert_eq!(seen.sorted(), [(0, 2), (1, 2), (2, 2), (3, 2)]);
    assert_eq!(lates.sorted(), [4, 5, 6, 7]);
    assert_eq!(counts(&report, "late"), [8, 8, 0, 4]);
}

#[task(blocking)]
fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
    **n += wait(1);
    (word, **n)
}

#[test]
fn it_may_keep_state_per_key() {
    let seen = Seen::new();
    done(pipeline! {
        items(texts(&["a", "b", "a", "a"])) -[key |w| w.clone()]-> count (c 2) -> keep(seen.clone());
    });
    let all: BTreeSet<(String, u64)> = seen.take().into_iter().collect();
    let expected = [("a", 1), ("a", 2), ("a", 3), ("b", 1)];
    assert_eq!(all, expected.into_iter().map(|(w, n)| (w.to_string(), n)).collect());
}

#[output(blocking)]
fn write(n: u64, into: &Seen<u64>) -> Result<(), String> {
    if n == 2 {
        return Err(wait("two".to_string()));
    }
    into.push(wait(n));
    Ok(())
}

#[test]
fn an_output_may_block() {
    let (seen, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(4) -> write(seen.clone());
        write -[err]-> |f: Failed<String>| f.error -> keep(bad.clone());
    });
    assert_eq!(seen.take(), [0, 1, 3]);
    assert_eq!(bad.take(), ["two"]);
}

/// Not `Clone`.
struct Unique(u64);

#[task(blocking)]
fn look(unique: &Unique) -> Result<u64, String> {
    if unique.0 == 1 { Err(wait("one".to_string())) } else { Ok(wait(unique.0)) }
}

#[task]
fn take(unique: Unique) -> u64 {
    unique.0 * 10
}

#[test]
fn a_blocking_reader_is_lent_the_event() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(4) -> |n: u64| Unique(n) -> { look -> keep(seen.clone()); take -> keep; }
        look -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(seen.sorted(), [0, 0, 2, 3, 10, 20, 30]);
    assert_eq!(bad.take(), ["one"]);
    assert_eq!(counts(&report, "look"), [4, 3, 1, 0]);
    assert_eq!(counts(&report, "take"), [4, 4, 0, 0]);
}
