//! dfir_rs, the runtime of Hydro: operators fused into a loop, on one thread.

mod w1;
mod w2;
mod w3;
mod w4;

use super::Contestant;
use super::Entry::{Not, Run};

const FUSED: &str =
    "it fuses the chain; between operators of one tick there is no queue to ask for";

pub const DFIR: Contestant = Contestant {
    name: "dfir_rs",
    about: "dfir_rs, which runs a graph on 1 thread",
    w1: Run(w1::chain),
    w1q: Not(FUSED),
    w2: Run(w2::seed),
    w3: Run(w3::burning),
    w4: Run(w4::words),
    w5: Not(FUSED),
};
