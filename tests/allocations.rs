//! The engine allocates nothing per event, whether events stay in a stage, are dealt to several
//! workers, pass queues, or come one by one: with 450,000 events more, as many allocations. A program of
//! its own, since it counts those of the whole process.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use goflow::prelude::*;

struct Counting;

static COUNT: AtomicU64 = AtomicU64::new(0);

// SAFETY: all is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.fetch_add(1, Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.realloc(pointer, layout, size) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[source]
fn numbers(count: &u64) -> impl Iterator<Item = u64> {
    0..*count
}
#[task]
fn mul(n: u64) -> u64 {
    n.wrapping_mul(31)
}
#[task]
fn odd(n: u64) -> Option<u64> {
    (n % 2 == 1).then_some(n)
}
#[task]
fn read(n: &u64) -> u64 {
    n + 1
}
#[task]
fn check(n: u64) -> Result<u64, std::fmt::Error> {
    if n == u64::MAX { Err(std::fmt::Error) } else { Ok(n) }
}
#[task]
fn twice(n: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_n(n, 2)
}
#[output]
fn sum(n: u64, sum: &mut Local<u64>) {
    **sum = sum.wrapping_add(n);
}

#[task]
fn work(n: u64) -> u64 {
    (0..50).fold(n, |n, _| n.wrapping_mul(31) ^ (n >> 7))
}
/// An event at a time, each with time to arrive.
#[source]
async fn paced(count: &u64, out: &mut Out<u64>) {
    for n in 0..*count {
        out.send(n).await;
        tokio::task::yield_now().await;
    }
}

/// Allocations of one run.
fn count(flow: Pipeline, threads: usize) -> u64 {
    let mut runtime = match threads {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = runtime.worker_threads(threads).enable_all().build().unwrap();
    runtime.block_on(async {
        let before = COUNT.load(Relaxed);
        flow.run().await.unwrap();
        COUNT.load(Relaxed) - before
    })
}

fn fused(events: u64) -> Pipeline {
    pipeline! {
        numbers(events) -> mul -> odd -> { read -> check -> sum; other: mul -> |n: u64| n + 1 -> discard; }
    }
}

fn pulled(events: u64) -> Pipeline {
    pipeline! { numbers(events) -> twice -> mul -> sum; }
}

fn queued(events: u64) -> Pipeline {
    pipeline! { numbers(events) -> mul (buf 256) -> odd (buf 256) -> sum (buf 256); }
}

fn dealt(events: u64) -> Pipeline {
    pipeline! { numbers(events) -> work (c 2) -> sum; }
}

fn one_by_one(events: u64) -> Pipeline {
    pipeline! { paced(events) -> mul (buf 64) -> read (buf 64) -> sum (buf 64); }
}

/// What may be allocated, however many events there are: buffers that are handed on and back grow
/// to what batches hold, and how large those become is a matter of whose turn comes when.
const BUFFERS: u64 = 300;
/// The same without buffers: tokio's threads may allocate when they go to sleep.
const STEADY: u64 = 4;

/// One test, so that nothing runs beside it.
#[test]
fn nothing_is_allocated_per_event() {
    type Made = fn(u64) -> Pipeline;
    let flows: [(&str, Made, u64); 5] = [
        ("fused", fused, STEADY),
        ("pulled", pulled, STEADY),
        ("queued", queued, BUFFERS),
        ("dealt", dealt, BUFFERS),
        ("one by one", one_by_one, BUFFERS),
    ];
    for threads in [1, 2] {
        for (name, flow, most) in flows {
            count(flow(50_000), threads);
            let (some, many) = (count(flow(50_000), threads), count(flow(500_000), threads));
            assert!(
                many <= some + most,
                "{name} on {threads}: {some} allocations, with 450,000 more events {many}"
            );
        }
    }
}
