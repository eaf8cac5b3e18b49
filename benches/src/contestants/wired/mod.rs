//! The graph wired by hand: a task for each node, a channel for each edge. One wiring for all
//! channels, since they differ in nothing but the channel.

mod batch;
mod channel;
mod link;
mod single;
mod w1;
mod w2;
mod w3;
mod w4;
mod w5;

use super::Contestant;
use super::Entry::Run;
use super::on_tokio;
use batch::Batches;
use channel::{Crossfire, Tokio};
use link::Link;
use single::Single;

pub const TOKIO: Contestant =
    wired::<Single<Tokio>>("tokio", "tokio tasks and `tokio::sync::mpsc`, a send per event");
pub const TOKIO_256: Contestant =
    wired::<Batches<Tokio, 256>>("tokio-256", "the same in batches of 256");
pub const TOKIO_1024: Contestant =
    wired::<Batches<Tokio, 1024>>("tokio-1024", "the same in batches of 1024");
pub const CROSSFIRE: Contestant =
    wired::<Single<Crossfire>>("crossfire", "tokio tasks and `crossfire::mpsc`, a send per event");

const fn wired<L: Link>(name: &'static str, about: &'static str) -> Contestant {
    Contestant {
        name,
        about,
        w1: Run(|events| on_tokio(w1::chain::<L>(events))),
        w1q: Run(|events| on_tokio(w1::chain::<L>(events))),
        w2: Run(|events| on_tokio(w2::seed::<L>(events))),
        w3: Run(|events| on_tokio(w3::burning::<L>(events))),
        w4: Run(|text| on_tokio(w4::words::<L>(text))),
        w5: Run(|events| on_tokio(w5::queued::<L>(events))),
    }
}
