//! Shared nodes: fan-in and fan-out of one instance, over queues and within stages.

use goflow::prelude::*;

use crate::support::*;

#[task]
fn add(n: u64, by: &u64) -> u64 {
    n + by
}

#[test]
fn a_shared_output_gets_everything() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(3) -> { a: add(10) -> keep(seen.clone()); b: add(20) -> keep; keep; }
        more: numbers(2) -> keep;
    });
    assert_eq!(seen.sorted(), [0, 0, 1, 1, 2, 10, 11, 12, 20, 21, 22]);
    assert_eq!(counts(&report, "keep"), [11, 0, 0, 0]);
}

#[test]
fn a_shared_task_sends_everything_to_all_that_follow() {
    let (first, second) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(2) -> add(1) -> keep(first.clone());
        more: numbers(3) -> add -> { other: keep(second.clone()); discard; }
    });
    assert_eq!(first.sorted(), [1, 1, 2, 2, 3]);
    assert_eq!(second.sorted(), [1, 1, 2, 2, 3]);
    assert_eq!(counts(&report, "add"), [5, 5, 0, 0]);
    assert_eq!(counts(&report, "discard"), [5, 0, 0, 0]);
}

#[test]
fn a_diamond_gives_everything_twice() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(50) -> { left: add(0) (c 2) -> bottom: add(1) (c 2); right: add(1000) -> bottom; }
        bottom -> keep(seen.clone());
    });
    let expected: Vec<u64> = (1..51).chain(1001..1051).collect();
    assert_eq!(seen.sorted(), expected);
    assert_eq!(counts(&report, "numbers"), [0, 50, 0, 0]);
    assert_eq!(counts(&report, "bottom"), [100, 100, 0, 0]);
}

#[test]
fn a_longer_way_and_a_shorter_one() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(3) -> a: add(1) -> b: add(10) -> c: add(100) -> keep(seen.clone());
        numbers -> c;
        a -> keep;
    });
    assert_eq!(seen.sorted(), [1, 2, 3, 100, 101, 102, 111, 112, 113]);
}

#[test]
fn a_wide_graph() {
    let seen = Seen::new();
    let report = done(pipeline! {
        [s1: numbers(10), s2: numbers(10) (c 2), s3: numbers(10)] -> {
            [t1: add(1), t2: add(2) (c 2), t3: add(3) (buf 1), t4: add(4)] -> {
                u1: add(10) (c 3) -> keep(seen.clone());
                u2: add(20) -> keep;
            }
        }
    });
    let mut expected = Vec::new();
    for n in 0..10 {
        for t in 1..=4 {
            for u in [10, 20] {
                expected.extend([n + t + u; 4]);
            }
        }
    }
    expected.sort();
    assert_eq!(seen.sorted(), expected);
    assert_eq!(counts(&report, "u1"), [160, 160, 0, 0]);
}

#[test]
fn a_long_chain() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(3)
            -> a1: add(1) -> a2: add(1) -> a3: add(1) -> a4: add(1) -> a5: add(1) -> a6: add(1)
            -> a7: add(1) -> a8: add(1) -> a9: add(1) -> b1: add(1) -> b2: add(1) -> b3: add(1)
            -> b4: add(1) -> b5: add(1) -> b6: add(1) -> b7: add(1) -> b8: add(1) -> b9: add(1)
            -> c1: add(1) -> c2: add(1) -> c3: add(1) -> c4: add(1) -> c5: add(1) -> c6: add(1)
            -> c7: add(1) -> c8: add(1) -> c9: add(1) -> d1: add(1) -> d2: add(1) -> d3: add(1)
            -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [30, 31, 32]);
}

#[task]
fn only_even(n: u64) -> Option<u64> {
    n.is_multiple_of(2).then_some(n)
}

#[test]
fn order_holds_along_a_way_of_single_workers() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(5_000) -> only_even -> add(1) (buf 3) -> more: add(1) -> keep(seen.clone()) (buf 0);
    });
    assert_eq!(seen.take(), (0..5_000).step_by(2).map(|n| n + 2).collect::<Vec<u64>>());
}
