//! timely dataflow: workers that each run the whole graph on their part of the data, with buffers of
//! events handed from operator to operator.

mod w1;
mod w2;
mod w3;
mod w4;
mod w5;

use timely::Config;
use timely::dataflow::ProbeHandle;
use timely::worker::Worker;

use super::Contestant;
use super::Entry::Run;

pub const TIMELY: Contestant = Contestant {
    name: "timely",
    about: "timely dataflow, 2 workers (W5: 1)",
    w1: Run(w1::chain),
    // Its operators hand buffers on by queues, always.
    w1q: Run(w1::chain),
    w2: Run(w2::seed),
    w3: Run(w3::burning),
    w4: Run(w4::words),
    w5: Run(w5::queued),
};

/// What each of two workers gives, added up.
fn workers<T: Send + 'static>(
    work: impl Fn(&mut Worker) -> T + Send + Sync + 'static,
    and: fn(T, T) -> T,
) -> T {
    let workers = timely::execute(Config::process(2), work).unwrap().join();
    workers.into_iter().map(Result::unwrap).reduce(and).unwrap()
}

/// Runs a worker until its graph is done.
fn finish(worker: &mut Worker, probe: &ProbeHandle<()>) {
    while !probe.done() {
        worker.step_or_park(None);
    }
}

/// The part of 0..`events` that is this worker's.
fn part(worker: &Worker, events: u64) -> std::ops::Range<u64> {
    let (index, peers) = (worker.index() as u64, worker.peers() as u64);
    events * index / peers..events * (index + 1) / peers
}
