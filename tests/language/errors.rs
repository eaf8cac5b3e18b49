//! `Error`, `Failed`: what they say.

use std::error::Error as _;
use std::io;

use goflow::prelude::*;
use goflow::{BoxError, Error};

use crate::support::*;

#[task]
fn fails(n: u64) -> io::Result<u64> {
    Err(io::Error::new(io::ErrorKind::NotFound, format!("no {n}")))
}

#[test]
fn failed_has_four_public_fields_and_a_line_for_people() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(1) -> load: fails -> discard;
        load -[err]-> keep(seen.clone());
    });
    let failed: Failed<io::Error> = seen.take().remove(0);
    assert_eq!(failed.to_string(), "node `load`, worker 0: no 0");
    let Failed { error, node, worker, time } = failed;
    assert_eq!((error.kind(), node.as_str(), worker), (io::ErrorKind::NotFound, "load", 0));
    assert!(time.elapsed().is_ok());
}

#[test]
fn the_cause_keeps_its_type() {
    let error = failed(pipeline! { numbers(1) -> fails -> discard; });
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    assert_eq!(cause.map(io::Error::kind), Some(io::ErrorKind::NotFound));
}

#[test]
fn it_is_an_error_like_any_other() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<Error>();
    fn main() -> Result<(), BoxError> {
        let error: Error = failed(pipeline! { numbers(1) -> fails -> discard; });
        Err(error)?
    }
    assert_eq!(main().unwrap_err().to_string(), "node `fails`, worker 0: no 0");
}

#[test]
fn a_failed_event_may_be_cloned_with_its_error() {
    let (first, second) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(2) -> texts_fail -> discard;
        texts_fail -[err]-> { keep(first.clone()); other: keep(second.clone()); }
    });
    let texts = |seen: &Seen<Failed<String>>| -> Vec<String> {
        seen.take().into_iter().map(|f| f.to_string()).collect()
    };
    let expected = ["node `texts_fail`, worker 0: 0!", "node `texts_fail`, worker 0: 1!"];
    assert_eq!(texts(&first), expected);
    assert_eq!(texts(&second), expected);
}

#[task]
fn texts_fail(n: u64) -> Result<u64, String> {
    Err(format!("{n}!"))
}

#[test]
fn a_setting_that_is_wrong_is_told_before_anything_runs() {
    let seen = Seen::new();
    let none = 0;
    let error = failed(
        pipeline! { numbers(9) -> { keep(seen.clone()); t: texts_fail (c {none}) -> discard; } },
    );
    assert!(error.to_string().starts_with("node `t`: "), "{error}");
    assert!(error.source().is_none());
    assert!(seen.take().is_empty());
}
