//! `-[when …]->`, `-[err]->`, and one pair joined by several labels.

use std::time::SystemTime;

use goflow::graph::Label;
use goflow::prelude::*;

use crate::support::*;

const LIMIT: u64 = 3;

#[test]
fn when_sends_only_what_passes_and_counts_the_rest() {
    let (small, big) = (Seen::new(), Seen::new());
    let limit = [5_u64];
    let report = done(pipeline! {
        numbers(9) -[when |n| *n < LIMIT]-> keep(small.clone());
        numbers -[when move |n: &u64| *n > limit[0]]-> bigs: keep(big.clone());
    });
    assert_eq!(small.take(), [0, 1, 2]);
    assert_eq!(big.take(), [6, 7, 8]);
    assert_eq!(counts(&report, "numbers"), [0, 9, 0, 0]);
    assert_eq!(counts(&report, "keep"), [3, 0, 0, 0]);
    let refused: Vec<_> =
        report.edges.iter().map(|e| (e.to.as_str(), e.label.clone(), e.refused)).collect();
    assert_eq!(refused, [("keep", Label::When, 6), ("bigs", Label::When, 6)]);
}

#[derive(Clone, Debug, PartialEq)]
struct Trade {
    user: String,
    price: f64,
}

fn trades() -> Vec<Trade> {
    [("ann", 1.0), ("bob", 9.5), ("ann", 12.0), ("cid", 20.0)]
        .map(|(user, price)| Trade { user: user.to_string(), price })
        .to_vec()
}

#[test]
fn closures_on_edges_see_a_reference_and_know_its_fields() {
    let (dear, names) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(trades()) -[when |e| e.price > 10.0 && e.user.starts_with('a')]-> keep(dear.clone());
        items -[key |e| e.user.clone()]-> nth (c 2) -> names_to: keep(names.clone());
    });
    assert_eq!(dear.take(), trades()[2..3]);
    let expected = [("ann", 1), ("ann", 2), ("bob", 1), ("cid", 1)];
    assert_eq!(names.sorted(), expected.map(|(name, n)| (name.to_string(), n)));
}

#[task]
fn nth(trade: Trade, n: &mut Keyed<String, u64>) -> (String, u64) {
    **n += 1;
    (trade.user, **n)
}

fn dear(trade: &Trade) -> bool {
    trade.price > 10.0
}

#[test]
fn a_function_is_as_good_as_a_closure() {
    let seen = Seen::new();
    done(pipeline! { items(trades()) -[when dear]-> keep(seen.clone()); });
    assert_eq!(seen.take(), trades()[2..]);
}

#[task]
fn check(n: u64, ctx: &mut Context) -> Result<u64, (u64, usize)> {
    if n % 4 == 3 { Err((n, ctx.worker())) } else { Ok(n) }
}

#[test]
fn an_err_edge_says_where_and_when() {
    let (good, bad) = (Seen::new(), Seen::new());
    let before = SystemTime::now();
    let report = done(pipeline! {
        numbers(12) -> checked: check (c 3) -> keep(good.clone());
        checked -[err]-> bads: keep(bad.clone());
    });
    let after = SystemTime::now();
    let mut values = Vec::new();
    for Failed { error, node, worker, time } in bad.take() {
        assert_eq!((node.as_str(), worker), ("checked", error.1));
        assert!(before <= time && time <= after);
        values.push(error.0);
    }
    values.sort();
    assert_eq!(values, [3, 7, 11]);
    assert_eq!(good.sorted(), [0, 1, 2, 4, 5, 6, 8, 9, 10]);
    assert_eq!(counts(&report, "checked"), [12, 9, 3, 0]);
}

#[test]
fn an_err_edge_may_lead_to_several() {
    let (all, few) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(12) -> check -> discard;
        check -[err]-> {
            |f: &Failed<(u64, usize)>| f.error.0 -> keep(all.clone());
            |f: Failed<(u64, usize)>| f.node -> few_to: keep(few.clone());
        }
    });
    assert_eq!(all.take(), [3, 7, 11]);
    assert_eq!(few.take(), ["check"; 3]);
}

#[task]
fn route(n: u64, late: &mut Out<u64>) -> Option<u64> {
    if n < 4 {
        return Some(n);
    }
    late.push(n);
    None
}

#[test]
fn a_pair_may_be_joined_by_different_labels() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(8) -> route -> keep(seen.clone());
        route -[late]-> keep;
        route -[when |n| n % 2 == 1]-> keep;
    });
    assert_eq!(seen.sorted(), [0, 1, 1, 2, 3, 3, 4, 5, 6, 7]);
    assert_eq!(counts(&report, "route"), [8, 8, 0, 4]);
    assert_eq!(counts(&report, "keep"), [10, 0, 0, 0]);
}

#[task]
fn total(n: u64, sum: &mut Keyed<bool, u64>) -> (bool, u64) {
    **sum += n;
    (*sum.key(), **sum)
}

#[test]
fn a_port_may_be_keyed_later_and_a_closure_may_be_multiline() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(8) -> route -> discard;
        route -[late]-> |n: u64| n -[key |n| {
            let even = n % 2 == 0;
            !even
        }]-> total -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [(false, 4), (true, 5), (false, 10), (true, 12)]);
}

#[task]
fn odd(n: u64, r#type: &mut Out<u64>) -> Option<u64> {
    r#type.push(n);
    None
}

#[test]
fn a_port_may_be_named_by_a_keyword() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(2) -> odd -> discard;
        odd -[r#type]-> keep(seen.clone());
    });
    assert_eq!(seen.take(), [0, 1]);
}
