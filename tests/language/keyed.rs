//! `Keyed<K, S>`: state of the event's key, and `-[key …]->` that brings all of a key together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use goflow::prelude::*;

use crate::support::*;

fn words() -> Vec<String> {
    texts(&["to", "be", "or", "not", "to", "be", "that", "is", "to", "say"])
}

/// Words with how often they had come by then.
fn running(words: &[String]) -> Vec<(String, u64)> {
    let mut counts = HashMap::new();
    words
        .iter()
        .map(|word| {
            let count = counts.entry(word.clone()).or_insert(0);
            *count += 1;
            (word.clone(), *count)
        })
        .collect()
}

#[task]
fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
    assert_eq!(n.key(), &word);
    **n += 1;
    (word, **n)
}

#[test]
fn state_is_that_of_the_events_key() {
    let kept = Seen::new();
    done(pipeline! {
        items(words()) -[key |word| word.clone()]-> count -> keep(kept.clone());
    });
    assert_eq!(kept.take(), running(&words()));
}

#[test]
fn workers_do_not_change_the_counts() {
    let kept = Seen::new();
    let many: Vec<String> = (0..500).map(|n| format!("w{}", n * n % 37)).collect();
    done(pipeline! {
        items(many.clone()) -[key |word| word.clone()]-> count (c 4) -> keep(kept.clone());
    });
    let mut expected = running(&many);
    expected.sort();
    assert_eq!(kept.sorted(), expected);
}

#[derive(Key, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Part {
    lot: u32,
    side: &'static str,
}

#[task]
fn count_part(part: Part, n: &mut Keyed<(Part, u8), u64>) -> (Part, u64) {
    assert_eq!(n.key().0, part);
    **n += 1;
    (part, **n)
}

/// So many that their state is in no cache, and is looked for ahead.
#[test]
fn counts_of_many_keys_equal_those_of_a_hash_map() {
    let many: Vec<Part> = (0..60_000_u32)
        .map(|n| Part { lot: n.wrapping_mul(n) % 20_011, side: ["a", "b", "c"][n as usize % 3] })
        .collect();
    let kept = Seen::new();
    done(pipeline! {
        items(many.clone()) -[key |part| (*part, 7)]-> count_part (c 2) -> keep(kept.clone());
    });
    let mut counts = HashMap::<Part, u64>::new();
    let mut expected: Vec<_> = many
        .iter()
        .map(|part| {
            let count = counts.entry(*part).or_default();
            *count += 1;
            (*part, *count)
        })
        .collect();
    expected.sort();
    assert!(counts.len() > 10_000, "{} keys", counts.len());
    assert_eq!(kept.sorted(), expected);
}

#[task]
fn read_count(word: &String, n: &mut Keyed<usize, Vec<String>>) -> (usize, usize) {
    n.push(word.clone());
    (*n.key(), n.len())
}

#[test]
fn a_reader_may_keep_state_and_the_key_may_be_anything_of_the_event() {
    let kept = Seen::new();
    done(pipeline! {
        items(words()) -[key |word| word.len()]-> read_count -> keep(kept.clone());
    });
    let mut lens = HashMap::new();
    let expected: Vec<(usize, usize)> = words()
        .iter()
        .map(|word| {
            let n = lens.entry(word.len()).or_insert(0);
            *n += 1;
            (word.len(), *n)
        })
        .collect();
    assert_eq!(kept.take(), expected);
}

#[task]
fn runs(n: u64, sum: &mut Keyed<bool, u64>) -> Option<(bool, u64)> {
    **sum += n;
    let done = **sum >= 10;
    let result = (*sum.key(), **sum);
    if done {
        sum.clear();
    }
    done.then_some(result)
}

#[test]
fn clear_starts_the_key_anew() {
    let kept = Seen::new();
    done(pipeline! { numbers(12) -[key |n| n % 2 == 0]-> runs -> keep(kept.clone()); });
    // odd: 1 3 5 7 | 9 11; even: 0 2 4 6 | 8 10
    let expected = [(true, 12), (false, 16), (true, 18), (false, 20)];
    assert_eq!(kept.take(), expected);
}

#[task]
fn expiring(n: u64, calls: &mut Keyed<u64, u64>) -> u64 {
    calls.set_ttl(Duration::from_nanos(1));
    **calls += 1;
    let seen = **calls;
    let start = std::time::Instant::now();
    while start.elapsed() < Duration::from_micros(2) {
        std::hint::spin_loop();
    }
    seen + (n - *calls.key())
}

#[test]
fn a_key_that_nothing_came_for_is_forgotten() {
    let kept = Seen::new();
    done(pipeline! { items(vec![1_u64, 1, 1]) -[key |n| *n]-> expiring -> keep(kept.clone()); });
    assert_eq!(kept.take(), [1, 1, 1]);
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Key)]
struct Seat {
    row: u8,
    name: char,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Key)]
enum Place {
    Standing,
    Sitting(Seat),
    Lying { bed: Option<u32> },
}

#[task]
fn nth(place: Place, n: &mut Keyed<Place, u32>, ctx: &mut Context) -> (Place, u32, usize) {
    **n += 1;
    (place, **n, ctx.worker())
}

#[test]
fn derived_keys_stay_with_their_worker() {
    let places = [
        Place::Standing,
        Place::Sitting(Seat { row: 1, name: 'a' }),
        Place::Sitting(Seat { row: 1, name: 'b' }),
        Place::Lying { bed: None },
        Place::Lying { bed: Some(1) },
    ];
    let kept = Seen::new();
    let all: Vec<Place> = (0..100).map(|n| places[n * n % places.len()].clone()).collect();
    done(pipeline! {
        items(all.clone()) -[key |place| place.clone()]-> nth (c 3) -> keep(kept.clone());
    });
    let mut workers = BTreeMap::<Place, BTreeSet<usize>>::new();
    let mut counts = BTreeMap::<Place, u32>::new();
    for (place, n, worker) in kept.take() {
        workers.entry(place.clone()).or_default().insert(worker);
        let count = counts.entry(place).or_default();
        *count = n.max(*count);
    }
    assert!(workers.values().all(|workers| workers.len() == 1), "{workers:?}");
    let mut expected = BTreeMap::<Place, u32>::new();
    all.into_iter().for_each(|place| *expected.entry(place).or_default() += 1);
    assert_eq!(counts, expected);
}

#[task]
fn homes(pair: (u32, String), ctx: &mut Context) -> (u32, usize) {
    (pair.0, ctx.worker())
}

#[test]
fn a_key_edge_needs_no_state() {
    let kept = Seen::new();
    let pairs: Vec<(u32, String)> = (0..60).map(|n| (n % 7, n.to_string())).collect();
    done(pipeline! {
        items(pairs) (c 2) -[key |(user, _)| *user]-> homes (c 4) -> keep(kept.clone());
    });
    let mut homes = BTreeMap::<u32, BTreeSet<usize>>::new();
    let all = kept.take();
    assert_eq!(all.len(), 120);
    all.into_iter().for_each(|(user, worker)| {
        homes.entry(user).or_default().insert(worker);
    });
    assert_eq!(homes.len(), 7);
    assert!(homes.values().all(|workers| workers.len() == 1), "{homes:?}");
}

#[task]
async fn sum(event: (&'static str, u64), total: &mut Keyed<(&'static str, bool), u64>) -> u64 {
    tokio::task::yield_now().await;
    **total += event.1;
    **total
}

#[test]
fn async_tasks_keep_state_and_keys_may_be_tuples() {
    let kept = Seen::new();
    let events = vec![("a", 1_u64), ("b", 1), ("a", 2), ("a", 3), ("b", 5), ("a", 5)];
    done(pipeline! {
        items(events) -[key |(name, n)| (*name, n % 2 == 1)]-> sum -> keep(kept.clone());
    });
    assert_eq!(kept.take(), [1, 1, 2, 4, 6, 9]);
}

#[output]
fn gather(n: u64, all: &mut Keyed<u64, Vec<u64>>, into: &Seen<(u64, usize)>) {
    all.push(n);
    into.push((*all.key(), all.len()));
}

#[test]
fn two_sources_feed_one_key() {
    let seen = Seen::new();
    let modulus = 3;
    done(pipeline! {
        numbers(6) -[key move |n| n % modulus]-> gather(seen.clone()) (c 2);
        more: numbers(6) -[key |n| (n + 1) % 3]-> gather;
    });
    let expected: Vec<_> = (0..3).flat_map(|key| (1..=4).map(move |len| (key, len))).collect();
    assert_eq!(seen.sorted(), expected);
}
