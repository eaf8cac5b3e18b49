//! `run` and `start`: futures that may be sent, `Running`, `Handle`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use goflow::prelude::*;
use goflow::{Error, Handle, Report, Running};

use crate::support::*;

#[source]
fn forever() -> impl Iterator<Item = u64> {
    0..
}

#[source]
async fn waits(first: &u64, out: &mut Out<u64>) {
    for n in 0..*first {
        out.send(n).await;
    }
    std::future::pending::<()>().await;
}

#[task]
fn add(n: u64, by: &u64) -> u64 {
    n + by
}

/// Never called: it compiles.
#[allow(dead_code)]
fn futures_and_values_may_be_sent(flow: Pipeline, running: Running, other: Running) {
    fn send<T: Send>(_: &T) {}
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    send(&flow);
    send(&running);
    shared(&running.handle());
    send(&running.stats());
    send(&flow.run());
    send(&running.stop());
    send(&other.wait());
    fn owned(flow: Pipeline) -> impl Future<Output = Result<Report, Error>> + Send + 'static {
        flow.run()
    }
    let _ = owned;
}

#[test]
fn wait_gives_the_report_of_the_natural_end() {
    let seen = Seen::new();
    let flow = pipeline! { numbers(3) -> add(1) -> keep(seen.clone()); };
    let report = run(async move { flow.start().wait().await.unwrap() });
    assert_eq!(seen.take(), [1, 2, 3]);
    assert_eq!(counts(&report, "add"), [3, 3, 0, 0]);
}

#[test]
fn wait_gives_the_error_too() {
    let none = 0;
    let flow = pipeline! { numbers(3) -> add(1) (c {none}) -> discard; };
    let error = run(async move { flow.start().wait().await.unwrap_err() });
    assert!(error.to_string().contains("`add`"), "{error}");
}

#[test]
fn stop_drains() {
    let seen = Seen::new();
    let flow = pipeline! { forever -> add(1) (c 2) -> keep(seen.clone()) (buf 3); };
    let kept = seen.clone();
    let report = run(async move {
        let running = flow.start();
        kept.until(50).await;
        running.stop().await.unwrap()
    });
    let all = seen.sorted();
    assert_eq!(all, (1..=all.len() as u64).collect::<Vec<_>>());
    let sent = all.len() as u64;
    assert_eq!(counts(&report, "forever"), [0, sent, 0, 0]);
    assert_eq!(counts(&report, "add"), [sent, sent, 0, 0]);
    assert_eq!(counts(&report, "keep"), [sent, 0, 0, 0]);
}

#[test]
fn a_handle_asks_for_the_drain_from_elsewhere() {
    let seen = Seen::new();
    let flow = pipeline! { waits(4) -> keep(seen.clone()); };
    let kept = seen.clone();
    run(async move {
        let running = flow.start();
        let handle: Handle = running.handle();
        let other = handle.clone();
        tokio::spawn(async move {
            kept.until(4).await;
            other.stop();
            other.stop();
        });
        running.wait().await.unwrap();
        handle.stop();
    });
    assert_eq!(seen.take(), [0, 1, 2, 3]);
}

#[test]
fn stats_are_there_while_it_runs() {
    let seen = Seen::new();
    let flow = pipeline! { waits(4) -> add(1) -> keep(seen.clone()); };
    let kept = seen.clone();
    run(async move {
        let running = flow.name("watched").start();
        kept.until(4).await;
        loop {
            let stats = running.stats();
            assert_eq!(stats.name.as_deref(), Some("watched"));
            if counts(&stats, "keep") == [4, 0, 0, 0] && counts(&stats, "waits") == [0, 4, 0, 0] {
                break;
            }
            tokio::task::yield_now().await;
        }
        running.stop().await.unwrap();
    });
}

#[task]
async fn blocked(n: u64, started: &Seen<u64>, finished: &Arc<AtomicU64>) -> u64 {
    started.push(n);
    std::future::pending::<()>().await;
    finished.fetch_add(1, Ordering::SeqCst);
    n
}

#[test]
fn abort_ends_at_once() {
    let (started, finished) = (Seen::new(), Arc::new(AtomicU64::new(0)));
    let flow = pipeline! {
        forever -> blocked(started.clone(), finished.clone()) (c 2, inflight 3) -> discard;
    };
    run(async move {
        let running = flow.start();
        started.until(6).await;
        running.abort().await;
        assert_eq!(started.len(), 6);
        assert_eq!(finished.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn dropping_the_future_of_run_ends_the_pipeline() {
    let (started, finished) = (Seen::new(), Arc::new(AtomicU64::new(0)));
    let held = Arc::downgrade(&finished);
    let flow = pipeline! { forever -> blocked(started.clone(), finished) -> discard; };
    run(async move {
        tokio::select! {
            _ = flow.run() => panic!("it cannot end"),
            () = started.until(1) => {}
        }
        while held.strong_count() > 0 {
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn dropping_a_running_does_not_stop_it() {
    let seen = Seen::new();
    let flow = pipeline! { numbers(2_000) -> keep(seen.clone()) (buf 1); };
    let kept = seen.clone();
    run(async move {
        drop(flow.start());
        kept.until(2_000).await;
    });
    assert_eq!(seen.take(), (0..2_000).collect::<Vec<_>>());
}

#[test]
fn many_pipelines_run_side_by_side() {
    let seen = Seen::new();
    let flows: Vec<Pipeline> =
        (0..20).map(|n| pipeline! { numbers(5) -> add(n * 5) -> keep(seen.clone()); }).collect();
    run(async move {
        let running: Vec<Running> = flows.into_iter().map(Pipeline::start).collect();
        for running in running {
            running.wait().await.unwrap();
        }
    });
    assert_eq!(seen.sorted(), (0..100).collect::<Vec<_>>());
}

#[test]
fn it_runs_on_a_single_threaded_runtime() {
    let seen = Seen::new();
    let flow = pipeline! {
        numbers(500) (c 2) -> add(1) (c 3, buf 1) -> keep(seen.clone()) (buf 0);
    };
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            tokio::time::timeout(std::time::Duration::from_secs(30), flow.run()).await
        })
    });
    thread.join().unwrap().expect("hangs").unwrap();
    let expected: Vec<u64> = (1..=500).flat_map(|n| [n, n]).collect();
    assert_eq!(seen.sorted(), expected);
}
