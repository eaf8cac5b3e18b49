//! What fails ends the pipeline, with its own error and not with one that followed from it.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Barrier};

use goflow::Error;
use goflow::prelude::*;
use tokio::sync::Semaphore;

use super::ending::{Entry, Journal};
use super::paused::pass;
use crate::support::{Seen, failed, numbers, run};

#[derive(Debug, thiserror::Error)]
#[error("no {0}")]
struct No(u64);

#[source]
fn endless() -> impl Iterator<Item = u64> {
    0..
}

#[task]
fn same(n: u64) -> u64 {
    n
}

#[task]
fn refuse(n: u64, limit: &u64) -> Result<u64, No> {
    if n < *limit { Ok(n) } else { Err(No(n)) }
}

#[task]
async fn refuse_async(n: u64, limit: &u64) -> Result<u64, No> {
    tokio::task::yield_now().await;
    if n < *limit { Ok(n) } else { Err(No(n)) }
}

#[task(blocking)]
fn refuse_blocking(n: u64, limit: &u64) -> Result<u64, No> {
    if n < *limit { Ok(n) } else { Err(No(n)) }
}

#[output]
fn refuse_output(n: u64, limit: &u64) -> Result<(), No> {
    if n < *limit { Ok(()) } else { Err(No(n)) }
}

#[output]
async fn gated(_: u64, gate: &Arc<Semaphore>) {
    pass(gate).await;
}

#[track_caller]
fn is_no(error: &Error, name: &str) {
    let Error::Failed { node, worker: 0, cause } = error else {
        panic!("{error:?}");
    };
    assert_eq!(node, name);
    assert!(cause.is::<No>(), "{cause:?}");
    assert_eq!(error.to_string(), format!("node `{name}`, worker 0: {cause}"));
}

#[test]
fn an_error_without_an_edge_ends_the_run_whatever_form_the_task_has() {
    is_no(&failed(pipeline! { endless -> refuse(300) -> discard; }), "refuse");
    is_no(
        &failed(pipeline! { endless -> refuse(300) (buf 8) -> same (buf 8) -> discard; }),
        "refuse",
    );
    is_no(&failed(pipeline! { endless -> refuse_async(300) -> discard; }), "refuse_async");
    is_no(
        &failed(pipeline! { endless -> refuse_async(300) (inflight 8) -> discard; }),
        "refuse_async",
    );
    is_no(&failed(pipeline! { endless -> refuse_blocking(300) -> discard; }), "refuse_blocking");
    is_no(&failed(pipeline! { endless -> refuse_output(300) (buf 0); }), "refuse_output");
}

#[test]
fn an_error_ends_senders_that_are_blocked_on_full_lanes() {
    let gate = Arc::new(Semaphore::new(0));
    let flow = pipeline! {
        endless -> { refuse(50) (buf 8) -> discard; same (c 3, buf 100) -> gated(gate) (buf 1); }
    };
    is_no(&failed(flow), "refuse");
}

#[test]
fn an_error_ends_a_run_whose_output_never_finishes() {
    let gate = Arc::new(Semaphore::new(0));
    let flow = pipeline! { numbers(20) -> refuse(19) -> gated(gate) (buf 64); };
    is_no(&failed(flow), "refuse");
}

#[test]
fn of_errors_in_several_workers_one_is_told() {
    for _ in 0..20 {
        let error = failed(pipeline! { endless -> refuse(0) (c 4, buf 40) -> discard; });
        assert!(
            matches!(&error, Error::Failed { node, worker: 0..4, .. } if node == "refuse"),
            "{error:?}"
        );
    }
}

/// Fails at its first event and lets the others go on only then.
#[task]
fn fail_first(n: u64, failed: &Arc<AtomicBool>) -> Result<u64, No> {
    failed.store(true, SeqCst);
    Err(No(n))
}

/// Fails too, later.
#[task]
async fn fail_second(n: u64, failed: &Arc<AtomicBool>) -> Result<u64, No> {
    while !failed.load(SeqCst) {
        tokio::task::yield_now().await;
    }
    // The other's error is recorded right after it was returned.
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    Err(No(n))
}

#[test]
fn the_first_cause_is_told_and_not_what_came_later() {
    let seen = Arc::new(AtomicBool::new(false));
    let flow = pipeline! {
        endless -> { fail_first(seen.clone()) (buf 1) -> discard; fail_second(seen) (buf 1) -> discard; }
    };
    is_no(&failed(flow), "fail_first");
}

/// Takes its time to be dropped, when it waits before a worker that failed.
struct Slow(u64);
impl Drop for Slow {
    fn drop(&mut self) {
        if self.0 > 500 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
}

#[test]
fn nothing_is_closed_after_an_error() {
    #[task]
    fn wrap(n: u64) -> Slow {
        Slow(n)
    }
    #[task]
    fn refuse_slow(slow: Slow) -> Result<u64, No> {
        if slow.0 < 500 { Ok(slow.0) } else { Err(No(slow.0)) }
    }
    run(async {
        for round in 0..20 {
            let journal = Seen::new();
            let flow = pipeline! {
                let journal = Journal(journal.clone());
                numbers(2000) -> wrap -> refuse_slow (buf 16) -> same (c 2, buf 16) -> journal (buf 16);
            };
            is_no(&flow.run().await.unwrap_err(), "refuse_slow");
            assert!(journal.peek(|all| !all.contains(&Entry::Closed)), "round {round}");
        }
    });
}

#[test]
fn a_setting_that_is_wrong_is_told_before_anything_runs() {
    let none = 0;
    let error = failed(pipeline! { endless -> same (c {none}) -> discard; });
    assert!(matches!(&error, Error::Setting { node, .. } if node == "same"), "{error:?}");
    let error = failed(pipeline! { endless -> refuse_async(1) (inflight {none}) -> discard; });
    assert!(matches!(&error, Error::Setting { node, .. } if node == "refuse_async"), "{error:?}");
}

#[output]
fn blocks(_: u64, both: &Arc<Barrier>) {
    both.wait();
    loop {
        std::thread::park();
    }
}

/// Fails once the other one blocks.
#[source]
fn refuse_source(both: &Arc<Barrier>, _out: &mut Out<u64>) -> Result<(), No> {
    both.wait();
    Err(No(0))
}

#[test]
fn an_error_is_told_though_a_worker_blocks_its_thread() {
    let both = Arc::new(Barrier::new(2));
    let flow = pipeline! {
        numbers(1) -> blocks(both.clone());
        refuse_source(both.clone()) -> discard;
    };
    is_no(&failed(flow), "refuse_source");
}
