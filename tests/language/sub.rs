//! Sub-pipelines: a graph that is a task from outside.

use goflow::prelude::*;

use crate::support::*;

#[task]
fn add(n: u64, by: &u64) -> u64 {
    n + by
}

#[task]
fn text(n: u64) -> String {
    n.to_string()
}

pipeline! {
    /// One after the other.
    fn plus(a: u64, b: u64) -> Pipe<u64, u64> {
        in -> first: add(a) -> second: add(b) -> out;
    }
}

pipeline! {
    /// `in` in several places, several heads to `out`.
    pub(crate) fn spread() -> Pipe<u64, u64> {
        in -> { ten: add(10) -> out; hundred: add(100) -> more: add(1) -> out; }
    }
}

pipeline! {
    fn joined(by: u64) -> Pipe<u64, String> {
        in -> small: add(by);
        in -[when |n| n % 2 == 1]-> odd: add(1000);
        [small, odd] -> text -> out;
    }
}

#[test]
fn it_is_a_task_with_arguments() {
    let seen = Seen::new();
    let report = done(pipeline! { numbers(3) -> plus(1, 10) -> keep(seen.clone()); });
    assert_eq!(seen.take(), [11, 12, 13]);
    assert_eq!(counts(&report, "plus/first"), [3, 3, 0, 0]);
    assert_eq!(counts(&report, "plus/second"), [3, 3, 0, 0]);
    assert!(report.node("plus").is_none());
}

#[test]
fn in_may_fan_out_and_out_may_have_several_heads() {
    let seen = Seen::new();
    let report = done(pipeline! { numbers(2) -> spread -> keep(seen.clone()); });
    assert_eq!(seen.sorted(), [10, 11, 101, 102]);
    assert_eq!(counts(&report, "numbers"), [0, 2, 0, 0]);
    assert_eq!(counts(&report, "keep"), [4, 0, 0, 0]);
}

#[test]
fn its_edges_have_labels_and_its_nodes_are_shared() {
    let seen = Seen::new();
    let report = done(pipeline! { numbers(4) -> joined(100) -> keep(seen.clone()); });
    assert_eq!(seen.sorted(), ["100", "1001", "1003", "101", "102", "103"]);
    assert_eq!(counts(&report, "joined/text"), [6, 6, 0, 0]);
    assert_eq!(counts(&report, "joined/odd"), [2, 2, 0, 0]);
}

#[test]
fn it_may_stand_twice_in_one_graph() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(2) -> { plus(1, 2) -> keep(seen.clone()); other: plus(10, 20) -> keep; }
    });
    assert_eq!(seen.sorted(), [3, 4, 30, 31]);
    assert_eq!(counts(&report, "plus/first"), [2, 2, 0, 0]);
    assert_eq!(counts(&report, "other/second"), [2, 2, 0, 0]);
}

#[test]
fn a_name_said_again_is_the_same_instance() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(2) -> plus(1, 2) -> keep(seen.clone());
        more: numbers(3) -> plus;
    });
    assert_eq!(seen.sorted(), [3, 3, 4, 4, 5]);
    assert_eq!(counts(&report, "plus/first"), [5, 5, 0, 0]);
}

#[test]
fn they_may_follow_each_other_and_fan_out() {
    let (seen, other) = (Seen::new(), Seen::new());
    done(pipeline! {
        numbers(2) -> plus(1, 1) -> spread -> {
            joined(5) -> keep(seen.clone());
            other_to: keep(other.clone());
        }
    });
    // 2 3 -> 12 13 103 104
    assert_eq!(other.sorted(), [12, 13, 103, 104]);
    assert_eq!(seen.sorted(), ["1013", "108", "109", "1103", "17", "18"]);
}

#[test]
fn it_may_be_the_value_of_a_let() {
    let seen = Seen::new();
    let made = plus(5, 6);
    let flow = pipeline! {
        let sum = made;
        let spread_out = spread();
        numbers(2) -> sum -> spread_out -> keep(seen.clone());
    };
    let names: Vec<_> = flow.graph().nodes().iter().map(|node| node.name.clone()).collect();
    assert!(names.contains(&"sum/first".to_string()), "{names:?}");
    assert!(names.contains(&"spread_out/hundred".to_string()), "{names:?}");
    done(flow);
    assert_eq!(seen.sorted(), [21, 22, 112, 113]);
}

pipeline! {
    /// Only passes on.
    fn pass() -> Pipe<String, String> {
        in -> out;
    }
}

#[test]
fn in_may_lead_to_out() {
    let seen = Seen::new();
    done(pipeline! { items(texts(&["a", "b"])) -> pass -> keep(seen.clone()); });
    assert_eq!(seen.take(), ["a", "b"]);
}

#[task]
async fn slow(n: u64) -> Option<u64> {
    tokio::task::yield_now().await;
    (!n.is_multiple_of(3)).then_some(n)
}

pipeline! {
    fn busy(workers: usize) -> Pipe<u64, u64> {
        let double (c 2) = |n: u64| n * 2;
        in -> slow (c {workers}, inflight 4) -> |n: u64| n + 1 -> double -> out;
        slow -> also: ignore;
    }
}

#[test]
fn it_may_have_settings_closures_lets_and_outputs_of_its_own() {
    let seen = Seen::new();
    let flow = pipeline! { numbers(30) -> busy(3) -> keep(seen.clone()) (c 2); };
    let workers = |name: &str| flow.graph().node(name).unwrap().workers;
    assert_eq!(workers("busy/slow"), 3);
    assert_eq!(workers("busy/double"), 2);
    let report = done(flow);
    let expected: Vec<u64> = (0..30).filter(|n| n % 3 != 0).map(|n| (n + 1) * 2).collect();
    assert_eq!(seen.sorted(), expected);
    assert_eq!(counts(&report, "busy/slow"), [30, 20, 0, 10]);
    assert_eq!(counts(&report, "busy/closure_1"), [20, 20, 0, 0]);
    assert_eq!(counts(&report, "busy/also"), [20, 0, 0, 0]);
}

#[test]
fn several_workers_outside_feed_it() {
    let seen = Seen::new();
    done(pipeline! { numbers(20) (c 3) -> plus(1, 1) -> keep(seen.clone()) (c 3); });
    let expected: Vec<u64> = (2..22).flat_map(|n| [n; 3]).collect();
    assert_eq!(seen.sorted(), expected);
}

#[test]
fn it_may_have_workers() {
    let seen = Seen::new();
    let flow = pipeline! { numbers(20) -> plus(1, 1) (c 2) -> keep(seen.clone()); };
    done(flow);
    assert_eq!(seen.sorted(), (2..22).collect::<Vec<_>>());
}

#[test]
fn an_edge_to_it_may_be_labelled() {
    let seen = Seen::new();
    let report = done(pipeline! {
        numbers(6) -[when |n| *n > 2]-> plus(1, 1) -[when |n| *n != 6]-> keep(seen.clone());
    });
    assert_eq!(seen.take(), [5, 7]);
    assert_eq!(counts(&report, "plus/first"), [3, 3, 0, 0]);
}
