//! On stop an async source is dropped at its next `.await`, unless it takes `Context`; an iterator
//! is not asked again; what was sent is finished.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures::stream::{self, Stream, StreamExt};
use goflow::prelude::{Context, Out, output, pipeline, source, task};
use goflow::{Pipeline, Report};

use crate::support::*;

/// Starts it, waits until `seen` has `count`, and stops it.
fn stopped<T: Send + 'static>(flow: Pipeline, seen: &Seen<T>, count: usize) -> Report {
    let seen = seen.clone();
    run(async move {
        let running = flow.start();
        seen.until(count).await;
        running.stop().await.unwrap()
    })
}

#[source]
fn forever(asked: &Arc<AtomicU64>) -> impl Iterator<Item = u64> {
    (0..).inspect(|_| {
        asked.fetch_add(1, Ordering::SeqCst);
    })
}

#[test]
fn an_iterator_is_not_asked_again() {
    let (seen, asked) = (Seen::new(), Arc::new(AtomicU64::new(0)));
    let flow = pipeline! { forever(asked.clone()) -> keep(seen.clone()) (buf 4); };
    let report = stopped(flow, &seen, 10);
    let all = seen.take();
    assert_eq!(all, (0..all.len() as u64).collect::<Vec<_>>());
    assert_eq!(asked.load(Ordering::SeqCst), all.len() as u64);
    assert_eq!(counts(&report, "forever"), [0, all.len() as u64, 0, 0]);
}

#[source]
fn pending(first: &u64) -> impl Stream<Item = u64> {
    stream::iter(0..*first).chain(stream::pending())
}

#[test]
fn a_stream_that_waits_is_dropped() {
    let seen = Seen::new();
    stopped(pipeline! { pending(3) (c 2) -> keep(seen.clone()); }, &seen, 6);
    assert_eq!(seen.sorted(), [0, 0, 1, 1, 2, 2]);
}

/// Sets its flag when it is dropped.
struct Dropped(Arc<AtomicBool>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[source]
async fn waiting(dropped: &Arc<AtomicBool>, out: &mut Out<u64>) {
    let _dropped = Dropped(dropped.clone());
    out.send(1).await;
    std::future::pending::<()>().await;
    out.send(2).await;
}

#[test]
fn an_async_source_is_dropped_where_it_awaits() {
    let (seen, dropped) = (Seen::new(), Arc::new(AtomicBool::new(false)));
    stopped(pipeline! { waiting(dropped.clone()) -> keep(seen.clone()); }, &seen, 1);
    assert_eq!(seen.take(), [1]);
    assert!(dropped.load(Ordering::SeqCst));
}

#[source]
async fn sending(out: &mut Out<u64>) {
    for n in 0.. {
        out.send(n).await;
    }
}

#[source]
fn pushing(out: &mut Out<u64>) {
    for n in 0.. {
        out.push(n);
    }
}

#[test]
fn a_source_that_sends_for_ever_is_stopped() {
    for flow in [
        |seen: Seen<u64>| pipeline! { sending -> keep(seen); },
        |seen: Seen<u64>| pipeline! { pushing -> keep(seen) (buf 2); },
    ] {
        let seen = Seen::new();
        stopped(flow(seen.clone()), &seen, 1_000);
        let all = seen.take();
        assert_eq!(all, (0..all.len() as u64).collect::<Vec<_>>());
    }
}

/// Waits for what never comes where no stop is seen.
#[source]
fn deaf(out: &mut Out<u64>) {
    (0..3).for_each(|n| out.push(n));
    loop {
        std::thread::park();
    }
}

#[test]
fn a_source_that_blocks_in_something_else_keeps_nobody_from_the_end() {
    let seen = Seen::new();
    let report = stopped(pipeline! { deaf -> keep(seen.clone()); }, &seen, 3);
    assert_eq!(seen.take(), [0, 1, 2]);
    assert_eq!(counts(&report, "deaf"), [0, 3, 0, 0]);
}

#[source]
async fn polite(out: &mut Out<String>, ctx: &mut Context) {
    out.send(format!("first {}", ctx.is_stopping())).await;
    ctx.stopped().await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    out.send(format!("last {}", ctx.is_stopping())).await;
}

#[test]
fn a_source_that_takes_a_context_returns_by_itself() {
    let seen = Seen::new();
    stopped(pipeline! { polite -> keep(seen.clone()); }, &seen, 1);
    assert_eq!(seen.take(), ["first false", "last true"]);
}

#[source]
fn polite_stream(ctx: &mut Context) -> impl Stream<Item = String> {
    let ctx = &*ctx;
    let last = stream::once(async {
        ctx.stopped().await;
        tokio::time::sleep(Duration::from_millis(1)).await;
        format!("last {}", ctx.is_stopping())
    });
    stream::iter([format!("first {}", ctx.is_stopping())]).chain(last)
}

#[test]
fn a_stream_that_takes_a_context_ends_by_itself() {
    let seen = Seen::new();
    stopped(pipeline! { polite_stream -> keep(seen.clone()); }, &seen, 1);
    assert_eq!(seen.take(), ["first false", "last true"]);
}

#[source]
fn looking_stream(ctx: &mut Context) -> impl Stream<Item = u64> {
    stream::iter(0..).take_while(|_| std::future::ready(!ctx.is_stopping()))
}

#[test]
fn or_looks_with_every_item() {
    let seen = Seen::new();
    stopped(pipeline! { looking_stream -> keep(seen.clone()); }, &seen, 500);
    let all = seen.take();
    assert_eq!(all, (0..all.len() as u64).collect::<Vec<_>>());
}

#[source]
async fn looking(out: &mut Out<u64>, ctx: &mut Context) {
    let mut n = 0;
    while !ctx.is_stopping() {
        out.send(n).await;
        n += 1;
    }
    out.send(u64::MAX).await;
}

#[test]
fn or_looks_now_and_then() {
    let seen = Seen::new();
    stopped(pipeline! { looking -> keep(seen.clone()); }, &seen, 500);
    let mut all = seen.take();
    assert_eq!(all.pop(), Some(u64::MAX));
    assert_eq!(all, (0..all.len() as u64).collect::<Vec<_>>());
}

#[source]
async fn stubborn(dropped: &Arc<AtomicBool>, out: &mut Out<u64>, ctx: &mut Context) {
    let _dropped = Dropped(dropped.clone());
    out.send(ctx.worker() as u64).await;
    std::future::pending::<()>().await;
}

#[source]
fn stubborn_stream(dropped: &Arc<AtomicBool>, ctx: &mut Context) -> impl Stream<Item = u64> {
    let dropped = Dropped(dropped.clone());
    stream::iter([ctx.worker() as u64]).chain(stream::pending()).inspect(move |_| {
        let _ = &dropped;
    })
}

#[test]
fn it_has_thirty_seconds_to_do_so() {
    for flow in [
        |flag, seen| pipeline! { stubborn(flag) -> keep(seen); },
        |flag, seen| pipeline! { stubborn_stream(flag) -> keep(seen); },
    ] {
        let (seen, dropped) = (Seen::new(), Arc::new(AtomicBool::new(false)));
        let flow: Pipeline = flow(dropped.clone(), seen.clone());
        let (kept, flag) = (seen.clone(), dropped.clone());
        let waited = on_a_paused_clock(async move {
            let running = flow.start();
            kept.until(1).await;
            let asked = tokio::time::Instant::now();
            assert!(!flag.load(Ordering::SeqCst));
            running.stop().await.unwrap();
            asked.elapsed()
        });
        assert!(dropped.load(Ordering::SeqCst));
        assert_eq!(seen.take(), [0]);
        assert!((30..31).contains(&waited.as_secs()), "{waited:?}");
    }
}

/// As `run`, with a clock that only moves while everybody waits for it.
fn on_a_paused_clock<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let thread = std::thread::spawn(|| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async { tokio::time::timeout(Duration::from_secs(100), future).await })
    });
    thread.join().unwrap().expect("hangs")
}

#[task]
async fn slow(n: u64) -> u64 {
    tokio::time::sleep(Duration::from_micros(50)).await;
    n
}

#[output(batch = 64, linger = "1000s")]
fn store(rows: Vec<u64>, into: &Seen<u64>) {
    rows.into_iter().for_each(|row| into.push(row));
}

#[test]
fn what_is_in_flight_is_finished_and_outputs_are_flushed() {
    let (first, stored) = (Seen::new(), Seen::new());
    let flow = pipeline! {
        sending -> {
            keep(first.clone());
            slow (inflight 8, buf 16) -> store(stored.clone()) (buf 16);
        }
    };
    stopped(flow, &first, 100);
    assert_eq!(first.take(), stored.take());
}

#[test]
fn a_source_that_ended_does_not_mind() {
    let seen = Seen::new();
    stopped(pipeline! { [numbers(3), pending(2)] -> keep(seen.clone()); }, &seen, 5);
    assert_eq!(seen.sorted(), [0, 0, 1, 1, 2]);
}

#[source]
fn in_iterator(ctx: &mut Context) -> impl Iterator<Item = bool> {
    (0..).map(move |_| ctx.is_stopping())
}

#[test]
fn an_iterator_that_takes_a_context_is_not_asked_again_either() {
    let seen = Seen::new();
    stopped(pipeline! { in_iterator -> keep(seen.clone()) (buf 1); }, &seen, 20);
    assert!(!seen.take()[0]);
}
