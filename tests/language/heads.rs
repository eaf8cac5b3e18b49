//! `[a, b] -> c`: fan-in.

use goflow::prelude::*;

use crate::support::*;

#[task]
fn add(n: u64, by: &u64) -> u64 {
    n + by
}

#[task]
fn odd(n: u64) -> Result<u64, String> {
    if n % 2 == 1 { Ok(n) } else { Err(format!("{n} is even")) }
}

#[task]
fn big(n: u64) -> Result<u64, String> {
    if n > 1 { Ok(n) } else { Err(format!("{n} is small")) }
}

#[test]
fn heads_feed_one_node() {
    let seen = Seen::new();
    let report = done(pipeline! {
        [numbers(2), more: numbers(3), last: numbers(1)] -> add(10) -> keep(seen.clone());
    });
    assert_eq!(seen.sorted(), [10, 10, 10, 11, 11, 12]);
    assert_eq!(counts(&report, "add"), [6, 6, 0, 0]);
}

#[test]
fn heads_may_lead_to_a_block_and_may_have_settings() {
    let (seen, other) = (Seen::new(), Seen::new());
    done(pipeline! {
        [numbers(2) (c 2), more: numbers(1)] -> {
            add(10) (c 2) -> keep(seen.clone());
            other_to: keep(other.clone());
        }
    });
    assert_eq!(seen.sorted(), [10, 10, 10, 11, 11]);
    assert_eq!(other.sorted(), [0, 0, 0, 1, 1]);
}

#[test]
fn in_a_block_all_heads_are_fed() {
    let (seen, twice) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(3) -> {
            [one: add(1), ten: add(10)] -> keep(seen.clone());
            hundred: add(100) -> kept: keep(twice.clone());
        }
        one -> kept;
    });
    assert_eq!(seen.sorted(), [1, 2, 3, 10, 11, 12]);
    assert_eq!(twice.sorted(), [1, 2, 3, 100, 101, 102]);
    assert_eq!(counts(&report, "one"), [3, 3, 0, 0]);
}

#[test]
fn heads_of_an_err_edge() {
    let (good, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(4) -> { [odd, big] -> keep(good.clone()); }
        [odd, big] -[err]-> |f: Failed<String>| format!("{}: {}", f.node, f.error)
            -> bads: keep(bad.clone());
    });
    assert_eq!(good.sorted(), [1, 2, 3, 3]);
    assert_eq!(
        bad.sorted(),
        ["big: 0 is small", "big: 1 is small", "odd: 0 is even", "odd: 2 is even"]
    );
}

#[task]
fn count(n: u64, times: &mut Keyed<u64, u64>) -> (u64, u64) {
    **times += 1;
    (n, **times)
}

#[test]
fn heads_of_a_key_edge() {
    let seen = Seen::new();
    done(pipeline! {
        [numbers(3), more: numbers(2)] -[key |n| *n]-> count (c 2) -> keep(seen.clone());
    });
    assert_eq!(seen.sorted(), [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1)]);
}

#[test]
fn heads_of_a_when_edge_and_a_trailing_comma() {
    let seen = Seen::new();
    done(pipeline! {
        [numbers(5), more: numbers(3),] -[when |n| n % 2 == 0]-> keep(seen.clone());
    });
    assert_eq!(seen.sorted(), [0, 0, 2, 2, 4]);
}

#[test]
fn one_head_is_a_head() {
    let seen = Seen::new();
    done(pipeline! { [numbers(2)] -> keep(seen.clone()); });
    assert_eq!(seen.take(), [0, 1]);
}
