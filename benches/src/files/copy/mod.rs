//! parquet → parquet.

mod by_arrow;
mod by_goflow;
mod check;

pub use by_arrow::zstd_3;
pub use check::check;

use super::Contestant;
use super::Run::Here;

pub const ABOUT: &str = "1,000,000 orders, parquet → parquet (zstd 3)";

pub const FIELD: &[Contestant] = &[
    Contestant {
        name: "arrow",
        about: "arrow's own reader and writer of parquet, in a loop",
        threads: 1,
        run: Here(by_arrow::run),
    },
    Contestant {
        name: "goflow",
        about: "`parquet::batches` → `parquet::batch_sink`, 1 worker",
        threads: 1,
        run: Here(by_goflow::batches),
    },
    Contestant {
        name: "goflow-2",
        about: "the same on two CPUs, where reading and writing go on side by side",
        threads: 2,
        run: Here(by_goflow::batches),
    },
    Contestant {
        name: "goflow-records",
        about: "`parquet::source` → `parquet::sink`: every row becomes a struct, 1 worker",
        threads: 1,
        run: Here(by_goflow::records),
    },
];
