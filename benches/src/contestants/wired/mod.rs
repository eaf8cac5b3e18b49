//! The graph wired by hand: a task for each node, a channel for each edge. One wiring for all
//! channels, since they differ in nothing but the channel.

mod link;
mod tokio;
mod w1;
mod w2;
mod w4;

use super::Contestant;
use super::Entry::Run;
use super::on_tokio;
use link::Link;

pub const TOKIO: Contestant =
    wired::<tokio::Single>("tokio", "tokio tasks and mpsc, a send per event");
pub const TOKIO_256: Contestant =
    wired::<tokio::Batches<256>>("tokio-256", "the same in batches of 256");
pub const TOKIO_1024: Contestant =
    wired::<tokio::Batches<1024>>("tokio-1024", "the same in batches of 1024");

const fn wired<L: Link>(name: &'static str, about: &'static str) -> Contestant {
    Contestant {
        name,
        about,
        w1: Run(|events| on_tokio(w1::chain::<L>(events))),
        w1q: Run(|events| on_tokio(w1::chain::<L>(events))),
        w2: Run(|events| on_tokio(w2::seed::<L>(events))),
        w4: Run(|text| on_tokio(w4::words::<L>(text))),
    }
}
