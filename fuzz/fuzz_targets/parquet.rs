//! No bytes make the Parquet source panic, loop, or run out of memory: as batches, as records, and
//! where a condition skips some of them. The crate that decodes pages may panic, which the source
//! tells as an error of the file; nothing of ours may.
#![no_main]

use goflow::prelude::*;

#[path = "../files.rs"]
mod files;
#[path = "../own.rs"]
mod own;
#[path = "../seeds.rs"]
mod seeds;

use files::{bury, take};
use own::Every;

libfuzzer_sys::fuzz_target!(
    init: {
        let folders = ["parquet-testing/data", "parquet-testing/bad_data"];
        if let Some(folder) = seeds::plant(&folders, &["parquet"], &[], usize::MAX) {
            own::parquet(&folder);
        }
        files::watch_panics(true);
    },
    |bytes: &[u8]| {
        let path = files::file(bytes, "parquet");
        files::run(pipeline! {
            let file = goflow::parquet::batches(&path);
            file -> take::<RecordBatch>;
            file -[err]-> bury;
        });
        if own::is_own(bytes) {
            files::run(pipeline! {
                let file = goflow::parquet::source::<Every>(&path)
                    .only(col("a_i64").gt(0).or(col("text").lt("x")).and(col("date").is_not_null()));
                file -> take::<Every>;
                file -[err]-> bury;
            });
        }
    }
);
