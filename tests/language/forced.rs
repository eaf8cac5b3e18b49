//! `#[task(try)]`, `#[task(filter)]`, `#[task(flat)]`: a macro cannot see through an alias.

use std::ops::Range;

use goflow::prelude::*;

use crate::support::*;

type Fallible<T> = std::result::Result<T, String>;
type Sure = Fallible<u64>;
type Perhaps = Option<u64>;
type Both = std::result::Result<Option<u64>, String>;

#[task(try)]
fn small(n: u64) -> Sure {
    if n < 3 { Ok(n) } else { Err(format!("{n} is big")) }
}

#[task(filter)]
fn even(n: u64) -> Perhaps {
    n.is_multiple_of(2).then_some(n)
}

#[task(flat)]
fn upto(n: u64) -> Range<u64> {
    0..n
}

#[task(flat)]
fn copies(n: &u64) -> std::iter::RepeatN<u64> {
    std::iter::repeat_n(*n, 2)
}

#[task(flat)]
fn dynamic(n: u64) -> Box<dyn Iterator<Item = u64> + Send> {
    if n == 1 { Box::new(std::iter::once(10)) } else { Box::new(20..22) }
}

#[test]
fn try_forces_a_result() {
    let (good, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(5) -> small -> keep(good.clone());
        small -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(good.take(), [0, 1, 2]);
    assert_eq!(bad.take(), ["3 is big", "4 is big"]);
    assert_eq!(counts(&report, "small"), [5, 3, 2, 0]);
}

#[test]
fn filter_forces_an_option() {
    let kept = Seen::new();
    let report = done(pipeline! { numbers(5) -> even -> keep(kept.clone()); });
    assert_eq!(kept.take(), [0, 2, 4]);
    assert_eq!(counts(&report, "even"), [5, 3, 0, 2]);
}

#[test]
fn flat_forces_an_iterator() {
    let (ranges, twice, boxed) = (Seen::new(), Seen::new(), Seen::new());
    done(pipeline! {
        numbers(3) -> {
            upto -> keep(ranges.clone());
            copies -> doubled: keep(twice.clone());
            dynamic -> boxes: keep(boxed.clone());
        }
    });
    assert_eq!(ranges.take(), [0, 0, 1]);
    assert_eq!(twice.take(), [0, 0, 1, 1, 2, 2]);
    assert_eq!(boxed.take(), [20, 21, 10, 20, 21]);
}

#[task(try, filter)]
fn both(n: u64) -> Both {
    match n {
        0 | 1 => Ok(None),
        2 => Ok(Some(n)),
        _ => Err(n.to_string()),
    }
}

#[task(try)]
async fn later(n: u64) -> Fallible<u64> {
    tokio::task::yield_now().await;
    small(n)
}

#[test]
fn the_words_go_together_and_with_async() {
    let (kept, late, bad) = (Seen::new(), Seen::new(), Seen::new());
    let report = done(pipeline! {
        numbers(5) -> { both -> keep(kept.clone()); later -> lates: keep(late.clone()); }
        [both, later] -[err]-> |f: Failed<String>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(kept.take(), [2]);
    assert_eq!(late.take(), [0, 1, 2]);
    assert_eq!(bad.sorted(), ["3", "3 is big", "4", "4 is big"]);
    assert_eq!(counts(&report, "both"), [5, 1, 2, 2]);
}

mod renamed {
    pub(super) use std::option::Option as Maybe;
    pub(super) type Result<T> = std::result::Result<T, super::Why>;
}

#[derive(Debug, PartialEq)]
pub struct Why(u64);

#[task(filter)]
fn third(n: u64) -> renamed::Maybe<u64> {
    n.is_multiple_of(3).then_some(n)
}

/// Its last segment is `Result`, with the error left to the alias.
#[task]
fn aliased(n: u64) -> renamed::Result<u64> {
    if n > 3 { Err(Why(n)) } else { Ok(n) }
}

#[test]
fn a_result_with_one_parameter_is_known_by_its_last_segment() {
    let (kept, bad) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(7) -> third -> aliased -> keep(kept.clone());
        aliased -[err]-> |f: Failed<Why>| f.error -> bads: keep(bad.clone());
    });
    assert_eq!(kept.take(), [0, 3]);
    assert_eq!(bad.take(), [Why(6)]);
}
