//! A later parameter `&T` is an argument: an expression of type `T`, evaluated once per node.

use std::collections::{BTreeMap, HashSet};
use std::ops::Add;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use goflow::prelude::*;

use crate::support::*;

#[task]
fn affine(x: u64, a: &u64, b: &i16) -> i64 {
    (x * a) as i64 + i64::from(*b)
}

#[test]
fn several_arguments_and_literals_of_their_types() {
    let seen = Seen::new();
    done(pipeline! { numbers(4) -> affine(3, -4) -> keep(seen.clone()); });
    assert_eq!(seen.take(), [-4, -1, 2, 5]);
}

#[task]
fn add<T: Event + Add<Output = T> + Copy + Sync>(x: T, by: &T) -> T {
    x + *by
}

#[test]
fn the_event_type_fixes_a_generic_argument() {
    let (ints, floats) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(3) -> add(5) -> {
            keep(ints.clone());
            |n: u64| n as f32 -> halves: add(0.5) -> kept: keep(floats.clone());
        }
    });
    assert_eq!(ints.take(), [5, 6, 7]);
    assert_eq!(floats.take(), [5.5, 6.5, 7.5]);
}

#[task]
fn apply<T: Event, F: Fn(T) -> T + Send + Sync + 'static>(x: T, f: &F) -> T {
    f(x)
}

#[test]
fn an_argument_may_be_a_closure_that_owns_what_it_captures() {
    let (seen, offset) = (Seen::new(), vec![100, 200]);
    done(pipeline! {
        numbers(3) -> apply(move |n| n + offset[1]) -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [200, 201, 202]);
}

#[task]
fn named(n: u64, names: &BTreeMap<u64, String>, other: &String) -> String {
    names.get(&n).unwrap_or(other).clone()
}

#[test]
fn captured_variables_are_moved_in_or_cloned() {
    let seen = Seen::new();
    let names = BTreeMap::from([(0, "zero".to_string()), (2, "two".to_string())]);
    let other = &"many".to_string();
    let flow = pipeline! {
        numbers(4) -> {
            named(names.clone(), other.clone()) -> keep(seen.clone());
            again: named(names, other.to_uppercase()) -> keep;
        }
    };
    done(flow);
    let mut expected = texts(&["zero", "many", "two", "many", "zero", "MANY", "two", "MANY"]);
    expected.sort();
    assert_eq!(seen.sorted(), expected);
    assert_eq!(other, "many");
}

#[task]
fn tagged(n: u64, tag: &&'static str, base: &Option<u64>) -> String {
    format!("{tag}{}", n + base.unwrap_or(0))
}

#[test]
fn an_argument_is_any_expression() {
    let seen = Seen::new();
    done(pipeline! {
        numbers({ let two = 1 + 1; two * 2 })
            -> tagged(if seen.len() == 0 { "n" } else { "m" }, Some(10))
            -> keep(seen.clone());
    });
    assert_eq!(seen.take(), ["n10", "n11", "n12", "n13"]);
}

#[task]
fn sum(n: u64, total: &AtomicU64, mine: &Mutex<HashSet<usize>>, ctx: &mut Context) -> u64 {
    mine.lock().unwrap().insert(ctx.worker());
    total.fetch_add(n, Ordering::Relaxed) + n
}

#[test]
fn workers_share_one_argument() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(100) -> sum(AtomicU64::new(0), Mutex::default()) (c 3) -> keep(seen.clone());
    });
    assert_eq!(seen.take().into_iter().max(), Some((0..100).sum()));
}

#[test]
fn arguments_are_evaluated_once_in_source_order_when_the_graph_is_made() {
    let calls = Mutex::new(Vec::new());
    let call = |name: &'static str, value: u64| {
        calls.lock().unwrap().push(name);
        value
    };
    let seen = Seen::new();
    let flow = pipeline! {
        numbers(call("numbers", 3)) (c 2) -> {
            first: add(call("first", 1)) (c 2) -> keep(seen.clone());
            second: add(call("second", 2)) -> keep;
        }
    };
    assert_eq!(*calls.lock().unwrap(), ["numbers", "first", "second"]);
    done(flow);
    assert_eq!(calls.lock().unwrap().len(), 3);
}

#[source]
fn between(from: &i64, to: &i64) -> impl Iterator<Item = i64> {
    *from..*to
}

#[output]
fn tally(n: i64, into: &Seen<String>, name: &String, width: &usize) {
    into.push(format!("{name}{n:>width$}"));
}

#[test]
fn sources_and_outputs_have_arguments_too() {
    let seen = Seen::new();
    done(pipeline! { between(-1, 2) -> tally(seen.clone(), "n".into(), 3); });
    assert_eq!(seen.take(), ["n -1", "n  0", "n  1"]);
}

trait Lookup: Send + Sync {
    fn get(&self, n: u64) -> char;
}

struct Letters;

impl Lookup for Letters {
    fn get(&self, n: u64) -> char {
        (b'a' + n as u8) as char
    }
}

#[task]
fn letter(n: u64, from: &Arc<dyn Lookup>) -> char {
    from.get(n)
}

#[test]
fn an_argument_may_be_a_trait_object() {
    let seen = Seen::new();
    done(pipeline! { numbers(3) -> letter(Arc::new(Letters)) -> keep(seen.clone()); });
    assert_eq!(seen.take(), ['a', 'b', 'c']);
}
