//! How a run ends: by itself, by `stop`, by `abort`, by being dropped.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use goflow::prelude::*;
use goflow::{BoxError, Error, Output, Writer};
use tokio::sync::Semaphore;

use super::paused::{pass, paused, still};
use crate::support::{Seen, keep, numbers, run};

/// An output that writes down all that happens to it.
pub struct Journal(pub Seen<Entry>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    Opened,
    Wrote(u64),
    Closed,
    Dropped,
}

pub struct Page(Seen<Entry>);

impl Output for Journal {
    type Event = u64;
    type Error = Infallible;
    type Writer = Page;
    async fn open(&self, _: &Context) -> Result<Page, BoxError> {
        self.0.push(Entry::Opened);
        Ok(Page(self.0.clone()))
    }
}

impl Writer for Page {
    type Event = u64;
    type Error = Infallible;
    async fn write(&mut self, events: Vec<u64>, _: &mut Vec<Infallible>) -> Result<(), BoxError> {
        events.into_iter().for_each(|n| self.0.push(Entry::Wrote(n)));
        Ok(())
    }
    async fn close(&mut self) -> Result<(), BoxError> {
        tokio::task::yield_now().await;
        self.0.push(Entry::Closed);
        Ok(())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.0.push(Entry::Dropped);
    }
}

/// Says so when the last worker that held it is gone.
pub struct Alive(pub Seen<()>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.push(());
    }
}

#[source]
fn endless(_alive: &Alive) -> impl Iterator<Item = u64> {
    0..
}

/// Pushes for ever, on a thread of its own.
#[source]
fn pushing(_alive: &Alive, out: &mut Out<u64>) {
    for n in 0.. {
        out.push(n);
    }
}

/// Never has anything to send.
#[source]
async fn silent(_alive: &Alive, out: &mut Out<u64>) {
    std::future::pending::<()>().await;
    out.push(0);
}

/// Says goodbye when it is asked to stop.
#[source]
async fn polite(ctx: &mut Context, out: &mut Out<u64>) {
    out.send(1).await;
    ctx.stopped().await;
    assert!(ctx.is_stopping());
    for n in 2..1000 {
        out.send(n).await;
    }
}

#[task]
fn same(n: u64) -> u64 {
    n
}

#[output]
async fn gated(n: u64, gate: &Arc<Semaphore>, seen: &Seen<u64>) {
    pass(gate).await;
    seen.push(n);
}

fn alive() -> (Seen<()>, Alive) {
    let gone = Seen::new();
    (gone.clone(), Alive(gone))
}

#[test]
fn the_end_of_input_closes_every_output_behind_its_last_event() {
    let (first, second) = (Seen::new(), Seen::new());
    let flow = pipeline! {
        let near = Journal(first.clone());
        let far = Journal(second.clone());
        numbers(3000) -> { near; same (buf 16) -> other: same (c 3, buf 16) -> far (buf 16); }
    };
    run(flow.run()).unwrap();
    for journal in [first.take(), second.take()] {
        assert_eq!(journal.len(), 3003);
        assert_eq!(
            (journal[0], &journal[3001..]),
            (Entry::Opened, &[Entry::Closed, Entry::Dropped][..])
        );
    }
}

#[test]
fn stop_drains_what_was_sent() {
    run(async {
        for buffer in [0, 1, 100] {
            let (seen, journal, (gone, alive)) = (Seen::new(), Seen::new(), alive());
            let flow = pipeline! {
                let journal = Journal(journal.clone());
                endless(alive) -> same (c 2, buf {buffer}) -> { keep(seen.clone()) (buf {buffer}); journal (buf {buffer}); }
            };
            let running = flow.start();
            seen.until(500).await;
            let report = running.stop().await.unwrap();
            let sent = report.node("endless").unwrap().sent;
            for node in ["same", "keep", "journal"] {
                assert_eq!(report.node(node).unwrap().received, sent, "{node}, buf {buffer}");
            }
            let mut all = seen.take();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..sent));
            assert!(journal.peek(|entries| entries.ends_with(&[Entry::Closed, Entry::Dropped])));
            gone.until(1).await;
        }
    });
}

#[test]
fn a_handle_stops_a_run_that_is_held_up() {
    paused(async {
        let (gate, seen, (_gone, alive)) = (Arc::new(Semaphore::new(0)), Seen::new(), alive());
        let running = pipeline! { endless(alive) -> same (buf 4) -> gated(gate.clone(), seen.clone()) (buf 4); }.start();
        still().await;
        running.handle().stop();
        still().await;
        assert_eq!(seen.len(), 0);
        gate.add_permits(1000);
        let report = running.wait().await.unwrap();
        assert_eq!(report.node("endless").unwrap().sent, seen.len() as u64);
    });
}

#[test]
fn stop_ends_sources_that_never_would() {
    run(async {
        let (gone, alive_one) = alive();
        let (gone_too, alive_two) = alive();
        let seen = Seen::new();
        let running =
            pipeline! { [pushing(alive_one), silent(alive_two)] -> keep(seen.clone()) (buf 8); }
                .start();
        seen.until(1000).await;
        let report = running.stop().await.unwrap();
        assert_eq!(report.node("pushing").unwrap().sent, seen.len() as u64);
        gone.until(1).await;
        gone_too.until(1).await;
    });
}

#[test]
fn a_source_that_takes_a_context_returns_by_itself() {
    run(async {
        let seen = Seen::new();
        let running = pipeline! { polite -> keep(seen.clone()) (buf 3); }.start();
        seen.until(1).await;
        running.stop().await.unwrap();
        assert!(seen.take().into_iter().eq(1..1000));
    });
}

#[test]
fn abort_ends_and_closes_nothing() {
    run(async {
        for _ in 0..50 {
            let (journal, (gone, alive)) = (Seen::new(), alive());
            let flow = pipeline! {
                let journal = Journal(journal.clone());
                endless(alive) -> same (c 2, buf 8) -> journal (buf 8);
            };
            let running = flow.start();
            journal.until(20).await;
            running.abort().await;
            gone.until(1).await;
            assert!(
                journal
                    .peek(|all| !all.contains(&Entry::Closed) && all.ends_with(&[Entry::Dropped]))
            );
        }
    });
}

#[test]
fn abort_ends_a_run_that_is_held_up() {
    paused(async {
        let (gate, seen, (gone, alive)) = (Arc::new(Semaphore::new(0)), Seen::new(), alive());
        let running =
            pipeline! { pushing(alive) -> same (buf 4) -> gated(gate, seen.clone()) (buf 4); }
                .start();
        while running.stats().node("same").unwrap().received == 0 {
            tokio::task::yield_now().await;
        }
        running.abort().await;
        gone.until(1).await;
        assert_eq!(seen.len(), 0);
    });
}

#[test]
fn dropping_the_future_of_run_ends_the_workers() {
    run(async {
        let (journal, (gone, alive)) = (Seen::new(), alive());
        let flow = pipeline! {
            let journal = Journal(journal.clone());
            endless(alive) -> same (c 2, buf 8) -> journal;
        };
        tokio::select! {
            _ = flow.run() => panic!("it is endless"),
            () = journal.until(20) => {}
        }
        gone.until(1).await;
        while journal.peek(|all| all.last() != Some(&Entry::Dropped)) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(journal.peek(|all| !all.contains(&Entry::Closed)));
    });
}

#[test]
fn a_pipeline_outside_of_a_runtime_says_what_it_needs() {
    let flow = pipeline! { numbers(3) -> discard; };
    let error = flow.run().now_or_never().expect("it does not wait").unwrap_err();
    assert!(matches!(error, Error::NoRuntime), "{error}");
}
