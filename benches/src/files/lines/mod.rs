//! csv → JSON lines.

mod by_goflow;
mod by_hand;
mod check;
mod order;

pub use check::check;
pub use order::{Order, order};

use super::Contestant;
use super::Run::Here;

pub const ABOUT: &str = "1,000,000 orders, 38 MB of csv → JSON lines";

pub const FIELD: &[Contestant] = &[
    Contestant {
        name: "bytes",
        about: "a loop by hand: fields split by memchr, integers from bytes, no quotes; serde_json",
        threads: 1,
        run: Here(by_hand::bytes),
    },
    Contestant {
        name: "serde",
        about: "a loop by hand: the csv crate, a serde struct that borrows; serde_json",
        threads: 1,
        run: Here(by_hand::serde),
    },
    Contestant {
        name: "goflow",
        about: "`csv::source` → `json::sink`, 1 worker",
        threads: 1,
        run: Here(by_goflow::one),
    },
    Contestant {
        name: "goflow-2",
        about: "the same, 2 workers",
        threads: 2,
        run: Here(by_goflow::two),
    },
];
