//! The hand-written loop: what all others are measured by. One thread; and two, where the work can
//! be dealt out beforehand.

mod w1;
mod w2;
mod w3;
mod w4;

use super::Contestant;
use super::Entry::{Not, Run};

pub const ONE: Contestant = Contestant {
    name: "hand",
    about: "a loop written by hand, 1 thread",
    w1: Run(w1::one),
    w1q: Run(w1::one),
    w2: Run(w2::one),
    w3: Run(w3::one),
    w4: Run(w4::one),
    w5: Not("a loop has no queues to wait in"),
};

pub const TWO: Contestant = Contestant {
    name: "hand-2",
    about: "the same on 2 threads, the work dealt out beforehand",
    w1: Run(w1::two),
    w1q: Not("the loop has no queues: as in W1"),
    w2: Run(w2::two),
    w3: Run(w3::two),
    w4: Run(w4::two),
    w5: Not("a loop has no queues to wait in"),
};

/// Runs both, one of them on another thread.
fn both<T: Send>(other: impl FnOnce() -> T + Send, here: impl FnOnce() -> T) -> (T, T) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let here = here();
        (other.join().unwrap(), here)
    })
}
