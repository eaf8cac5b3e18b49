//! A run leaves nothing behind: no task, no thread, no open file, however it ended.

use std::fs::read_dir;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use goflow::prelude::*;
use tokio::runtime::{Builder, Handle};
use tokio::sync::Semaphore;

use super::ending::{Alive, Journal};
use super::paused::pass;
use crate::support::{Seen, run};

#[source]
fn some(_alive: &Alive, count: &u64) -> impl Iterator<Item = u64> {
    0..*count
}
#[source]
fn pushing(_alive: &Alive, out: &mut Out<u64>) {
    for n in 0.. {
        out.push(n);
    }
}
#[task]
fn check(n: u64, what: &Ending) -> Result<u64, std::fmt::Error> {
    match what {
        Ending::Fails if n == 300 => Err(std::fmt::Error),
        Ending::Panics if n == 300 => std::panic::resume_unwind(Box::new("as planned")),
        _ => Ok(n),
    }
}
#[task(blocking)]
fn block(n: u64) -> u64 {
    n
}
#[task]
async fn wait(n: u64) -> u64 {
    tokio::task::yield_now().await;
    n
}
#[output]
async fn gated(_: u64, gate: &Arc<Semaphore>) {
    pass(gate).await;
}

#[derive(Clone, Copy)]
enum Ending {
    Natural,
    Fails,
    Panics,
    Stopped,
    Aborted,
    Dropped,
}

/// One run with nodes of every kind, which ends in the way that is asked for.
async fn one(ending: Ending) {
    let (gone, journal) = (Seen::new(), Seen::new());
    let gate = Arc::new(Semaphore::new(1_000_000));
    let alive = || Alive(gone.clone());
    let flow = pipeline! {
        let journal = Journal(journal.clone());
        some(alive(), 1000) -> check(ending) (c 2, buf 16) -> wait (inflight 4) -> block -> journal (buf 4);
        check -> gated(gate.clone()) (buf 8);
    };
    let endless = pipeline! {
        let journal = Journal(journal.clone());
        pushing(alive()) -> wait -> { journal (buf 4); gated(gate.clone()) (buf 8); }
    };
    match ending {
        Ending::Natural => assert!(flow.run().await.is_ok()),
        Ending::Fails | Ending::Panics => assert!(flow.run().await.is_err()),
        Ending::Stopped => {
            let running = endless.start();
            journal.until(20).await;
            running.stop().await.unwrap();
        }
        Ending::Aborted => {
            let running = endless.start();
            journal.until(20).await;
            running.abort().await;
        }
        Ending::Dropped => tokio::select! {
            _ = endless.run() => panic!("it is endless"),
            () = journal.until(20) => {}
        },
    }
    drop(gate);
    gone.until(1).await;
}

const ALL: [Ending; 6] = [
    Ending::Natural,
    Ending::Fails,
    Ending::Panics,
    Ending::Stopped,
    Ending::Aborted,
    Ending::Dropped,
];

fn open_files() -> usize {
    read_dir("/proc/self/fd").unwrap().count()
}

/// Threads of this test's runtime, by their name.
fn threads(name: &str) -> usize {
    let tasks = read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|comm| comm.trim() == name).count()
}

async fn until(what: &str, reached: impl Fn() -> bool) {
    for _ in 0..5000 {
        if reached() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("{what} is never reached");
}

/// 102 runs, one after the other; before and after them, all is the same.
async fn many(name: &'static str) {
    let alive = || Handle::current().metrics().num_alive_tasks();
    for ending in ALL {
        one(ending).await;
    }
    until("no task after the first runs", || alive() == 0).await;
    for _ in 0..17 {
        for ending in ALL {
            one(ending).await;
        }
    }
    until("no task after all runs", || alive() == 0).await;
    // Threads of the blocking pool end when they were idle for a moment.
    until("the runtime's own threads", || threads(name) <= 2).await;
}

/// Set for the process that a test starts of itself.
const ALONE: &str = "GOFLOW_TEST_ALONE";

/// Runs `test` once more, in a process where no other test opens files; there, `measure` it.
fn alone(test: &str, measure: impl FnOnce()) {
    if std::env::var_os(ALONE).is_some() {
        return measure();
    }
    let test = format!("engine::leaks::{test}");
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &test, "--test-threads=1", "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said = [child.stdout, child.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}

fn on(mut runtime: Builder, name: &'static str) {
    runtime.enable_all().thread_name(name).thread_keep_alive(Duration::from_millis(50));
    let runtime = runtime.build().unwrap();
    // What is opened once and then kept, as the pipe that signals come by, is no leak.
    runtime.block_on(one(Ending::Natural));
    let before = open_files();
    runtime.block_on(many(name));
    assert_eq!(before, open_files(), "files open before and after");
}

#[test]
fn a_hundred_runs_leave_nothing_on_many_threads() {
    alone("a_hundred_runs_leave_nothing_on_many_threads", || {
        let mut runtime = Builder::new_multi_thread();
        runtime.worker_threads(2);
        on(runtime, "leaks-many");
    });
}

#[test]
fn a_hundred_runs_leave_nothing_on_one_thread() {
    alone("a_hundred_runs_leave_nothing_on_one_thread", || {
        on(Builder::new_current_thread(), "leaks-one");
    });
}

#[test]
fn several_pipelines_share_a_runtime() {
    run(async {
        let runs = (0..8).flat_map(|_| ALL).map(|ending| tokio::spawn(one(ending)));
        for run in runs.collect::<Vec<_>>() {
            run.await.unwrap();
        }
    });
}
