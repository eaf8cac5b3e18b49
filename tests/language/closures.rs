//! Closures in the flow, and as the value of a `let`.

use std::sync::Arc;

use goflow::prelude::*;

use crate::support::*;

#[test]
fn a_closure_is_a_task() {
    let seen = Seen::new();
    let flow = pipeline! {
        numbers(3) -> |n: u64| n * 2 -> |n: u64| format!("{n}!") -> keep(seen.clone());
    };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +--> closure_1 (c 1)
       +--> closure_2 (c 1)
             +--> keep (c 1)"
    );
    let report = done(flow);
    assert_eq!(seen.take(), ["0!", "2!", "4!"]);
    assert_eq!(counts(&report, "closure_2"), [3, 3, 0, 0]);
}

#[test]
fn it_may_own_what_it_captures() {
    let (seen, shared) = (Seen::new(), Arc::new(10));
    let names = texts(&["zero", "one"]);
    let by = shared.clone();
    done(pipeline! {
        numbers(2) -> {
            move |n: u64| names[n as usize].clone() -> keep(seen.clone());
            move |n: u64| (n + *by).to_string() -> keep;
        }
    });
    assert_eq!(seen.sorted(), ["10", "11", "one", "zero"]);
    assert_eq!(Arc::strong_count(&shared), 1);
}

#[test]
fn it_may_only_read() {
    let (seen, lens) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["a", "bc"])) -> {
            |text: &String| text.len() -> keep(lens.clone());
            texts_to: keep(seen.clone());
        }
    });
    assert_eq!(lens.take(), [1, 2]);
    assert_eq!(seen.take(), ["a", "bc"]);
}

#[test]
fn a_reference_that_lives_for_ever_is_its_event() {
    let seen = Seen::new();
    done(pipeline! {
        let loud = |word: &'static str| -> String { word.to_uppercase() };
        items(vec!["a", "bc"]) -> |word: &'static str| word -> loud -> keep(seen.clone());
    });
    assert_eq!(seen.take(), ["A", "BC"]);
}

#[test]
fn it_may_take_a_pattern_and_have_a_block() {
    let seen = Seen::new();
    done(pipeline! {
        items(vec![(1, "a"), (2, "b")])
            -> |(n, name): (i32, &'static str)| { let twice = n * 2; (name, twice) }
            -> |pair: &(&'static str, i32)| pair.1 - 1
            -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [1, 3]);
}

#[test]
fn its_type_may_be_generic() {
    let seen = Seen::new();
    done(pipeline! {
        items(vec![vec![3, 1, 2], vec![]])
            -> |v: Vec<u64>| v.into_iter().collect::<std::collections::BTreeSet<u64>>()
            -> |set: std::collections::BTreeSet<u64>| set.first().copied()
            -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [Some(1), None]);
}

#[test]
fn comparisons_and_shifts_in_it_are_no_arrows() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(4) -> |n: u64| if n >= 2 { n << 1 } else { n | 8 } -> |n: u64| n < 5 && n > 3
            -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [false, false, true, false]);
}

#[test]
fn a_let_gives_it_a_name_settings_and_a_return_type() {
    let seen = Seen::new();
    let by = 3;
    let flow = pipeline! {
        let triple (c 2, buf 8) = move |n: u64| -> u64 { n * by };
        let text = |n: &u64| -> String { n.to_string() };
        numbers(3) -> triple -> text -> keep(seen.clone());
    };
    assert_eq!(
        flow.to_string(),
        "\
numbers (c 1)
 +--> triple (c 2)
       +--> text (c 1)
             +--> keep (c 1)"
    );
    assert_eq!(flow.graph().node("triple").and_then(|node| node.buffer), Some(8));
    done(flow);
    assert_eq!(seen.sorted(), ["0", "3", "6"]);
}

#[test]
fn a_named_closure_is_one_node_however_often_it_is_said() {
    let seen = Seen::new();
    let report = done(pipeline! {
        let double = |n: u64| n * 2;
        numbers(2) -> double -> keep(seen.clone());
        more: numbers(3) -> double;
        double -> again: keep(seen.clone());
    });
    assert_eq!(seen.sorted(), [0, 0, 0, 0, 2, 2, 2, 2, 4, 4]);
    assert_eq!(counts(&report, "double"), [5, 5, 0, 0]);
}

#[test]
fn an_option_is_one_event_out() {
    let seen = Seen::new();
    done(pipeline! { numbers(2) -> |n: u64| n.checked_sub(1) -> keep(seen.clone()); });
    assert_eq!(seen.take(), [None, Some(0)]);
}

#[test]
fn a_named_closure_may_own_what_it_captures() {
    let seen = Seen::new();
    let offset = seen.len() as u64 + 1;
    done(pipeline! {
        let f = move |n: u64| n + offset;
        numbers(2) -> f -> keep(seen.clone());
    });
    assert_eq!(seen.take(), [1, 2]);
}

fn times(factor: u64) -> impl Fn(u64) -> u64 + Clone {
    move |n| n * factor
}

fn plus_one(n: u64) -> u64 {
    n + 1
}

#[test]
fn a_let_may_name_a_closure_or_function_that_an_expression_gives() {
    let seen = Seen::new();
    let triple = times(3);
    let report = done(pipeline! {
        let double (c 2) = times(2);
        let triple = triple.clone();
        let next = plus_one;
        numbers(3) -> next -> triple -> double -> keep(seen.clone());
    });
    assert_eq!(seen.sorted(), [6, 12, 18]);
    assert_eq!(counts(&report, "double"), [3, 3, 0, 0]);
}
