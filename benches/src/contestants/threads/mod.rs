//! The graph wired by hand with threads: one for each node, a crossbeam channel for each edge, a
//! send for each event.

mod w1;
mod w2;
mod w3;
mod w4;
mod w5;

use std::thread::{JoinHandle, spawn};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::Contestant;
use super::Entry::Run;

pub const CROSSBEAM: Contestant = Contestant {
    name: "crossbeam",
    about: "threads and `crossbeam_channel`, a send per event",
    w1: Run(w1::chain),
    w1q: Run(w1::chain),
    w2: Run(w2::seed),
    w3: Run(w3::burning),
    w4: Run(w4::words),
    w5: Run(w5::queued),
};

/// A channel of 1024 events.
fn link<T>() -> (Sender<T>, Receiver<T>) {
    bounded(1024)
}

/// A node that sends all that an iterator gives.
fn source<T: Send + 'static>(events: impl Iterator<Item = T> + Send + 'static, to: Sender<T>) {
    spawn(move || events.for_each(|event| to.send(event).unwrap()));
}

/// A node that makes one event of each.
fn map<A: Send + 'static, B: Send + 'static>(
    from: Receiver<A>,
    to: Sender<B>,
    run: impl Fn(A) -> B + Send + 'static,
) {
    spawn(move || from.iter().for_each(|event| to.send(run(event)).unwrap()));
}

/// A node that keeps what it is told to.
fn output<T: Send + 'static, A: Default + Send + 'static>(
    from: Receiver<T>,
    keep: impl Fn(&mut A, T) + Send + 'static,
) -> JoinHandle<A> {
    spawn(move || {
        let mut answer = A::default();
        from.iter().for_each(|event| keep(&mut answer, event));
        answer
    })
}
