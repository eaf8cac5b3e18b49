//! A panic anywhere in a pipeline is an error with the node's name; the process goes on.

use std::sync::Once;
use std::time::Duration;

use goflow::prelude::*;
use goflow::{BoxError, Error, Task, Transform};

use super::ending::{Entry, Journal};
use crate::support::{Seen, failed, numbers, run};

const PLANNED: &str = "as planned";

/// Panics at 300, without a word on the screen.
fn trip(n: u64) {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if info.payload().downcast_ref::<&str>() != Some(&PLANNED) {
                loud(info);
            }
        }));
    });
    if n == 300 {
        std::panic::panic_any(PLANNED);
    }
}

#[track_caller]
fn panicked(flow: Pipeline, name: &str) {
    let error = failed(flow);
    let Error::Panicked { node, worker: 0, message } = &error else {
        panic!("{error:?}");
    };
    assert_eq!((node.as_str(), message.as_str()), (name, PLANNED));
    assert_eq!(error.to_string(), format!("node `{name}`, worker 0 panicked: {PLANNED}"));
}

#[source]
fn iterator() -> impl Iterator<Item = u64> {
    (0..).inspect(|n| trip(*n))
}
#[source]
fn stream() -> impl Stream<Item = u64> {
    futures::stream::iter((0..).inspect(|n| trip(*n)))
}
#[source]
async fn sender(out: &mut Out<u64>) {
    for n in 0.. {
        trip(n);
        out.send(n).await;
    }
}
#[source]
fn pusher(out: &mut Out<u64>) {
    for n in 0.. {
        trip(n);
        out.push(n);
    }
}
#[task]
fn plain(n: u64) -> u64 {
    trip(n);
    n
}
#[task]
fn reader(n: &u64) -> Option<u64> {
    trip(*n);
    Some(*n)
}
#[task]
fn flat(n: u64) -> impl Iterator<Item = u64> {
    std::iter::once(n).inspect(|n| trip(*n))
}
#[task]
fn each(n: u64) -> impl Iterator<Item = u64> {
    std::iter::once(n)
}
#[task]
fn pushes(n: u64, out: &mut Out<u64>) {
    trip(n);
    out.push(n);
}
#[task]
async fn waits(n: u64) -> u64 {
    tokio::task::yield_now().await;
    trip(n);
    n
}
#[task(blocking)]
fn blocks(n: u64) -> u64 {
    trip(n);
    n
}
#[task]
fn same(n: u64) -> u64 {
    n
}
#[task]
fn keyed(n: u64, _sum: &mut Keyed<u64, u64>) -> u64 {
    n
}
#[output]
fn prints(n: u64) {
    trip(n);
}
#[output(batch = 7)]
fn batches(all: Vec<u64>) {
    all.into_iter().for_each(trip);
}

/// Made before anything runs.
#[derive(Clone)]
struct Explosive;
impl Default for Explosive {
    fn default() -> Self {
        trip(300);
        Self
    }
}
#[task]
fn scratch(n: u64, _all: &mut Local<Explosive>) -> u64 {
    n
}

struct Opens;
struct Opened;
impl Task for Opens {
    type Event = u64;
    type Out = u64;
    type Error = std::convert::Infallible;
    type Worker = Opened;
    async fn open(&self, _: &Context) -> Result<Opened, BoxError> {
        tokio::time::sleep(Duration::from_micros(1)).await;
        trip(300);
        Ok(Opened)
    }
}
impl Transform for Opened {
    type Event = u64;
    type Out = u64;
    type Error = std::convert::Infallible;
    async fn run(&mut self, _: u64, _: &mut Out<u64>) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[test]
fn in_a_source() {
    panicked(pipeline! { iterator -> discard; }, "iterator");
    panicked(pipeline! { stream -> discard; }, "stream");
    panicked(pipeline! { sender -> discard; }, "sender");
    panicked(pipeline! { pusher -> discard; }, "pusher");
}

#[test]
fn in_a_task() {
    panicked(pipeline! { numbers(400) -> plain -> discard; }, "plain");
    panicked(
        pipeline! { numbers(400) -> same -> plain (buf 2) -> same_too: same -> discard; },
        "plain",
    );
    panicked(pipeline! { numbers(400) -> same -> reader -> discard; }, "reader");
    panicked(pipeline! { numbers(400) -> same -> { reader -> discard; discard; } }, "reader");
    panicked(pipeline! { numbers(400) -> same -> flat -> discard; }, "flat");
    panicked(pipeline! { numbers(400) -> flat -> last: same -> discard; }, "flat");
    panicked(pipeline! { numbers(400) -> flat -[key |n| *n]-> keyed (c 2) -> discard; }, "flat");
    panicked(pipeline! { numbers(400) -> same -> pushes -> discard; }, "pushes");
    panicked(pipeline! { numbers(400) -> same -> waits -> discard; }, "waits");
    panicked(pipeline! { numbers(400) -> same -> waits (inflight 9) -> discard; }, "waits");
    panicked(pipeline! { numbers(400) -> waits (inflight 9 unordered) -> discard; }, "waits");
    panicked(pipeline! { numbers(400) -> same -> blocks -> same_too: same -> discard; }, "blocks");
}

#[test]
fn in_an_output() {
    panicked(pipeline! { numbers(400) -> prints; }, "prints");
    panicked(pipeline! { numbers(400) -> prints (buf 0); }, "prints");
    panicked(pipeline! { numbers(400) -> same -> batches; }, "batches");
}

#[test]
fn in_a_closure() {
    let flow = pipeline! { numbers(400) -> same -> |n: u64| { trip(n); n } -> discard; };
    panicked(flow, "closure_1");
}

#[test]
fn in_the_closure_of_an_edge_it_is_the_left_nodes() {
    let when =
        pipeline! { numbers(400) -> same -[when |n| { trip(*n); true }]-> last: same -> discard; };
    panicked(when, "same");
    let key = pipeline! { numbers(400) -> same -[key |n| { trip(*n); *n }]-> keyed -> discard; };
    panicked(key, "same");
    let behind = pipeline! {
        numbers(400) -> early: each -[key |n| { trip(*n); *n }]-> keyed (c 2) -> discard;
    };
    panicked(behind, "early");
}

#[test]
fn before_the_first_event() {
    panicked(pipeline! { numbers(4) -> same -> scratch -> discard; }, "scratch");
    panicked(pipeline! { let opens = Opens; numbers(4) -> same -> opens -> discard; }, "opens");
}

#[test]
fn in_a_sub_pipeline() {
    pipeline! { fn sub() -> Pipe<u64, u64> { in -> same -> plain (buf 3) -> out; } }
    panicked(pipeline! { numbers(400) -> sub -> discard; }, "sub/plain");
}

/// Takes its time to be dropped, when it waits before a worker that unwinds: the others have time
/// to see what that leaves behind.
struct Slow(#[allow(dead_code)] u64);
impl Drop for Slow {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

#[test]
fn nothing_is_closed_while_a_worker_unwinds() {
    #[task]
    fn wrap(n: u64) -> Slow {
        Slow(n)
    }
    #[task]
    fn unwrap(slow: Slow) -> u64 {
        trip(slow.0);
        slow.0
    }
    run(async {
        for round in 0..10 {
            let journal = Seen::new();
            let flow = pipeline! {
                let journal = Journal(journal.clone());
                numbers(2000) -> wrap -> unwrap (buf 16) -> journal (buf 1024);
            };
            assert!(flow.run().await.is_err());
            assert!(journal.peek(|all| !all.contains(&Entry::Closed)), "round {round}");
        }
    });
}
