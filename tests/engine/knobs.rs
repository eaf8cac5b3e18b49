//! What is random about a graph whose shape is fixed: workers, buffers, events in progress.

use std::time::Duration;

use goflow::Pipeline;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::event::Arrived;
use super::reference::compare;
use crate::support::{Seen, run};

/// A pipeline of nodes of [`event`](super::event), with settings and a place for what arrives.
pub type Shape = fn(&Knobs, &Seen<Arrived>) -> Pipeline;

/// Settings by number; there are as many as anyone asks for.
#[derive(Clone, Debug)]
pub struct Knobs {
    /// Events of one source worker.
    pub count: u64,
    workers: Vec<usize>,
    buffers: Vec<usize>,
    inflight: Vec<usize>,
}

impl Knobs {
    pub fn c(&self, n: usize) -> usize {
        self.workers[n % self.workers.len()]
    }

    pub fn buf(&self, n: usize) -> usize {
        self.buffers[n % self.buffers.len()]
    }

    pub fn inflight(&self, n: usize) -> usize {
        self.inflight[n % self.inflight.len()]
    }
}

fn knobs() -> impl Strategy<Value = Knobs> {
    let workers = prop_oneof![
        // Alone everywhere: order is promised everywhere.
        1 => Just(vec![1]),
        2 => prop::collection::vec(1_usize..4, 1..8),
    ];
    let buffer = prop_oneof![Just(0_usize), Just(1), Just(2), Just(64), Just(5000)];
    let buffers = prop::collection::vec(buffer, 1..8);
    let inflight = prop::collection::vec(prop_oneof![Just(1_usize), 2_usize..40], 1..4);
    let count = prop_oneof![6 => 0_u64..200, 1 => 500_u64..1500];
    (count, workers, buffers, inflight).prop_map(|(count, workers, buffers, inflight)| Knobs {
        count,
        workers,
        buffers,
        inflight,
    })
}

/// True when the long versions of the tests are asked for.
pub fn nightly() -> bool {
    std::env::var_os("GOFLOW_NIGHTLY").is_some_and(|value| value == "1")
}

/// `GOFLOW_SEED`, or always the same.
pub fn seed() -> u64 {
    std::env::var("GOFLOW_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_123)
}

/// Runs the shape with random settings and compares what arrives with the reference.
#[track_caller]
pub fn check(shape: Shape) {
    check_some(shape, if nightly() { 300 } else { 6 });
}

/// The same with so many settings.
#[track_caller]
pub fn check_some(shape: Shape, cases: u32) {
    let seed = seed();
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 12,
        ..Config::default()
    };
    let tested = TestRunner::new(config).run(&knobs(), |knobs| {
        once(shape, knobs);
        Ok(())
    });
    if let Err(error) = tested {
        panic!("GOFLOW_SEED={seed}: {error}");
    }
}

/// Runs the shape with these settings.
pub fn once(shape: Shape, knobs: Knobs) {
    let seen = Seen::new();
    let flow = shape(&knobs, &seen);
    let (graph, count) = (flow.graph().clone(), knobs.count);
    run(async move {
        // A graph that hangs does so for ever; a machine that is busy takes its time.
        let limit = Duration::from_secs(60);
        match tokio::time::timeout(limit, flow.run()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => panic!("{error}"),
            Err(_) => panic!("hangs with {knobs:?}"),
        }
    });
    compare(&graph, count, seen.take());
}
