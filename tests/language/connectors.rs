//! What has state of its own implements `Source`, `Task`, `Output` by hand.

use std::sync::Arc;
use std::time::Duration;

use goflow::prelude::*;
use goflow::{Batch, BoxError, Output, Reader, Source, Task, Transform, Writer};

use crate::support::*;

/// Reads numbers; what is none leaves by `err`.
struct Lines(Arc<[&'static str]>);

struct Rest(std::vec::IntoIter<&'static str>);

impl Source for Lines {
    type Event = i64;
    type Error = String;
    type Reader = Rest;
    async fn open(&self, ctx: &Context) -> Result<Rest, BoxError> {
        if self.0.is_empty() {
            return Err(format!("{} is empty", ctx.node()).into());
        }
        if *self.0 == ["far away"] {
            std::future::pending().await
        }
        let mine = self.0.iter().skip(ctx.worker()).step_by(ctx.workers());
        Ok(Rest(mine.copied().collect::<Vec<_>>().into_iter()))
    }
}

impl Reader for Rest {
    type Event = i64;
    type Error = String;
    async fn read(&mut self, batch: &mut Batch<i64, String>) -> Result<bool, BoxError> {
        tokio::task::yield_now().await;
        let Some(line) = self.0.next() else { return Ok(false) };
        match line {
            "broken" => return Err("the wire is broken".into()),
            "wait" => std::future::pending().await,
            line => match line.parse() {
                Ok(n) => batch.push(n),
                Err(_) => batch.fail(format!("{line}?")),
            },
        }
        Ok(true)
    }
}

/// Sums up, and sends the sum at the end.
struct Sum {
    limit: i64,
}

struct SoFar(i64, i64);

impl Task for Sum {
    type Event = i64;
    type Out = (&'static str, i64);
    type Error = String;
    type Worker = SoFar;
    async fn open(&self, _: &Context) -> Result<SoFar, BoxError> {
        Ok(SoFar(0, self.limit))
    }
}

impl Transform for SoFar {
    type Event = i64;
    type Out = (&'static str, i64);
    type Error = String;
    async fn run(&mut self, n: i64, out: &mut Out<Self::Out>) -> Result<(), String> {
        if n > self.1 {
            return Err(format!("{n} is over {}", self.1));
        }
        self.0 += n;
        out.send(("so far", self.0)).await;
        Ok(())
    }
    async fn close(&mut self, out: &mut Out<Self::Out>) -> Result<(), BoxError> {
        out.send(("in all", self.0)).await;
        Ok(())
    }
}

/// Writes to a `Seen`, and says when it is closed.
struct Write(Seen<(&'static str, i64)>);

struct Writing(Seen<(&'static str, i64)>);

impl Output for Write {
    type Event = (&'static str, i64);
    type Error = String;
    type Writer = Writing;
    async fn open(&self, _: &Context) -> Result<Writing, BoxError> {
        Ok(Writing(self.0.clone()))
    }
}

impl Writer for Writing {
    type Event = (&'static str, i64);
    type Error = String;
    async fn write(
        &mut self,
        events: Vec<(&'static str, i64)>,
        failed: &mut Vec<String>,
    ) -> Result<(), BoxError> {
        for event in events {
            if event.1 == 13 { failed.push("thirteen".to_string()) } else { self.0.push(event) }
        }
        Ok(())
    }
    async fn close(&mut self) -> Result<(), BoxError> {
        self.0.push(("closed", 0));
        Ok(())
    }
}

#[test]
fn all_three_and_their_err_edges() {
    let (written, bad) = (Seen::new(), Seen::new());
    let report = done(pipeline! {
        let lines = Lines(["1", "x", "2", "99", "10", "5"].into());
        let sum = Sum { limit: 50 };
        let write = Write(written.clone());
        lines -> sum -> write;
        [lines, sum] -[err]-> |f: Failed<String>| format!("{}: {}", f.node, f.error)
            -> keep(bad.clone());
        write -[err]-> |f: Failed<String>| f.error -> keep;
    });
    assert_eq!(
        written.take(),
        [("so far", 1), ("so far", 3), ("so far", 18), ("in all", 18), ("closed", 0)]
    );
    assert_eq!(bad.sorted(), ["lines: x?", "sum: 99 is over 50", "thirteen"]);
    assert_eq!(counts(&report, "lines"), [0, 5, 1, 0]);
    assert_eq!(counts(&report, "sum"), [5, 5, 1, 0]);
    assert_eq!(counts(&report, "write"), [5, 0, 1, 0]);
}

#[test]
fn workers_have_a_part_each() {
    let written = Seen::new();
    let report = done(pipeline! {
        let lines (c 2) = Lines(["1", "20", "2", "30"].into());
        let sum (c 2) = Sum { limit: 50 };
        let write = Write(written.clone());
        lines -> sum -> write;
    });
    assert_eq!(
        written.sorted(),
        [
            ("closed", 0),
            ("in all", 3),
            ("in all", 50),
            ("so far", 1),
            ("so far", 3),
            ("so far", 20),
            ("so far", 50)
        ]
    );
    assert_eq!(node(&report, "sum").workers, 2);
}

#[test]
fn what_cannot_be_opened_or_read_ends_the_run_with_its_name() {
    let written = Seen::new();
    let error = failed(pipeline! {
        let empty = Lines([].into());
        empty -> discard;
    });
    assert_eq!(error.to_string(), "node `empty`, worker 0: empty is empty");
    let error = failed(pipeline! {
        let lines = Lines(["1", "broken"].into());
        let sum = Sum { limit: 50 };
        let write = Write(written.clone());
        lines -> sum -> write;
    });
    assert_eq!(error.to_string(), "node `lines`, worker 0: the wire is broken");
    assert!(!written.take().contains(&("closed", 0)), "closed after a failure");
}

#[test]
fn stop_drops_a_read_and_closes_the_rest() {
    let written = Seen::new();
    let flow = pipeline! {
        let lines = Lines(["4", "wait"].into());
        let sum = Sum { limit: 50 };
        let write = Write(written.clone());
        lines -> sum -> write;
    };
    let seen = written.clone();
    run(async move {
        let running = flow.start();
        seen.until(1).await;
        tokio::time::timeout(Duration::from_secs(20), running.stop()).await.unwrap().unwrap();
    });
    assert_eq!(written.take(), [("so far", 4), ("in all", 4), ("closed", 0)]);
}

#[test]
fn stop_drops_what_is_being_opened_and_closes_the_rest() {
    let written = Seen::new();
    let flow = pipeline! {
        let lines = Lines(["4"].into());
        let others (c 2) = Lines(["far away"].into());
        let sum = Sum { limit: 50 };
        let write = Write(written.clone());
        lines -> sum -> write;
        others -> sum;
    };
    let seen = written.clone();
    let report = run(async move {
        let running = flow.start();
        seen.until(1).await;
        tokio::time::timeout(Duration::from_secs(20), running.stop()).await.unwrap().unwrap()
    });
    assert_eq!(written.take(), [("so far", 4), ("in all", 4), ("closed", 0)]);
    assert_eq!(node(&report, "others").sent, 0);
}
