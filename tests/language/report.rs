//! What a `Report` counts.

use std::time::Duration;

use goflow::graph::Kind;
use goflow::prelude::*;

use crate::support::*;

#[task]
fn busy(n: u64, spin: &Duration) -> Option<u64> {
    let start = std::time::Instant::now();
    while start.elapsed() < *spin {
        std::hint::spin_loop();
    }
    (!n.is_multiple_of(5)).then_some(n)
}

#[task]
fn idle(n: u64) -> Result<u64, String> {
    if n.is_multiple_of(7) { Err(n.to_string()) } else { Ok(n) }
}

#[task]
fn both(n: u64, late: &mut Out<u64>, never: &mut Out<u64>) -> Option<u64> {
    late.push(n);
    never.push(n);
    never.push(n);
    (n < 10).then_some(n)
}

#[test]
fn nodes_are_counted_by_events_not_by_edges() {
    let report = done(pipeline! {
        numbers(40) -> {
            busy(Duration::ZERO) -> idle (c 2) -> { a: ignore; b: ignore; c: ignore; }
            both -> d: ignore;
        }
        both -[when |n| n % 2 == 0]-> e: ignore;
        both -[late]-> { f: ignore; g: ignore; }
        idle -[err]-> h: ignore;
    });
    let rest = (0..40).filter(|n| n % 5 != 0).collect::<Vec<u64>>();
    let bad = rest.iter().filter(|n| *n % 7 == 0).count() as u64;
    let good = rest.len() as u64 - bad;
    assert_eq!(counts(&report, "numbers"), [0, 40, 0, 0]);
    assert_eq!(counts(&report, "busy"), [40, 32, 0, 8]);
    assert_eq!(counts(&report, "idle"), [32, good, bad, 0]);
    assert_eq!(counts(&report, "both"), [40, 10 + 40, 0, 30 + 80]);
    for name in ["a", "b", "c"] {
        assert_eq!(counts(&report, name), [good, 0, 0, 0]);
    }
    assert_eq!(counts(&report, "d"), [10, 0, 0, 0]);
    assert_eq!(counts(&report, "e"), [5, 0, 0, 0]);
    assert_eq!(counts(&report, "f"), [40, 0, 0, 0]);
    assert_eq!(counts(&report, "g"), [40, 0, 0, 0]);
    assert_eq!(counts(&report, "h"), [bad, 0, 0, 0]);
    let refused: Vec<(&str, u64)> = report
        .edges
        .iter()
        .filter(|edge| edge.refused > 0)
        .map(|edge| (edge.to.as_str(), edge.refused))
        .collect();
    assert_eq!(refused, [("e", 5)]);
}

#[test]
fn counts_do_not_depend_on_queues() {
    for (c, room) in [(1, 0), (1, 1), (3, 2), (2, 64)] {
        let report = done(pipeline! {
            numbers(40) -> busy(Duration::ZERO) (c {c}, buf {room}) -> both (buf {room}) -> d: ignore;
            both -[late]-> e: ignore (buf {room});
        });
        assert_eq!(counts(&report, "busy"), [40, 32, 0, 8]);
        assert_eq!(counts(&report, "both"), [32, 8 + 32, 0, 24 + 64]);
        assert_eq!(counts(&report, "d"), [8, 0, 0, 0]);
        assert_eq!(counts(&report, "e"), [32, 0, 0, 0]);
    }
}

#[test]
fn busy_is_time_in_the_function() {
    let report = done(pipeline! {
        numbers(21) -> work: busy(Duration::from_millis(2)) -> rest: busy(Duration::ZERO) (buf 4)
            -> discard;
    });
    let (work, rest) = (node(&report, "work").busy, node(&report, "rest").busy);
    // It may be sampled, so there is some room.
    assert!(work >= Duration::from_millis(21), "{work:?}");
    assert!(work <= report.elapsed + report.elapsed / 2, "{work:?} of {:?}", report.elapsed);
    assert!(rest < work / 4, "{rest:?} beside {work:?}");
    assert!(report.elapsed >= Duration::from_millis(42), "{:?}", report.elapsed);
}

#[test]
fn it_names_nodes_their_kinds_and_the_pipeline() {
    let flow = pipeline! { numbers(3) (c 2) -> idle -> discard; idle -[err]-> dead: ignore; };
    let report = done(flow.name("etl"));
    let nodes: Vec<_> = report.nodes.iter().map(|n| (n.name.as_str(), n.kind, n.workers)).collect();
    assert_eq!(
        nodes,
        [
            ("numbers", Kind::Source, 2),
            ("idle", Kind::Task, 1),
            ("discard", Kind::Output, 1),
            ("dead", Kind::Output, 1)
        ]
    );
    assert_eq!(report.name.as_deref(), Some("etl"));
    assert!(report.node("nobody").is_none());
}

#[test]
fn its_display_is_a_table() {
    let report = done(pipeline! { numbers(1234) -> idle -> discard; idle -[err]-> dead: ignore; });
    let table = report.to_string();
    let row = |name: &str| {
        let line = table.lines().find(|line| line.split_whitespace().next() == Some(name));
        let line = line.unwrap_or_else(|| panic!("no {name} in\n{table}"));
        line.split_whitespace().skip(1).take(5).map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(row("node"), ["workers", "received", "sent", "dropped", "errors"]);
    assert_eq!(row("numbers"), ["1", "-", "1,234", "0", "0"]);
    assert_eq!(row("idle"), ["1", "1,234", "1,057", "0", "177"]);
    assert_eq!(row("dead")[..2], ["1", "177"]);
    assert!(!table.ends_with('\n'));
}
