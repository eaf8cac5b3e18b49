//! With no `err` edge the first error stops the pipeline and is what `run()` returns.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;

use goflow::prelude::*;

use crate::support::*;

#[derive(Debug)]
struct Missing {
    id: u64,
    cause: std::num::ParseIntError,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no row {}", self.id)
    }
}

impl std::error::Error for Missing {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

#[task]
fn find(id: u64, limit: &u64) -> Result<u64, Missing> {
    match "x".parse::<u64>() {
        Err(cause) if id >= *limit => Err(Missing { id, cause }),
        _ => Ok(id),
    }
}

#[test]
fn the_error_names_node_worker_and_cause_and_has_it_as_its_source() {
    let seen = Seen::new();
    let error = failed(pipeline! { numbers(9) -> rows: find(2) -> keep(seen.clone()); });
    assert_eq!(error.to_string(), "node `rows`, worker 0: no row 2");
    let cause = error.source().unwrap().downcast_ref::<Missing>().unwrap();
    assert_eq!(cause.id, 2);
    assert_eq!(cause.source().unwrap().to_string(), "invalid digit found in string");
    assert_eq!(seen.take(), [0, 1]);
}

#[task]
fn panics(n: u64, ctx: &mut Context) -> u64 {
    assert!(n != 3 || ctx.worker() > 0, "three is bad");
    n
}

#[task]
async fn panics_later(n: u64) -> u64 {
    tokio::task::yield_now().await;
    panics(n, &mut goflow::testing::context("x", 0, 1))
}

#[task(blocking)]
fn panics_elsewhere(n: u64) -> u64 {
    panics(n, &mut goflow::testing::context("x", 0, 1))
}

#[task]
fn panics_lazily(n: u64) -> impl Iterator<Item = u64> {
    (n..n + 1).map(|n| panics(n, &mut goflow::testing::context("x", 0, 1)))
}

#[test]
fn a_panic_ends_the_run_with_the_nodes_name() {
    let flows = [
        pipeline! { numbers(9) -> bad: panics -> discard; },
        pipeline! { numbers(9) -> bad: panics (c 1, buf 2) -> discard; },
        pipeline! { numbers(9) -> bad: panics_later -> discard; },
        pipeline! { numbers(9) -> bad: panics_later (inflight 3) -> discard; },
        pipeline! { numbers(9) -> bad: panics_elsewhere -> discard; },
        pipeline! { numbers(9) -> bad: panics_lazily -> discard; },
        pipeline! { bad: panicking -> discard; },
        pipeline! { numbers(9) -> bad: panicking_output; },
    ];
    for flow in flows {
        let tree = flow.to_string();
        let error = failed(flow);
        assert_eq!(error.to_string(), "node `bad`, worker 0 panicked: three is bad", "{tree}");
    }
}

#[source]
fn panicking() -> impl Iterator<Item = u64> {
    (0..9).map(|n| panics(n, &mut goflow::testing::context("x", 0, 1)))
}

#[output]
fn panicking_output(n: u64) {
    panics(n, &mut goflow::testing::context("x", 0, 1));
}

#[source]
fn forever() -> impl Iterator<Item = u64> {
    0..
}

#[source]
async fn waits(out: &mut Out<u64>) {
    out.send(5).await;
    std::future::pending::<()>().await;
}

#[test]
fn nobody_waits_for_the_others_after_an_error() {
    let shared = Arc::new(());
    let held = shared.clone();
    let error = failed(pipeline! {
        [forever, waits] -> hold(held) (c 2) -> find(5) (buf 1) -> slow (inflight 2) -> discard;
    });
    assert!(error.to_string().starts_with("node `find`, worker 0: no row "), "{error}");
    // All of the pipeline is gone by then.
    run(async move {
        while Arc::strong_count(&shared) > 1 {
            tokio::task::yield_now().await;
        }
    });
}

#[task]
fn hold(n: u64, _held: &Arc<()>) -> u64 {
    n
}

#[task]
async fn slow(n: u64) -> u64 {
    tokio::task::yield_now().await;
    n
}

#[task]
fn both(n: u64) -> Result<u64, String> {
    Err(format!("first of {n}"))
}

#[test]
fn of_many_errors_one_is_returned() {
    let error = failed(pipeline! { numbers(50) (c 2) -> both (c 4) -> discard; });
    let text = error.to_string();
    assert!(text.starts_with("node `both`, worker ") && text.contains(": first of "), "{text}");
}

#[test]
fn an_err_edge_takes_all_and_the_run_is_fine() {
    let bad = Seen::new();
    let report = done(pipeline! {
        numbers(50) (c 2) -> both (c 4) -> discard;
        both -[err]-> keep(bad.clone());
    });
    assert_eq!(bad.take().len(), 100);
    assert_eq!(counts(&report, "both"), [100, 0, 100, 0]);
}

#[test]
fn a_missing_runtime_is_told() {
    let flow = pipeline! { numbers(1) -> discard; };
    let mut run = std::pin::pin!(flow.run());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match run.as_mut().poll(&mut cx) {
        std::task::Poll::Ready(Err(error)) => assert!(error.to_string().contains("tokio runtime")),
        other => panic!("{other:?}"),
    }
}
