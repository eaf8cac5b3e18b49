//! `err` of a sub-pipeline: `Failed<E>`, once, with the name of the node inside.

use std::num::ParseIntError;

use goflow::prelude::*;

use crate::support::*;

#[task]
fn parse(line: String) -> Result<i64, ParseIntError> {
    line.trim().parse()
}

#[task]
fn positive(n: i64) -> Result<i64, String> {
    if n > 0 { Ok(n) } else { Err(format!("{n} is not positive")) }
}

#[task]
fn small(n: i64) -> Result<i64, String> {
    if n < 10 { Ok(n) } else { Err(format!("{n} is not small")) }
}

pipeline! {
    fn checked() -> Pipe<i64, i64, String> {
        in -> positive -> small -> out;
        [positive, small] -[err]-> err;
    }
}

pipeline! {
    /// Some errors stay inside.
    fn read() -> Pipe<String, i64, String> {
        in -> parse -> checked -> out;
        parse -[err]-> discard;
        checked -[err]-> err;
    }
}

fn describe(failed: &Failed<String>) -> String {
    format!("{} {} {}", failed.node, failed.worker, failed.error)
}

#[test]
fn errors_leave_once_with_their_place() {
    let (good, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        items(vec![5_i64, -1, 50, 7]) -> checked -> keep(good.clone());
        checked -[err]-> |f: &Failed<String>| describe(f) -> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [5, 7]);
    assert_eq!(
        bad.sorted(),
        ["checked/positive 0 -1 is not positive", "checked/small 0 50 is not small"]
    );
    assert_eq!(counts(&report, "checked/positive"), [4, 3, 1, 0]);
    assert_eq!(counts(&report, "checked/small"), [3, 2, 1, 0]);
}

#[test]
fn errors_of_nested_sub_pipelines_leave_once_too() {
    let (good, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        items(texts(&["1", "x", "-2", " 77 "])) -> first: read -> keep(good.clone());
        first -[err]-> |f: &Failed<String>| describe(f) -> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [1]);
    assert_eq!(
        bad.sorted(),
        ["first/checked/positive 0 -2 is not positive", "first/checked/small 0 77 is not small"]
    );
    assert_eq!(counts(&report, "first/parse"), [4, 3, 1, 0]);
}

#[test]
fn without_an_edge_the_first_error_ends_the_run() {
    let error = failed(pipeline! {
        items(texts(&["1", "-2"])) -> one: read -> discard;
    });
    assert_eq!(error.to_string(), "node `one/checked/positive`, worker 0: -2 is not positive");
}

#[test]
fn an_error_that_has_no_edge_inside_ends_the_run_with_its_name() {
    let error = failed(pipeline! { items(texts(&["1", "?"])) -> open: bare -> discard; });
    assert_eq!(error.to_string(), "node `open/parse`, worker 0: invalid digit found in string");
}

pipeline! {
    fn bare() -> Pipe<String, i64> {
        in -> parse -> out;
    }
}

/// Not an error of any kind.
#[derive(Debug, PartialEq)]
struct Odd(i64);

#[task]
fn even(n: i64) -> Result<i64, Odd> {
    if n % 2 == 0 { Ok(n) } else { Err(Odd(n)) }
}

pipeline! {
    fn evens() -> Pipe<i64, i64, Odd> {
        in -> even (c 2) -> out;
        even -[err]-> err;
    }
}

#[test]
fn an_error_with_an_edge_is_any_event_here_too() {
    let (good, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(vec![1_i64, 2, 3, 4]) -> evens -> keep(good.clone());
        evens -[err]-> |f: Failed<Odd>| f.error.0 -> bads: keep(bad.clone());
    });
    assert_eq!(good.sorted(), [2, 4]);
    assert_eq!(bad.sorted(), [1, 3]);
}

pipeline! {
    /// What came with an error is handled inside, and goes on as `E`.
    fn renamed() -> Pipe<String, i64, String> {
        in -> parse -> out;
        parse -[err]-> again -> out;
        again -[err]-> err;
    }
}

#[task]
fn again(failed: Failed<ParseIntError>) -> Result<i64, String> {
    match failed.error.kind() {
        std::num::IntErrorKind::Empty => Ok(0),
        _ => Err(format!("{} of {}", failed.error, failed.node)),
    }
}

#[test]
fn an_error_may_be_mended_inside() {
    let (good, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(texts(&["3", "", "x"])) -> renamed -> keep(good.clone());
        renamed -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(good.sorted(), [0, 3]);
    assert_eq!(bad.take(), ["invalid digit found in string of renamed/parse"]);
}

pipeline! {
    /// Both ways out carry the same events.
    fn split() -> Pipe<i64, String, i64> {
        in -> sign -> |n: i64| n.to_string() -> out;
        sign -[err]-> { err; |f: Failed<i64>| format!("failed {}", f.error) -> out; }
    }
}

#[task]
fn sign(n: i64) -> Result<i64, i64> {
    if n < 0 { Err(n) } else { Ok(n) }
}

#[test]
fn an_error_may_take_both_ways() {
    let (good, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        items(vec![1_i64, -2]) -> split -> keep(good.clone());
        split -[err]-> |f: Failed<i64>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(good.sorted(), ["1", "failed -2"]);
    assert_eq!(bad.take(), [-2]);
}
