//! `Local` is scratch of one worker; `Context` tells where a function runs.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use goflow::prelude::*;

use crate::support::*;

#[task]
fn unseen(n: u64, seen: &mut Local<HashSet<u64>>) -> Option<u64> {
    seen.insert(n).then_some(n)
}

#[test]
fn local_state_lasts_from_call_to_call() {
    let kept = Seen::new();
    let report = done(pipeline! {
        items(vec![3, 1, 3, 3, 2, 1]) -> unseen -> keep(kept.clone());
    });
    assert_eq!(kept.take(), [3, 1, 2]);
    assert_eq!(counts(&report, "unseen"), [6, 3, 0, 3]);
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: u32,
}

#[task]
fn mean(n: &u64, mean: &mut Local<Mean>, last: &mut Local<Option<u64>>) -> (f64, Option<u64>) {
    mean.sum += *n as f64;
    mean.count += 1;
    (mean.sum / f64::from(mean.count), last.replace(*n))
}

#[test]
fn a_task_may_have_two_locals() {
    let kept = Seen::new();
    done(pipeline! { items(vec![2_u64, 4, 9]) -> mean -> keep(kept.clone()); });
    assert_eq!(kept.take(), [(2.0, None), (3.0, Some(2)), (5.0, Some(4))]);
}

#[task]
fn place(n: u64, nth: &mut Local<u64>, ctx: &mut Context) -> (usize, u64, String, u64) {
    **nth += 1;
    (ctx.worker(), **nth, format!("{} of {}", ctx.node(), ctx.workers()), n)
}

#[test]
fn each_worker_has_its_own_local_and_its_own_number() {
    let kept = Seen::new();
    done(pipeline! { numbers(90) -> place (c 3) -> keep(kept.clone()); });
    let mut by_worker = BTreeMap::<usize, Vec<u64>>::new();
    let mut events = BTreeSet::new();
    for (worker, nth, name, n) in kept.take() {
        assert_eq!(name, "place of 3");
        by_worker.entry(worker).or_default().push(nth);
        events.insert(n);
    }
    assert_eq!(events, (0..90).collect());
    for (worker, mut nths) in by_worker {
        assert!(worker < 3);
        nths.sort();
        assert_eq!(nths, (1..=nths.len() as u64).collect::<Vec<_>>());
    }
}

#[test]
fn the_node_has_the_name_that_the_graph_gives_it() {
    let kept = Seen::new();
    done(pipeline! {
        numbers(1) -> { here: place -> keep(kept.clone()); there: place -> keep; }
    });
    let names: Vec<String> = kept.sorted().into_iter().map(|(_, _, name, _)| name).collect();
    assert_eq!(names, ["here of 1", "there of 1"]);
}

#[source]
fn part(upto: &usize, ctx: &mut Context) -> impl Iterator<Item = (usize, usize)> {
    let (worker, workers) = (ctx.worker(), ctx.workers());
    (worker..*upto).step_by(workers).map(move |n| (worker, n))
}

#[test]
fn a_source_is_called_once_per_worker_told_apart_by_context() {
    let kept = Seen::new();
    let report = done(pipeline! { part(10) (c 3) -> keep(kept.clone()); });
    let expected: Vec<_> = (0..3).flat_map(|w| (w..10).step_by(3).map(move |n| (w, n))).collect();
    assert_eq!(kept.sorted(), expected);
    assert_eq!(counts(&report, "part"), [0, 10, 0, 0]);
    assert_eq!(node(&report, "part").workers, 3);
}

#[source]
async fn sent(out: &mut Out<(usize, bool)>, ctx: &mut Context) {
    out.send((ctx.worker(), ctx.is_stopping())).await;
}

#[output]
fn placed(event: (usize, bool), seen: &Seen<(usize, bool, usize)>, ctx: &mut Context) {
    seen.push((event.0, event.1, ctx.workers()));
}

#[test]
fn async_sources_and_outputs_have_a_context_too() {
    let seen = Seen::new();
    done(pipeline! { sent (c 4) -> placed(seen.clone()) (c 2); });
    assert_eq!(seen.sorted(), [(0, false, 2), (1, false, 2), (2, false, 2), (3, false, 2)]);
}

#[task]
async fn whereabouts(n: u64, ctx: &mut Context, calls: &mut Local<u64>) -> (u64, usize, u64) {
    tokio::task::yield_now().await;
    **calls += 1;
    (n, ctx.worker(), **calls)
}

#[test]
fn async_tasks_are_lent_the_same() {
    let kept = Seen::new();
    done(pipeline! { numbers(3) -> whereabouts -> keep(kept.clone()); });
    assert_eq!(kept.take(), [(0, 0, 1), (1, 0, 2), (2, 0, 3)]);
}

#[task]
fn mixed(n: u64, out: &mut Out<u64>, by: &u64, last: &mut Local<u64>, plus: &u64) {
    out.push(n * by + plus + **last);
    **last = n;
}

#[test]
fn arguments_and_what_is_lent_stand_in_any_order() {
    let kept = Seen::new();
    done(pipeline! { numbers(4) -> mixed(100, 7) -> keep(kept.clone()); });
    assert_eq!(kept.take(), [7, 107, 208, 309]);
}
