//! The report's numbers add up, during a run and after it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use goflow::graph::{Kind, Label};
use goflow::prelude::*;
use goflow::report::Report;
use tokio::sync::Semaphore;

use super::event::*;
use super::paused::{pass, paused, still};
use crate::support::{Seen, counts, node, numbers as upto, run};

/// What a report must satisfy whatever the graph: along plain edges all that is sent arrives.
fn adds_up(report: &Report) {
    let sent: HashMap<_, _> = report.nodes.iter().map(|node| (&node.name, node.sent)).collect();
    for node in &report.nodes {
        let edges: Vec<_> = report.edges.iter().filter(|edge| edge.to == node.name).collect();
        if edges.iter().all(|edge| matches!(edge.label, Label::Main | Label::Key | Label::When)) {
            let came: u64 = edges.iter().map(|edge| sent[&edge.from] - edge.refused).sum();
            assert_eq!(node.received, came, "`{}`\n{report}", node.name);
        }
        if node.kind == Kind::Output {
            assert_eq!(node.sent, 0, "`{}`\n{report}", node.name);
        }
    }
}

#[test]
fn received_sent_errors_and_dropped_add_up() {
    for workers in 1..4 {
        let seen: Seen<Arrived> = Seen::new();
        let flow = pipeline! {
            numbers_1: numbers(1, 3000) (c {workers}) -> map_2: map(2) (buf 32) -> {
                some_3: some(3) -> out_1: out(seen.clone());
                fail_4: fail(4) (c {workers}) -> out_1;
                wait_5: wait(5) (inflight 7) -> out_2: out(seen.clone()) (c {workers});
            }
            map_2 -[when |e| e.passes(6)]-> read_6: read(6) -> block_7: block(7) -> batch_3: batch(seen.clone());
            map_2 -[key |e| e.key()]-> tally_8: tally(8) (c {workers}) -> many_9: many(9) -> discard;
            fail_4 -[err]-> lost(seen.clone());
        };
        let report = run(flow.run()).unwrap();
        adds_up(&report);
        let all = 3000 * workers as u64;
        assert_eq!(counts(&report, "numbers_1"), [0, all, 0, 0]);
        assert_eq!(counts(&report, "map_2"), [all, all, 0, 0]);
        let [received, sent, errors, dropped] = counts(&report, "some_3");
        assert_eq!((received, errors, sent + dropped), (all, 0, all));
        assert!(dropped > all / 4);
        let [received, sent, errors, dropped] = counts(&report, "fail_4");
        assert_eq!((received, dropped, sent + errors), (all, 0, all));
        assert_eq!(node(&report, "lost").received, errors);
        let arrived =
            ["out_1", "out_2", "batch_3", "lost"].map(|name| node(&report, name).received);
        assert_eq!(arrived.iter().sum::<u64>(), seen.len() as u64);
    }
}

#[test]
fn events_of_a_port_that_leads_nowhere_are_dropped() {
    let flow = pipeline! { numbers_1: numbers(1, 1000) -> fork_2: fork(2) -> discard; };
    let report = run(flow.run()).unwrap();
    let odd = (0..1000).filter(|n| Ev::first(1, 0, *n).value % 2 == 1).count() as u64;
    assert_eq!(counts(&report, "fork_2"), [1000, 1000, 0, odd]);
}

#[output]
async fn gated(_: u64, gate: &Arc<Semaphore>) {
    pass(gate).await;
}

#[source]
fn endless() -> impl Iterator<Item = u64> {
    0..
}

#[test]
fn stats_tell_of_a_run_that_goes_on() {
    paused(async {
        let gate = Arc::new(Semaphore::new(0));
        let running = pipeline! { endless -> gated(gate.clone()) (buf 10); }.start();
        let mut before = 0;
        for _ in 0..5 {
            gate.add_permits(100);
            still().await;
            let stats = running.stats();
            let (sent, received) = (node(&stats, "endless").sent, node(&stats, "gated").received);
            assert!(received >= before + 90, "{stats}");
            assert!(received <= sent && sent <= received + 30, "{stats}");
            before = received;
        }
        running.abort().await;
    });
}

#[task]
fn spin(n: u64) -> u64 {
    let begun = std::time::Instant::now();
    while begun.elapsed() < Duration::from_micros(500) {
        std::hint::spin_loop();
    }
    n
}

#[test]
fn busy_is_the_time_spent_in_the_workers_of_a_node() {
    let report = run(pipeline! { upto(100) -> spin (c 2, buf 8) -> idle: gated(Arc::new(Semaphore::new(100))) (buf 8); }.run());
    let report = report.unwrap();
    let (spin, idle) = (node(&report, "spin").busy, node(&report, "idle").busy);
    assert!(spin >= Duration::from_millis(50), "{report}");
    assert!(spin <= 2 * report.elapsed, "{report}");
    assert!(idle < spin / 2, "{report}");
    assert!(report.elapsed >= Duration::from_millis(25), "{report}");
}
