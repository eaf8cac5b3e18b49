//! Generic tasks: what the event type fixes is inferred from the edge, the rest is given.

use std::collections::HashSet;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::marker::PhantomData;

use goflow::prelude::*;

use crate::support::*;

#[task]
fn dedup<T: Event + Clone + Hash + Eq>(t: T, seen: &mut Local<HashSet<T>>) -> Option<T> {
    seen.insert(t.clone()).then_some(t)
}

#[test]
fn one_task_for_two_types() {
    let (numbers, words) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(vec![1, 1, 2, 1]) -> dedup -> keep(numbers.clone());
        lines: items(texts(&["a", "b", "a"])) -> unique: dedup -> kept: keep(words.clone());
    });
    assert_eq!(numbers.take(), [1, 2]);
    assert_eq!(words.take(), ["a", "b"]);
}

#[task]
fn widen<To: Event + From<From_>, From_: Event>(n: From_) -> To {
    n.into()
}

#[task]
fn into<To>(n: u32) -> To
where
    To: Event + From<u32>,
{
    n.into()
}

#[test]
fn what_the_event_does_not_fix_is_given() {
    let (wide, float) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(vec![1_u32, 2]) -> {
            widen::<u64> -> keep(wide.clone());
            into::<f64> -> floats: keep(float.clone());
        }
    });
    assert_eq!(wide.take(), [1_u64, 2]);
    assert_eq!(float.take(), [1.0, 2.0]);
}

#[task]
fn window<const N: usize>(n: u64, last: &mut Local<Vec<u64>>) -> Option<[u64; N]> {
    last.push(n);
    let full = last.len() == N;
    full.then(|| std::mem::take(&mut **last).try_into().unwrap())
}

#[task]
fn total<const N: usize>(window: [u64; N]) -> u64 {
    window.iter().sum()
}

#[test]
fn const_parameters_are_given_or_inferred() {
    let seen = Seen::new();
    done(pipeline! { numbers(8) -> window::<3> -> total -> keep(seen.clone()); });
    assert_eq!(seen.take(), [3, 12]);
}

#[task]
fn join<A, S: Display + Send + Sync + 'static>(a: Vec<A>, sep: &S) -> String
where
    A: Event + Display,
{
    let parts: Vec<String> = a.iter().map(A::to_string).collect();
    parts.join(&sep.to_string())
}

#[test]
fn parameters_of_arguments_are_inferred_from_them() {
    let seen = Seen::new();
    done(pipeline! {
        items(vec![vec![1, 2], vec![3]]) -> {
            join(", ") -> keep(seen.clone());
            dashed: join('-') -> keep;
        }
    });
    assert_eq!(seen.sorted(), ["1, 2", "1-2", "3", "3"]);
}

#[task]
fn map<A: Event, B: Event, F>(a: A, f: &F) -> B
where
    F: Fn(A) -> B + Send + Sync + 'static,
{
    f(a)
}

#[test]
fn a_result_may_come_from_a_closures_type() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(3) -> map(|n: u64| format!("<{n}>")) -> keep(seen.clone());
    });
    assert_eq!(seen.take(), ["<0>", "<1>", "<2>"]);
}

#[source]
fn defaults<T: Event + Default + Clone>(count: &usize) -> impl Iterator<Item = T> {
    std::iter::repeat_n(T::default(), *count)
}

#[output]
fn debugged<T: Event + Debug, const WIDTH: usize>(t: &T, into: &Seen<String>) {
    into.push(format!("{t:>WIDTH$?}"));
}

#[test]
fn sources_and_outputs_may_be_generic() {
    let seen = Seen::new();
    done(pipeline! { defaults::<u8>(2) -> debugged::<4>(seen.clone()); });
    assert_eq!(seen.take(), ["   0", "   0"]);
}

#[test]
fn a_source_may_leave_its_type_to_its_argument() {
    let seen = Seen::new();
    done(pipeline! { items(vec!['x', 'y']) -> keep(seen.clone()); });
    assert_eq!(seen.take(), ['x', 'y']);
}

#[derive(Clone, Debug, PartialEq)]
struct Meters<T>(f64, PhantomData<T>);

#[task]
async fn scale<U: Event + Sync, V>(m: Meters<U>, by: &f64) -> Result<Meters<V>, Meters<U>>
where
    V: Send + Sync + 'static,
{
    tokio::task::yield_now().await;
    if m.0 < 0.0 { Err(m) } else { Ok(Meters(m.0 * by, PhantomData)) }
}

#[derive(Clone, Debug, PartialEq)]
struct Kilo;

#[test]
fn async_tasks_and_errors_may_be_generic() {
    let (good, bad) = (Seen::new(), Seen::new());
    let meters = |m| Meters::<u8>(m, PhantomData);
    done(pipeline! {
        items(vec![meters(2.0), meters(-1.0)]) -> scale::<Kilo>(0.5) -> keep(good.clone());
        scale -[err]-> |f: Failed<Meters<u8>>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [Meters::<Kilo>(1.0, PhantomData)]);
    assert_eq!(bad.take(), [meters(-1.0)]);
}

#[task]
fn group<K: Key + Clone, V: Event>(pair: (K, V), n: &mut Keyed<K, usize>) -> (K, usize) {
    **n += 1;
    (pair.0, **n)
}

#[test]
fn the_key_may_be_generic() {
    let seen = Seen::new();
    done(pipeline! {
        items(vec![('a', 1), ('b', 2), ('a', 3)]) -[key |(k, _)| *k]-> group -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [('a', 1), ('b', 1), ('a', 2)]);
}
