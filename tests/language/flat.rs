//! `impl Iterator<Item = T>`: many out, pulled lazily.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use goflow::prelude::*;

use crate::support::*;

#[task]
fn words(line: String) -> impl Iterator<Item = String> {
    line.split(' ').map(String::from).collect::<Vec<_>>().into_iter()
}

#[test]
fn each_item_is_an_event() {
    let kept = Seen::new();
    let lines = texts(&["to be", "or", "not to be"]);
    let report = done(pipeline! { items(lines) -> words -> keep(kept.clone()); });
    assert_eq!(kept.take(), ["to", "be", "or", "not", "to", "be"]);
    assert_eq!(counts(&report, "words"), [3, 6, 0, 0]);
}

#[task]
fn letters(word: &String) -> impl Iterator<Item = char> {
    word.chars().rev()
}

#[task]
fn replaced(word: &String, table: &Vec<(char, u32)>) -> impl Iterator<Item = u32> {
    word.chars().flat_map(|c| table.iter().filter(move |entry| entry.0 == c).map(|entry| entry.1))
}

#[test]
fn the_iterator_may_borrow_the_event_and_the_arguments() {
    let (kept, numbers) = (Seen::new(), Seen::new());
    let table = vec![('b', 2), ('a', 1), ('b', 20)];
    done(pipeline! {
        items(texts(&["abc", "b"])) -> letters -> keep(kept.clone());
        again: items(texts(&["abc", "b"])) -> replaced(table) -> found: keep(numbers.clone());
    });
    assert_eq!(kept.take(), ['c', 'b', 'a', 'b']);
    assert_eq!(numbers.take(), [1, 2, 20, 2, 20]);
}

#[test]
fn a_reader_that_yields_is_lent_the_event_in_a_fan_out() {
    let (kept, lines) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["abc", "", "de"])) -> {
            letters -> keep(kept.clone());
            lines_to: keep(lines.clone());
        }
    });
    assert_eq!(kept.take(), ['c', 'b', 'a', 'e', 'd']);
    assert_eq!(lines.take(), ["abc", "", "de"]);
}

#[task]
fn counted(from: u64, pulled: &Arc<AtomicU64>) -> impl Iterator<Item = u64> {
    (from..).inspect(|_| {
        pulled.fetch_add(1, Ordering::Relaxed);
    })
}

#[task]
fn at_most(n: u64, limit: &u64) -> Result<u64, String> {
    if n < *limit { Ok(n) } else { Err(format!("{n} is enough")) }
}

#[test]
fn an_endless_iterator_is_pulled_as_far_as_it_is_needed() {
    let (kept, pulled) = (Seen::new(), Arc::new(AtomicU64::new(0)));
    let error = failed(pipeline! {
        numbers(1) -> counted(pulled.clone()) -> at_most(50) -> keep(kept.clone());
    });
    assert_eq!(error.to_string(), "node `at_most`, worker 0: 50 is enough");
    assert_eq!(kept.take(), (0..50).collect::<Vec<_>>());
    assert_eq!(pulled.load(Ordering::Relaxed), 51);
}

#[test]
fn an_endless_iterator_waits_for_a_small_queue() {
    let (kept, pulled) = (Seen::new(), Arc::new(AtomicU64::new(0)));
    let error = failed(pipeline! {
        numbers(1) -> counted(pulled.clone()) -> at_most(50) (buf 4) -> keep(kept.clone());
    });
    assert_eq!(error.to_string(), "node `at_most`, worker 0: 50 is enough");
    assert_eq!(kept.take(), (0..50).collect::<Vec<_>>());
    let pulled = pulled.load(Ordering::Relaxed);
    assert!(pulled < 5_000, "{pulled} events for a queue of 4");
}

#[task]
fn multiples(n: u64, ctx: &mut Context, calls: &mut Local<u64>) -> impl Iterator<Item = u64> {
    **calls += 1;
    let start = ctx.worker() as u64;
    let calls = **calls;
    (start..n).map(move |i| calls * 100 + i)
}

#[test]
fn an_iterator_may_use_what_the_task_is_lent() {
    let kept = Seen::new();
    done(pipeline! { numbers(4) -> multiples -> keep(kept.clone()); });
    assert_eq!(kept.take(), [200, 300, 301, 400, 401, 402]);
}

#[task]
fn borrowing(n: u64, seen: &mut Local<Vec<u64>>) -> impl Iterator<Item = u64> {
    seen.push(n);
    seen.iter().copied()
}

#[test]
fn an_iterator_may_borrow_what_the_task_is_lent() {
    let kept = Seen::new();
    done(pipeline! { numbers(3) -> borrowing -> keep(kept.clone()); });
    assert_eq!(kept.take(), [0, 0, 1, 0, 1, 2]);
}

#[task]
fn backwards(n: u64) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator {
    (0..n as u32).map(u64::from).rev()
}

#[task]
fn nothing(_: u64) -> impl Iterator<Item = u64> {
    std::iter::empty()
}

#[test]
fn iterators_of_other_names_and_empty_ones() {
    let kept = Seen::new();
    let report = done(pipeline! {
        numbers(3) -> { backwards -> keep(kept.clone()); nothing -> keep; }
    });
    assert_eq!(kept.take(), [0, 1, 0]);
    assert_eq!(counts(&report, "nothing"), [3, 0, 0, 0]);
}

#[task]
fn with_port(n: u64, evens: &mut Out<u64>) -> impl Iterator<Item = u64> + use<> {
    evens.push(n * 2);
    0..n
}

#[test]
fn a_port_beside_an_iterator() {
    let (kept, evens) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(3) -> with_port -> keep(kept.clone());
        with_port -[evens]-> doubled: keep(evens.clone());
    });
    assert_eq!(kept.take(), [0, 0, 1]);
    assert_eq!(evens.take(), [0, 2, 4]);
}

#[test]
fn iterators_behind_each_other_multiply() {
    let kept = Seen::new();
    let report = done(pipeline! {
        items(vec![100_u64]) -> up: upto -> upper: upto -> keep(kept.clone());
    });
    let expected: Vec<u64> = (0..100).flat_map(|n| 0..n).collect();
    assert_eq!(kept.take(), expected);
    assert_eq!(counts(&report, "upper"), [100, 4950, 0, 0]);
}

#[task]
fn upto(n: u64) -> impl Iterator<Item = u64> {
    0..n
}
