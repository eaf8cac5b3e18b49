//! `a -> { b; c; }`, blocks in blocks, and what a block ends.

use goflow::prelude::*;

use crate::support::*;

#[task]
fn add(n: u64, by: &u64) -> u64 {
    n + by
}

#[task]
fn text(n: u64) -> String {
    n.to_string()
}

#[task]
fn len(text: String) -> u64 {
    text.len() as u64
}

#[test]
fn a_block_sends_to_each() {
    let (ones, tens, plain) = (Seen::new(), Seen::new(), Seen::new());
    done(pipeline! {
        numbers(3) -> {
            one: add(1) -> keep(ones.clone());
            ten: add(10) -> tens_to: keep(tens.clone());
            plain_to: keep(plain.clone());
        }
    });
    assert_eq!(ones.take(), [1, 2, 3]);
    assert_eq!(tens.take(), [10, 11, 12]);
    assert_eq!(plain.take(), [0, 1, 2]);
}

/// The graph of the seed, with its values.
#[test]
fn blocks_in_blocks_and_nodes_said_again() {
    let (ints, strings) = (Seen::new(), Seen::new());
    let flow = pipeline! {
        items(texts(&["ab", "cde"])) -> {
            |s: String| s + "_p" -> {
                len -> int_out: keep(ints.clone());
                string_out: keep(strings.clone());
            }
            len;
        }
        numbers(3) -> text -> string_out;
    };
    let report = done(flow);
    assert_eq!(ints.sorted(), [2, 3, 4, 5]);
    assert_eq!(strings.sorted(), ["0", "1", "2", "ab_p", "cde_p"]);
    assert_eq!(counts(&report, "items"), [0, 2, 0, 0]);
    assert_eq!(counts(&report, "closure_1"), [2, 2, 0, 0]);
    assert_eq!(counts(&report, "len"), [4, 4, 0, 0]);
    assert_eq!(counts(&report, "int_out"), [4, 0, 0, 0]);
    assert_eq!(counts(&report, "string_out"), [5, 0, 0, 0]);
}

#[test]
fn the_last_semicolon_may_be_left_out_and_one_may_follow_a_block() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(2) -> { a: add(1) -> { keep(seen.clone()) }; b: add(5) -> keep };
        again: numbers(1) -> keep
    });
    assert_eq!(seen.sorted(), [0, 1, 2, 5, 6]);
}

#[test]
fn a_block_may_have_one_flow_of_many_nodes() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(2) -> { a: add(1) -> b: add(2) -> { c: add(4) -> keep(seen.clone()); } }
    });
    assert_eq!(seen.take(), [7, 8]);
}

#[test]
fn a_labelled_arrow_may_lead_to_a_block() {
    let (small, even, all) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(6) -> all_to: keep(all.clone());
        numbers -[when |n| *n < 3]-> keep(small.clone());
        numbers -[when |n| n % 2 == 0]-> { even_to: keep(even.clone()); discard; }
    });
    assert_eq!(all.take(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(small.take(), [0, 1, 2]);
    assert_eq!(even.take(), [0, 2, 4]);
    assert_eq!(counts(&report, "discard"), [3, 0, 0, 0]);
}

#[test]
fn an_empty_line_of_a_program_is_nothing() {
    let seen = Seen::new();
    done(pipeline! {
        // A comment.

        numbers(1) -> /* another */ keep(seen.clone()); // and one at the end
    });
    assert_eq!(seen.take(), [0]);
}
