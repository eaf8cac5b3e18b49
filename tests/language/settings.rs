//! `(c N)`, `(buf N)`: literals, consts and expressions in braces.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use goflow::prelude::*;

use crate::support::*;

const WORKERS: usize = 3;

mod limits {
    pub(super) const ROOM: usize = 16;
    pub(super) struct Of<const N: usize>;
    impl<const N: usize> Of<N> {
        pub(super) const HALF: usize = N / 2;
    }
}

#[task]
fn worker(n: u64, ctx: &mut Context) -> (u64, usize) {
    (n, ctx.workers())
}

#[test]
fn a_number_is_a_literal_a_const_or_an_expression_in_braces() {
    let seen = Seen::new();
    let many = 2;
    let flow = pipeline! {
        numbers(10) -> {
            a: worker (c 2) -> keep(seen.clone()) (buf limits::ROOM);
            b: worker (c WORKERS) -> keep;
            c: worker (c limits::Of::<8>::HALF, buf {limits::ROOM * many}) -> keep;
            d: worker (c { many + 3 }) -> keep;
            e: worker (buf 7, c 6usize,) -> keep;
        }
    };
    let settings = |name: &str| {
        let node = flow.graph().node(name).unwrap();
        (node.workers, node.buffer)
    };
    assert_eq!(
        ["a", "b", "c", "d", "e", "keep"].map(settings),
        [(2, None), (3, None), (4, Some(32)), (5, None), (6, Some(7)), (1, Some(16))]
    );
    done(flow);
    let expected: Vec<_> = (0..10).flat_map(|n| (2..7).map(move |c| (n, c))).collect();
    assert_eq!(seen.sorted(), expected);
}

#[test]
fn nothing_changes_with_one_worker_or_many() {
    for (a, b, c) in [(1, 1, 1), (1, 4, 2), (3, 3, 3), (4, 1, 2), (2, 5, 1)] {
        let seen = Seen::new();
        let report = done(pipeline! {
            numbers(200) -> |n: u64| n * 3 -> worker (c {a}) -> two: worker_of (c {b})
                -> keep(seen.clone()) (c {c});
        });
        assert_eq!(seen.sorted(), (0..200).map(|n| n * 3).collect::<Vec<_>>());
        assert_eq!(counts(&report, "two"), [200, 200, 0, 0]);
    }
}

#[task]
fn worker_of(event: (u64, usize)) -> u64 {
    event.0
}

#[test]
fn zero_in_braces_is_an_error_of_run_that_names_the_node() {
    let none = 0;
    let error = failed(pipeline! { numbers(1) -> one: worker (c {none}) -> discard; });
    assert!(error.to_string().contains("`one`"), "{error}");
    let error = failed(pipeline! { numbers(1) (c {none}) -> discard; });
    assert!(error.to_string().contains("`numbers`"), "{error}");
    let error = failed(pipeline! { numbers(1) -> keep(Seen::new()) (c {none * 2}); });
    assert!(error.to_string().contains("`keep`"), "{error}");
}

#[test]
fn an_unbuffered_edge_carries_everything() {
    let seen = Seen::new();
    done(pipeline! {
        numbers(300) (c 2) -> worker (buf 0) -> worker_of (buf 0, c 3) -> keep(seen.clone()) (buf 0);
    });
    let expected: Vec<u64> = (0..300).flat_map(|n| [n, n]).collect();
    assert_eq!(seen.sorted(), expected);
}

#[source]
fn counted(asked: &Arc<AtomicU64>) -> impl Iterator<Item = u64> {
    (0..200).inspect(|_| {
        asked.fetch_add(1, Ordering::SeqCst);
    })
}

#[task]
async fn ahead(n: u64, asked: &Arc<AtomicU64>) -> u64 {
    // Whoever could run ahead has done so by then.
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    asked.load(Ordering::SeqCst) - n
}

#[test]
fn a_full_queue_holds_its_sender_back() {
    for room in [0_usize, 1, 8] {
        let (seen, asked) = (Seen::new(), Arc::new(AtomicU64::new(0)));
        done(pipeline! {
            counted(asked.clone()) -> ahead(asked.clone()) (buf {room}) -> keep(seen.clone());
        });
        let most = seen.take().into_iter().max().unwrap();
        // The queue, one event that is worked on, and one in the sender's hand.
        assert!(most <= room as u64 * 2 + 3, "{most} events ahead with (buf {room})");
    }
}

#[test]
fn settings_may_be_given_at_any_mention() {
    let seen = Seen::new();
    let flow = pipeline! {
        a: numbers(1) -> keep(seen.clone());
        b: numbers(2) -> keep (c 2);
    };
    assert_eq!(flow.graph().node("keep").map(|node| node.workers), Some(2));
    done(flow);
    assert_eq!(seen.sorted(), [0, 0, 1]);
}

#[test]
fn all_workers_of_a_source_run() {
    let seen = Seen::new();
    done(pipeline! { place (c WORKERS) -> keep(seen.clone()); });
    assert_eq!(seen.take().into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([0, 1, 2]));
}

#[source]
fn place(ctx: &mut Context) -> impl Iterator<Item = usize> {
    std::iter::once(ctx.worker())
}
