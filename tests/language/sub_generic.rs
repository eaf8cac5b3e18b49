//! Sub-pipelines with type parameters, bounds and arguments.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

use goflow::prelude::*;

use crate::support::*;

#[derive(Clone, Debug, PartialEq)]
struct Trade {
    symbol: String,
    id: u64,
}

#[derive(Debug, PartialEq, PartialOrd)]
struct Quote {
    id: u64,
    price: f64,
}

#[derive(Debug)]
struct LookupError(String);

/// What a store is to answer by.
trait Keys: Key + Clone + Display {
    fn of(trade: &Trade) -> Self;
}

impl Keys for String {
    fn of(trade: &Trade) -> Self {
        trade.symbol.clone()
    }
}

impl Keys for u64 {
    fn of(trade: &Trade) -> Self {
        trade.id % 10
    }
}

trait Lookup<K>: Send + Sync + 'static {
    fn price(&self, key: &K) -> Option<f64>;
}

impl Lookup<String> for HashMap<&'static str, f64> {
    fn price(&self, key: &String) -> Option<f64> {
        self.get(key.as_str()).copied()
    }
}

struct Ten;

impl Lookup<u64> for Ten {
    fn price(&self, key: &u64) -> Option<f64> {
        (*key < 3).then_some(*key as f64 * 10.0)
    }
}

/// Drops an id that came among the last `cap` of its key.
#[task]
fn recent<K: Keys>(trade: Trade, cap: &usize, seen: &mut Keyed<K, Vec<u64>>) -> Option<Trade> {
    if seen.contains(&trade.id) {
        return None;
    }
    seen.push(trade.id);
    let excess = seen.len().saturating_sub(*cap);
    seen.drain(..excess);
    Some(trade)
}

#[task]
async fn lookup<K: Keys, S: Lookup<K>>(trade: Trade, store: &Arc<S>) -> Result<Quote, LookupError> {
    tokio::task::yield_now().await;
    let key = K::of(&trade);
    let price = store.price(&key).ok_or_else(|| LookupError(format!("no {key}")))?;
    Ok(Quote { id: trade.id, price })
}

pipeline! {
    /// Drops repeats, then enriches.
    fn enrich<K: Keys, S: Lookup<K>>(store: S, cap: usize) -> Pipe<Trade, Quote, LookupError> {
        in -[key |t| K::of(t)]-> recent::<K>(cap) (c 4) -> lookup::<K, _>(Arc::new(store)) (c 16) -> out;
        lookup -[err]-> err;
    }
}

fn trades() -> Vec<Trade> {
    [("a", 1), ("b", 2), ("a", 1), ("c", 3), ("a", 4), ("b", 11), ("b", 2)]
        .map(|(symbol, id)| Trade { symbol: symbol.to_string(), id })
        .to_vec()
}

fn quotes(seen: &Seen<Quote>) -> Vec<(u64, u64)> {
    let mut all: Vec<_> = seen.take().iter().map(|q| (q.id, q.price as u64)).collect();
    all.sort();
    all
}

#[test]
fn the_example_of_the_contract() {
    let (seen, bad) = (Seen::new(), Seen::new());
    let store = HashMap::from([("a", 5.0), ("b", 7.0)]);
    let flow = pipeline! {
        items(trades()) -> enrich::<String, _>(store, 10_000) -> keep(seen.clone());
        enrich -[err]-> |f: Failed<LookupError>| format!("{}: {}", f.node, f.error.0)
            -> bads: keep(bad.clone());
    };
    assert_eq!(
        flow.to_string(),
        "\
items (c 1)
 +-[key]-> enrich/recent (c 4)
       +--> enrich/lookup (c 16)
             +--> keep (c 1)
             +-[err]-> closure_1 (c 1)
                   +--> bads (c 1)"
    );
    let report = done(flow);
    assert_eq!(quotes(&seen), [(1, 5), (2, 7), (4, 5), (11, 7)]);
    assert_eq!(bad.take(), ["enrich/lookup: no c"]);
    assert_eq!(counts(&report, "enrich/recent"), [7, 5, 0, 2]);
}

#[test]
fn another_type_in_the_same_graph() {
    let (seen, other, bad) = (Seen::new(), Seen::new(), Seen::new());
    let store = HashMap::from([("a", 5.0), ("b", 7.0), ("c", 9.0)]);
    done(pipeline! {
        items(trades()) -> {
            enrich::<String, HashMap<&'static str, f64>>(store, 1) -> keep(seen.clone());
            second: enrich::<u64, _>(Ten, 5) -> other_to: keep(other.clone());
        }
        [enrich, second] -[err]-> |f: Failed<LookupError>| f.error.0 -> bads: keep(bad.clone());
    });
    // The last id of a symbol only: `b 2` comes again after `b 11`.
    assert_eq!(quotes(&seen), [(1, 5), (2, 7), (2, 7), (3, 9), (4, 5), (11, 7)]);
    assert_eq!(quotes(&other), [(1, 10), (2, 20), (11, 10)]);
    assert_eq!(bad.sorted(), ["no 3", "no 4"]);
}

#[task]
fn convert<A: Event, B: Event + From<A>>(a: A) -> B {
    a.into()
}

pipeline! {
    fn both_ways<A, B: Event + From<A>>(_unused: usize) -> Pipe<A, A>
    where
        A: Event + From<B>,
    {
        in -> there: convert::<B> -> back: convert::<A> -> out;
    }
}

#[test]
fn a_where_clause_and_types_that_only_the_inside_needs() {
    let seen = Seen::new();
    done(pipeline! {
        items(vec![Wrapped('a'), Wrapped('b')]) -> both_ways::<Wrapped, char>(0)
            -> |w: Wrapped| w.0 -> keep(seen.clone());
    });
    assert_eq!(seen.take(), ['b', 'c']);
}

#[derive(Clone, Debug)]
struct Wrapped(char);

impl From<Wrapped> for char {
    fn from(wrapped: Wrapped) -> char {
        (wrapped.0 as u8 + 1) as char
    }
}

impl From<char> for Wrapped {
    fn from(c: char) -> Self {
        Self(c)
    }
}

pipeline! {
    fn padded<const N: usize>(fill: char) -> Pipe<u64, String> {
        in -> pad::<N>(fill) -> out;
    }
}

#[task]
fn pad<const N: usize>(n: u64, fill: &char) -> String {
    let digits = n.to_string();
    let missing = N.saturating_sub(digits.len());
    std::iter::repeat_n(*fill, missing).collect::<String>() + &digits
}

pipeline! {
    fn crowd<const N: usize>() -> Pipe<u64, usize> {
        in -> workers (c N) -> out;
    }
}

#[task]
fn workers(_: u64, ctx: &mut Context) -> usize {
    ctx.workers()
}

#[test]
fn a_const_parameter_may_be_a_setting() {
    let seen = Seen::new();
    done(
        pipeline! { numbers(2) -> { crowd::<3> -> keep(seen.clone()); one: crowd::<1> -> keep; } },
    );
    assert_eq!(seen.sorted(), [1, 1, 3, 3]);
}

#[test]
fn const_parameters() {
    let seen = Seen::new();
    done(pipeline! {
        items(vec![7_u64, 1234]) -> {
            padded::<3>('0') -> keep(seen.clone());
            wide: padded::<6>('.') -> keep;
        }
    });
    assert_eq!(seen.sorted(), [".....7", "..1234", "007", "1234"]);
}
