//! No bytes make the Parquet source panic, loop, or run out of memory: as batches, as records, and
//! where a condition skips some of them; some of them through a whole pipeline. The crate that decodes
//! pages may panic, which the source tells as an error of the file; nothing of ours may.
#![no_main]

use std::panic::catch_unwind;

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
        let _ = catch_unwind(|| goflow::__fuzz::parquet(&path));
        if own::is_own(bytes) {
            let only = col("a_i64").gt(0).or(col("text").lt("x")).and(col("date").is_not_null());
            let _ = catch_unwind(|| goflow::__fuzz::parquet_records::<Every>(&path, only));
        }
        // A whole pipeline has threads, which take longer to start than a file takes to be read.
        if bytes.len() % 8 == 0 {
            files::run(pipeline! {
                let file = goflow::parquet::batches(&path);
                file -> take;
                file -[err]-> bury;
            });
        }
    }
);
