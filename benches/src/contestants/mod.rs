//! Who takes part, and what each can do.

mod counted;
#[cfg(feature = "peers")]
mod dfir;
pub mod goflow;
mod hand;
#[cfg(feature = "peers")]
mod renoir;
mod threads;
#[cfg(feature = "peers")]
mod timely;
mod wired;
#[cfg(feature = "peers")]
mod word;

use crate::work::Sum;
use crate::work::w2::Seed;
use crate::work::w4::{Counts, Text};
use crate::work::w5::Arrived;

/// One way to do a workload: a function of how much there is to do, or the reason why there is none.
pub enum Entry<Size, Answer> {
    Run(fn(Size) -> Answer),
    Not(&'static str),
}

/// A way to write the workloads. Each entry begins with an empty process and ends with the answer:
/// threads and runtimes that it needs are its own to start.
pub struct Contestant {
    pub name: &'static str,
    pub about: &'static str,
    pub w1: Entry<u64, Sum>,
    pub w1q: Entry<u64, Sum>,
    pub w2: Entry<u64, Seed>,
    pub w3: Entry<u64, Sum>,
    pub w4: Entry<&'static Text, Counts>,
    pub w5: Entry<u64, Arrived>,
}

/// All of them, the measure first.
pub const ALL: &[Contestant] = &[
    hand::ONE,
    hand::TWO,
    goflow::GOFLOW,
    wired::TOKIO,
    wired::TOKIO_256,
    wired::TOKIO_1024,
    wired::CROSSFIRE,
    threads::CROSSBEAM,
    #[cfg(feature = "peers")]
    dfir::DFIR,
    #[cfg(feature = "peers")]
    renoir::RENOIR,
    #[cfg(feature = "peers")]
    timely::TIMELY,
];

/// The one of that name.
pub fn named(name: &str) -> Option<&'static Contestant> {
    ALL.iter().find(|contestant| contestant.name == name)
}

/// A tokio runtime with a thread for each of two cores.
pub fn on_tokio<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    let answer = runtime.block_on(work);
    runtime.shutdown_background();
    answer
}
