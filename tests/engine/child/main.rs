//! A program that gets signals: `tests/engine/signals.rs` starts it.
//!
//! `drains` ends on the first signal with all that was sent; `stubborn` has an output that never
//! goes on, and ends on the second; `blocked` has a source that blocks its thread, and ends on the
//! third. A line on stdout says how far it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use goflow::prelude::*;

type Count = Arc<AtomicU64>;

#[source]
fn endless(made: &Count) -> impl Iterator<Item = u64> {
    (0..).inspect(|_| {
        made.fetch_add(1, SeqCst);
    })
}

#[task]
fn same(n: u64) -> u64 {
    n
}

#[output]
async fn count(_: u64, count: &Count) {
    if count.fetch_add(1, SeqCst) == 1000 {
        println!("running");
    }
}

#[output]
async fn stuck(_: u64) {
    println!("running");
    std::future::pending::<()>().await;
}

#[source]
fn blocked() -> impl Iterator<Item = u64> {
    std::iter::from_fn(|| {
        println!("running");
        loop {
            std::thread::park();
        }
    })
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    let (made, got) = (Count::default(), Count::default());
    let flow = match std::env::args().nth(1).as_deref() {
        Some("drains") => pipeline! {
            endless(made.clone()) -> same (c 2, buf 100) -> count(got.clone()) (buf 100);
        },
        Some("blocked") => pipeline! { blocked -> stuck; },
        _ => pipeline! { endless(made.clone()) -> same (buf 3) -> stuck (buf 3); },
    };
    match flow.run().await {
        Ok(_) => println!("made {made:?}, got {got:?}"),
        Err(error) => println!("{error}"),
    }
}
