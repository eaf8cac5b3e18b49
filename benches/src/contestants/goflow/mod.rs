//! goflow, as a user would write it.

mod total;
mod w1;
mod w2;
mod w3;
mod w4;
mod w5;
mod watched;

use super::Contestant;
use super::Entry::Run;
use super::on_tokio;
use total::Total;
pub use total::{Part, Parts};
pub use watched::{w1_watched, w1q_watched, w2_watched};

pub const GOFLOW: Contestant = Contestant {
    name: "goflow",
    about: "`pipeline!`, counters on",
    w1: Run(|events| run(w1::fused(events))),
    w1q: Run(|events| run(w1::queued(events))),
    w2: Run(|events| run(w2::seed(events))),
    w3: Run(|events| run(w3::burning(events))),
    w4: Run(|text| run(w4::words(text))),
    w5: Run(|events| run(w5::queued(events))),
};

/// Runs a pipeline to its end, and adds up what its outputs saw.
pub fn run<T: Total>(flow: Parts<T>) -> T {
    flow.total(|flow| {
        if let Err(error) = on_tokio(flow.run()) {
            panic!("{error}");
        }
    })
}
