//! What outputs write is seen when the whole pipeline has ended well, and else not at all.

use std::convert::Infallible;

use goflow::prelude::*;
use goflow::{BoxError, Committable, Output, Writer};

use crate::support::{Seen, done, failed, numbers, run};

/// Notes what is asked of it.
#[derive(Clone)]
struct Noted {
    name: &'static str,
    log: Seen<String>,
    trouble: Option<Trouble>,
}

#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    Prepare,
    Commit,
    /// Until the log says so.
    WaitsInCommit,
    PanicInCommit,
    PanicInAbort,
}

struct Part {
    output: Noted,
    worker: usize,
    events: usize,
}

impl Noted {
    fn new(name: &'static str, log: &Seen<String>) -> Self {
        Self { name, log: log.clone(), trouble: None }
    }
    fn with(self, trouble: Trouble) -> Self {
        Self { trouble: Some(trouble), ..self }
    }
    fn note(&self, what: &str, parts: &[Committable]) {
        let mut parts: Vec<_> = parts.iter().map(|p| String::from_utf8_lossy(p.bytes())).collect();
        parts.sort();
        self.log.push(format!("{what} {}: {}", self.name, parts.join(" ")));
    }
}

impl Output for Noted {
    type Event = u64;
    type Error = Infallible;
    type Writer = Part;
    async fn open(&self, ctx: &Context) -> Result<Part, BoxError> {
        Ok(Part { output: self.clone(), worker: ctx.worker(), events: 0 })
    }
    async fn commit(&self, parts: Vec<Committable>) -> Result<(), BoxError> {
        self.note("commit", &parts);
        match self.trouble {
            Some(Trouble::Commit) => Err("the name is taken".into()),
            Some(Trouble::WaitsInCommit) => {
                while !self.log.peek(|log| log.iter().any(|line| line == "go on")) {
                    self.log.until(self.log.len() + 1).await;
                }
                Ok(())
            }
            Some(Trouble::PanicInCommit) => panic!("commit gone wrong"),
            _ => Ok(()),
        }
    }
    async fn abort(&self, parts: Vec<Committable>) -> Result<(), BoxError> {
        self.note("abort", &parts);
        if self.trouble == Some(Trouble::PanicInAbort) {
            panic!("abort gone wrong");
        }
        Ok(())
    }
}

impl Writer for Part {
    type Event = u64;
    type Error = Infallible;
    async fn write(&mut self, events: Vec<u64>, _: &mut Vec<Infallible>) -> Result<(), BoxError> {
        self.events += events.len();
        Ok(())
    }
    async fn prepare(&mut self) -> Result<Vec<Committable>, BoxError> {
        if self.output.trouble == Some(Trouble::Prepare) {
            return Err("the disk is full".into());
        }
        self.output.log.push(format!("prepare {}", self.output.name));
        Ok(vec![format!("{}={}", self.worker, self.events).into_bytes().into()])
    }
    async fn close(&mut self) -> Result<(), BoxError> {
        self.output.log.push(format!("close {}", self.output.name));
        Ok(())
    }
}

/// The log without what each worker says for itself.
fn decisions(log: &Seen<String>) -> Vec<String> {
    let mut all = log.take();
    all.retain(|line| line.starts_with("commit") || line.starts_with("abort"));
    all
}

#[test]
fn outputs_commit_once_each_when_every_worker_of_all_of_them_has_closed() {
    let log = Seen::new();
    done(pipeline! {
        let one = Noted::new("one", &log);
        let two (c 2) = Noted::new("two", &log);
        numbers(10) -> { one; two; }
    });
    let (before, after): (Vec<_>, Vec<_>) =
        log.take().into_iter().partition(|line| !line.starts_with("commit"));
    assert_eq!(before.iter().filter(|line| line.starts_with("close")).count(), 3);
    assert_eq!(after.first().map(String::as_str), Some("commit one: 0=10"));
    // `commit two: 0=… 1=…`: its workers shared the ten.
    let shares = after[1].split('=').skip(1).map(|share| share.trim_end_matches(" 1"));
    let shares: Vec<u64> = shares.map(|share| share.parse().unwrap()).collect();
    assert_eq!((shares.len(), shares.iter().sum(), after.len()), (2, 10, 2));
}

#[test]
fn an_output_that_cannot_prepare_leaves_nothing_of_the_others() {
    let log = Seen::new();
    let error = failed(pipeline! {
        let early = Noted::new("early", &log);
        let late = Noted::new("late", &log).with(Trouble::Prepare);
        numbers(3) -> early;
        // It closes after the other one.
        early_end -> late;
    });
    assert_eq!(error.to_string(), "node `late`, worker 0: the disk is full");
    let decided = decisions(&log);
    assert!(!decided.iter().any(|line| line.starts_with("commit")), "{decided:?}");
    assert!(decided.contains(&"abort late: ".to_string()), "{decided:?}");
}

#[source]
async fn early_end(out: &mut Out<u64>) {
    tokio::task::yield_now().await;
    out.send(1).await;
}

#[test]
fn an_error_anywhere_aborts_what_was_prepared() {
    let log = Seen::new();
    let (seen, ready) = (log.clone(), log.clone());
    let flow = pipeline! {
        let early = Noted::new("early", &seen);
        numbers(3) -> early;
        fails_after(ready) -> discard;
    };
    let error = failed(flow);
    assert_eq!(error.to_string(), "node `fails_after`, worker 0: no more");
    assert_eq!(log.take(), ["prepare early", "close early", "abort early: 0=3"]);
}

/// Fails when the other output is closed.
#[source]
async fn fails_after(log: &Seen<String>, out: &mut Out<u64>) -> Result<(), BoxError> {
    log.until(2).await;
    out.send(1).await;
    Err("no more".into())
}

#[test]
fn a_commit_that_fails_is_the_error_and_stops_the_ones_behind_it() {
    for (trouble, text) in [
        (Trouble::Commit, "node `second`, worker 0: the name is taken"),
        (Trouble::PanicInCommit, "node `second`, worker 0 panicked: commit gone wrong"),
    ] {
        let log = Seen::new();
        let error = failed(pipeline! {
            let first = Noted::new("first", &log);
            let second = Noted::new("second", &log).with(trouble);
            let third = Noted::new("third", &log).with(Trouble::PanicInAbort);
            numbers(2) -> { first; second; third; }
        });
        assert_eq!(error.to_string(), text);
        assert_eq!(
            decisions(&log),
            ["commit first: 0=2", "commit second: 0=2", "abort second: 0=2", "abort third: 0=2"]
        );
    }
}

#[test]
fn a_drain_commits_and_an_abort_does_not() {
    for drain in [true, false] {
        let log = Seen::new();
        let seen = log.clone();
        run(async move {
            let started = Seen::new();
            let flow = pipeline! {
                let output = Noted::new("output", &seen);
                endless(started.clone()) -> output;
            };
            let running = flow.start();
            started.until(1).await;
            if drain {
                running.stop().await.unwrap();
            } else {
                running.abort().await;
            }
        });
        let decided = decisions(&log);
        let verb = if drain { "commit output: 0=" } else { "abort output: " };
        assert!(decided.len() == 1 && decided[0].starts_with(verb), "{decided:?}");
    }
}

/// What is decided when somebody wants the run to end while its first output commits.
fn ended_in_commit(meanwhile: impl FnOnce(&Seen<String>) + Send + 'static) -> Vec<String> {
    let log = Seen::new();
    let seen = log.clone();
    run(async move {
        let flow = pipeline! {
            let first = Noted::new("first", &seen).with(Trouble::WaitsInCommit);
            let second = Noted::new("second", &seen);
            numbers(2) -> { first; second; }
        };
        let running = flow.start();
        while !seen.peek(|log| log.iter().any(|line| line.starts_with("commit"))) {
            tokio::task::yield_now().await;
        }
        let mut abort = std::pin::pin!(running.abort());
        assert!(futures::poll!(&mut abort).is_pending());
        meanwhile(&seen);
        abort.await;
    });
    decisions(&log)
}

#[test]
fn who_ends_the_run_while_outputs_commit_has_all_of_them_commit() {
    let decided = ended_in_commit(|log| log.push("go on".into()));
    assert_eq!(decided, ["commit first: 0=2", "commit second: 0=2"]);
}

#[test]
fn a_commit_without_end_is_given_up_by_who_ends_the_run() {
    let decided = ended_in_commit(|_| {});
    assert_eq!(decided, ["commit first: 0=2", "abort first: 0=2", "abort second: 0=2"]);
}

#[source]
fn endless(started: &Seen<()>) -> impl Iterator<Item = u64> {
    (0..).inspect(|n| {
        if *n == 100 {
            started.push(());
        }
    })
}

#[test]
fn an_output_inside_a_sub_pipeline_commits_with_the_rest() {
    let log = Seen::new();
    done(pipeline! { numbers(4) -> logged(log.clone()) -> discard; });
    assert_eq!(decisions(&log), ["commit inner: 0=4"]);
}

pipeline! {
    fn logged(log: Seen<String>) -> Pipe<u64, u64> {
        let inner = Noted::new("inner", &log);
        in -> inner;
        in -> out;
    }
}
