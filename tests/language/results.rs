//! `T`, `Option<T>`, `Result<T, E>`, `Result<Option<T>, E>` mean what they say.

use std::io;
use std::num::ParseIntError;

use goflow::prelude::*;

use crate::support::*;

#[task]
fn square(n: u64) -> u64 {
    n * n
}

#[task]
fn even(n: u64) -> Option<u64> {
    n.is_multiple_of(2).then_some(n)
}

#[test]
fn a_value_is_one_event_and_none_drops_it() {
    let kept = Seen::new();
    let report = done(pipeline! { numbers(7) -> square -> even -> keep(kept.clone()); });
    assert_eq!(kept.take(), [0, 4, 16, 36]);
    assert_eq!(counts(&report, "square"), [7, 7, 0, 0]);
    assert_eq!(counts(&report, "even"), [7, 4, 0, 3]);
    assert_eq!(counts(&report, "keep"), [4, 0, 0, 0]);
}

#[task]
fn parse(line: String) -> Result<i32, ParseIntError> {
    line.parse()
}

#[test]
fn an_error_leaves_by_its_own_port() {
    let (good, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        items(texts(&["1", "x", "-3", "", "5"])) -> parse -> keep(good.clone());
        parse -[err]-> |f: Failed<ParseIntError>| f.error.to_string() -> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [1, -3, 5]);
    assert_eq!(
        bad.take(),
        ["invalid digit found in string", "cannot parse integer from empty string"]
    );
    assert_eq!(counts(&report, "parse"), [5, 3, 2, 0]);
}

#[task]
fn field(line: &String) -> Result<Option<i32>, ParseIntError> {
    match line.strip_prefix('=') {
        Some(number) => number.parse().map(Some),
        None => Ok(None),
    }
}

#[test]
fn a_result_of_an_option_does_both() {
    let (good, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        items(texts(&["=1", "x", "=y", "=4", "5"])) -> field -> keep(good.clone());
        field -[err]-> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [1, 4]);
    let bad: Vec<Failed<ParseIntError>> = bad.take();
    assert_eq!(bad.len(), 1);
    assert_eq!(counts(&report, "field"), [5, 2, 1, 2]);
}

#[task]
fn small(n: u64) -> io::Result<u64> {
    if n < 3 { Ok(n) } else { Err(io::Error::other("too big")) }
}

#[task]
fn small_and_even(n: u64) -> std::io::Result<Option<u64>> {
    small(n).map(even)
}

#[test]
fn an_io_result_is_a_result() {
    let (good, both, bad) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(5) -> { small -> keep(good.clone()); small_and_even -> evens: keep(both.clone()); }
        [small, small_and_even] -[err]-> kinds -> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [0, 1, 2]);
    assert_eq!(both.take(), [0, 2]);
    assert_eq!(bad.take().len(), 4);
    assert_eq!(counts(&report, "small"), [5, 3, 2, 0]);
    assert_eq!(counts(&report, "small_and_even"), [5, 2, 2, 1]);
}

#[task]
fn kinds(failed: Failed<io::Error>) -> io::ErrorKind {
    failed.error.kind()
}

#[task]
fn boxed(n: u64) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
    if n == 2 { Err("two".into()) } else { Ok(n) }
}

#[task]
fn texted(n: u64) -> Result<u64, String> {
    if n == 3 { Err("three".to_string()) } else { Ok(n) }
}

#[test]
fn an_error_without_an_edge_is_anything_that_can_be_boxed() {
    let error = failed(pipeline! { numbers(9) -> boxed -> discard; });
    assert_eq!(error.to_string(), "node `boxed`, worker 0: two");
    let error = failed(pipeline! { numbers(9) -> texted -> discard; });
    assert_eq!(error.to_string(), "node `texted`, worker 0: three");
}

/// No error of any kind, and not `Display`.
struct Refused(u64);

#[task]
fn refuse(n: u64) -> Result<u64, Refused> {
    if n % 4 == 1 { Err(Refused(n)) } else { Ok(n) }
}

#[test]
fn an_error_with_an_edge_is_any_event() {
    let (good, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(6) -> refuse -> keep(good.clone());
        refuse -[err]-> |f: &Failed<Refused>| f.error.0 -> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [0, 2, 3, 4]);
    assert_eq!(bad.take(), [1, 5]);
}

#[task]
fn nothing(_: u64) -> Result<std::convert::Infallible, String> {
    Err("never".into())
}

#[task]
fn nested(n: u64) -> Option<Option<u64>> {
    (n > 0).then_some(even(n))
}

#[test]
fn only_the_outer_option_filters() {
    let (kept, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(4) -> { nested -> keep(kept.clone()); nothing -> discard; }
        nothing -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(kept.take(), [None, Some(2), None]);
    assert_eq!(bad.take(), ["never"; 4]);
}

#[output]
fn write(n: u64, into: &Seen<u64>) -> Result<(), String> {
    if n % 2 == 1 {
        return Err(format!("cannot write {n}"));
    }
    into.push(n);
    Ok(())
}

#[test]
fn an_output_that_returns_a_result_has_an_err_port() {
    let (written, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(5) -> write(written.clone());
        write -[err]-> |f: Failed<String>| f.error -> keep(bad.clone());
    });
    assert_eq!(written.take(), [0, 2, 4]);
    assert_eq!(bad.take(), ["cannot write 1", "cannot write 3"]);
    assert_eq!(counts(&report, "write"), [5, 0, 2, 0]);
    let error = failed(pipeline! { numbers(5) -> write(written); });
    assert_eq!(error.to_string(), "node `write`, worker 0: cannot write 1");
}
