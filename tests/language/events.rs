//! The first parameter is the event: `T` takes it, `&T` only reads it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use goflow::prelude::*;

use crate::support::*;

#[task]
fn shout(text: String) -> String {
    text.to_uppercase()
}

#[task]
fn length(text: &String) -> usize {
    text.len()
}

#[output]
fn note(text: &String, seen: &Seen<String>) {
    seen.push(text.clone());
}

#[test]
fn a_task_takes_or_reads() {
    let (taken, read, noted) = (Seen::new(), Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["to", "be", "or not"])) -> {
            shout -> taken_by: keep(taken.clone());
            length -> read_by: keep(read.clone());
            note(noted.clone());
        }
    });
    assert_eq!(taken.take(), ["TO", "BE", "OR NOT"]);
    assert_eq!(read.take(), [2, 2, 6]);
    assert_eq!(noted.take(), ["to", "be", "or not"]);
}

#[source]
fn words() -> impl Iterator<Item = &'static str> {
    ["a", "bc", "def"].into_iter()
}

#[task]
fn twice(word: &'static str) -> String {
    format!("{word}{word}")
}

#[task]
fn chars(word: &&'static str) -> usize {
    word.chars().count()
}

#[task]
fn tail(word: &'static str) -> &'static str {
    &word[1..]
}

#[test]
fn a_reference_that_lives_for_ever_is_an_event() {
    let (doubled, counted, tails) = (Seen::new(), Seen::new(), Seen::new());
    done(pipeline! {
        words -> {
            twice -> doubled_by: keep(doubled.clone());
            chars -> counted_by: keep(counted.clone());
            tail -> keep(tails.clone());
        }
    });
    assert_eq!(doubled.take(), ["aa", "bcbc", "defdef"]);
    assert_eq!(counted.take(), [1, 2, 3]);
    assert_eq!(tails.take(), ["", "c", "ef"]);
}

#[task]
fn swap((a, b): (u64, char)) -> (char, u64) {
    (b, a)
}

#[task]
fn first([a, ..]: [(char, u64); 2]) -> (char, u64) {
    a
}

#[task]
fn second([_, b]: &[(char, u64); 2]) -> char {
    b.0
}

#[task]
fn pair(one: (char, u64)) -> [(char, u64); 2] {
    [one, ('z', one.1 + 1)]
}

#[test]
fn the_event_may_be_a_pattern() {
    let (firsts, seconds) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(vec![(1, 'a'), (2, 'b')]) -> swap -> pair -> {
            first -> keep(firsts.clone());
            second -> seconds_to: keep(seconds.clone());
        }
    });
    assert_eq!(firsts.take(), [('a', 1), ('b', 2)]);
    assert_eq!(seconds.take(), ['z', 'z']);
}

/// Counts its clones.
struct Counted(u64, Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.1.fetch_add(1, Ordering::Relaxed);
        Self(self.0, self.1.clone())
    }
}

#[source]
fn counted(clones: &Arc<AtomicUsize>) -> impl Iterator<Item = Counted> {
    (0..10).map(|n| Counted(n, clones.clone()))
}

#[task]
fn take(event: Counted) -> u64 {
    event.0
}

#[task]
fn read(event: &Counted) -> u64 {
    event.0
}

/// Runs a graph of `counted` and gives the number of clones; `seen` is to be ten times `receivers`.
#[track_caller]
fn clones(flow: Pipeline, clones: &AtomicUsize, seen: &Seen<u64>, receivers: usize) -> usize {
    done(flow);
    let expected: Vec<u64> = (0..10).flat_map(|n| vec![n; receivers]).collect();
    assert_eq!(seen.sorted(), expected);
    clones.load(Ordering::Relaxed)
}

#[test]
fn the_last_taker_gets_the_original() {
    let (count, seen) = (Arc::default(), Seen::new());
    let flow = pipeline! {
        counted(Arc::clone(&count)) -> {
            a: take -> keep(seen.clone());
            b: take -> keep;
            c: take -> keep;
        }
    };
    assert_eq!(clones(flow, &count, &seen, 3), 20);
}

#[test]
fn readers_are_lent_the_event_wherever_they_stand() {
    let (count, seen) = (Arc::default(), Seen::new());
    let flow = pipeline! {
        counted(Arc::clone(&count)) -> {
            a: read -> keep(seen.clone());
            b: take -> keep;
            c: read -> keep;
        }
    };
    assert_eq!(clones(flow, &count, &seen, 3), 0);
}

#[test]
fn a_reader_behind_a_queue_is_a_taker() {
    let (count, seen) = (Arc::default(), Seen::new());
    let flow = pipeline! {
        counted(Arc::clone(&count)) -> {
            a: read (buf 4) -> keep(seen.clone());
            b: take -> keep;
            c: read -> keep;
        }
    };
    assert_eq!(clones(flow, &count, &seen, 3), 10);
}

/// Not `Clone`.
struct Unique(u64);

#[source]
fn unique() -> impl Iterator<Item = Unique> {
    (0..3).map(Unique)
}

#[task]
fn peek(event: &Unique) -> u64 {
    event.0 * 10
}

#[task]
fn open(event: Unique) -> u64 {
    event.0
}

#[test]
fn clone_is_asked_for_only_where_two_take() {
    let seen = Seen::new();
    done(pipeline! {
        unique -> { peek -> keep(seen.clone()); open -> keep; other: peek -> keep; }
    });
    assert_eq!(seen.sorted(), [0, 0, 0, 1, 2, 10, 10, 20, 20]);
}

#[task]
fn same(event: Unique) -> Unique {
    event
}

#[test]
fn readers_at_the_end_of_a_long_chain_are_lent_the_event() {
    let seen = Seen::new();
    done(pipeline! {
        unique -> a: same -> b: same -> c: same -> d: same -> e: same -> f: same -> g: same
            -> h: same -> i: same -> j: same -> {
                p1: peek -> keep(seen.clone());
                k: same -> {
                    p2: peek -> keep;
                    l: same -> { p3: peek -> keep; m: same -> { p4: peek -> keep; open -> keep; } }
                }
            }
    });
    let mut expected: Vec<u64> = (0..3).flat_map(|n| [n * 10, n * 10, n * 10, n * 10, n]).collect();
    expected.sort();
    assert_eq!(seen.sorted(), expected);
}
