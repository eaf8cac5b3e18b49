//! Batches form by themselves: when nothing else comes, an event leaves at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use goflow::prelude::*;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::paused::paused;
use crate::support::{Seen, keep, numbers, run};

type Line = Arc<Mutex<UnboundedReceiver<u64>>>;

#[source]
async fn line(line: &Line, out: &mut Out<u64>) {
    while let Some(n) = line.lock().await.recv().await {
        out.send(n).await;
    }
}

#[source]
fn line_stream(line: &Line) -> impl Stream<Item = u64> {
    futures::stream::unfold((), async |()| Some((line.lock().await.recv().await?, ())))
}

#[task]
fn next(n: u64) -> u64 {
    n + 1
}

#[task]
async fn next_async(n: u64) -> u64 {
    tokio::task::yield_now().await;
    n + 1
}

#[task]
fn twice(n: u64, out: &mut Out<u64>) {
    out.push(n);
}

#[task]
fn slow(n: u64, begun: &Arc<AtomicUsize>) -> u64 {
    begun.fetch_add(1, SeqCst);
    std::thread::sleep(Duration::from_millis(10));
    n
}

#[output]
fn first(_: u64, begun: &Arc<AtomicUsize>, at: &Seen<usize>) {
    at.push(begun.load(SeqCst));
}

/// Event after event, each sent only when the one before has arrived.
async fn one_by_one(flow: impl FnOnce(Line, Seen<u64>) -> Pipeline) {
    let (sender, receiver) = unbounded_channel();
    let seen = Seen::new();
    let running = flow(Arc::new(Mutex::new(receiver)), seen.clone()).start();
    for n in 0..200 {
        sender.send(n).unwrap();
        seen.until(n as usize + 1).await;
    }
    drop(sender);
    running.wait().await.unwrap();
    assert_eq!(seen.len(), 200);
}

fn queues(from: Line, seen: Seen<u64>) -> Pipeline {
    pipeline! {
        line(from) -> next (buf 64) -> next_async (buf 64) -> last: next (c 2, buf 0) -> keep(seen) (buf 5000);
    }
}

fn forms(from: Line, seen: Seen<u64>) -> Pipeline {
    pipeline! {
        line_stream(from) -> next -> next_async -> twice -> more: next_async (inflight 8)
            -[key |n| *n]-> last: next (c 3) -> keep(seen) (buf 100);
    }
}

#[test]
fn an_event_passes_four_queues_though_no_other_comes() {
    run(one_by_one(queues));
    paused(one_by_one(queues));
}

#[test]
fn an_event_passes_tasks_of_every_form_though_no_other_comes() {
    run(one_by_one(forms));
    paused(one_by_one(forms));
}

/// An iterator that waits, and the worker's thread with it.
#[source]
fn typed(line: &Typed) -> impl Iterator<Item = u64> {
    let line = Arc::clone(line);
    std::iter::from_fn(move || line.lock().unwrap().recv().ok())
}
type Typed = Arc<std::sync::Mutex<std::sync::mpsc::Receiver<u64>>>;

fn queue(from: Typed, seen: Seen<u64>) -> Pipeline {
    pipeline! { typed(from) -> next (buf 64) -> keep(seen); }
}

#[task]
fn even(n: u64) -> Option<u64> {
    n.is_multiple_of(2).then_some(n)
}

fn shares(from: Typed, seen: Seen<u64>) -> Pipeline {
    pipeline! {
        typed(from) -[key |n| *n]-> even (c 2) -> evens: keep(seen.clone());
        typed -> next_async (c 2) -> odd: even (c 3) -> odds: keep(seen);
    }
}

/// So many events at once, again and again, each time only when all before have arrived.
async fn typing(flow: impl FnOnce(Typed, Seen<u64>) -> Pipeline) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let (seen, mut all) = (Seen::new(), 0);
    let running = flow(Arc::new(std::sync::Mutex::new(receiver)), seen.clone()).start();
    for at_once in [1, 2, 3, 20, 1, 7, 1, 1, 30] {
        (all..all + at_once).for_each(|n| sender.send(n).unwrap());
        all += at_once;
        seen.until(all as usize).await;
        // Nobody types for a moment. This thread is no worker's; no other may be there to see to timers.
        std::thread::sleep(Duration::from_millis(2));
    }
    drop(sender);
    running.wait().await.unwrap();
    assert_eq!(seen.len(), all as usize);
}

#[test]
fn what_an_iterator_gave_is_seen_while_it_waits_for_more() {
    run(typing(queue));
}

#[test]
fn what_an_iterator_gave_goes_on_by_every_edge_while_it_waits_for_more() {
    run(typing(shares));
}

#[test]
fn a_slow_task_does_not_hold_its_results_back() {
    let (begun, at) = (Arc::default(), Seen::new());
    let flow = pipeline! {
        numbers(60) -> slow(Arc::clone(&begun)) (buf 64) -> first(begun, at.clone()) (buf 64);
    };
    run(flow.run()).unwrap();
    let at = at.take();
    assert!(at[0] <= 5, "the first result arrived when {} events had begun", at[0]);
    let late = at.iter().enumerate().filter(|(n, begun)| **begun > n + 8).count();
    assert!(late <= 15, "results lag behind: {at:?}");
}

#[test]
fn a_slow_task_in_the_stage_of_its_source_does_not_hold_its_results_back() {
    let (begun, at) = (Arc::default(), Seen::new());
    let flow =
        pipeline! { numbers(40) -> slow(Arc::clone(&begun)) -> first(begun, at.clone()) (buf 64); };
    run(flow.run()).unwrap();
    let at = at.take();
    assert!(at[0] <= 5, "the first result arrived when {} events had begun", at[0]);
}
