//! All flights → those that left more than 15 minutes late → Parquet (zstd 3) by carrier.

mod by_bytes;
mod by_goflow;
mod by_serde;
mod check;
mod columns;

pub use by_goflow::{Flight, late};
pub use check::check;

use super::Contestant;
use super::Run::Here;
use super::peers::Peer;

pub const ABOUT: &str = "336,776 flights, 31 MB of csv, 11 of 19 columns → dep_delay > 15 → parquet (zstd 3) by carrier";

pub const FIELD: &[Contestant] = &[
    Contestant {
        name: "bytes",
        about: "a loop by hand: fields split by memchr, integers from bytes, no quotes; arrow's builders",
        threads: 1,
        run: Here(by_bytes::run),
    },
    Contestant {
        name: "serde",
        about: "a loop by hand: the csv crate, a serde struct that borrows; arrow's builders",
        threads: 1,
        run: Here(by_serde::run),
    },
    Contestant {
        name: "goflow",
        about: "`csv::source` → `#[task]` → `parquet::sink`, 1 worker",
        threads: 1,
        run: Here(by_goflow::one),
    },
    Contestant {
        name: "goflow-2",
        about: "the same, 2 workers read and filter, one writes",
        threads: 2,
        run: Here(by_goflow::two),
    },
    Contestant { name: "duckdb", about: "DuckDB, 1 thread", threads: 1, run: Peer::DuckDb.with() },
    Contestant {
        name: "duckdb-2",
        about: "DuckDB, 2 threads",
        threads: 2,
        run: Peer::DuckDb.with(),
    },
    Contestant { name: "polars", about: "Polars, 1 thread", threads: 1, run: Peer::Polars.with() },
    Contestant {
        name: "polars-2",
        about: "Polars, 2 threads",
        threads: 2,
        run: Peer::Polars.with(),
    },
];

/// A flight that left later than this is late, in minutes.
const LATE: i32 = 15;
