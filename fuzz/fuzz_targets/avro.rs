//! No bytes make the Avro source panic, loop, or run out of memory: as batches, as records, whole and
//! cut.
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
        if let Some(folder) = seeds::plant(&["avro"], &["avro"], &[], 32 << 10) {
            own::avro(&folder);
        }
        files::watch_panics(false);
    },
    |bytes: &[u8]| {
        let path = files::file(bytes, "avro");
        files::run(pipeline! {
            let file (c 2) = goflow::avro::batches(&path).split_size(512);
            file -> take::<RecordBatch>;
            file -[err]-> bury;
        });
        if own::is_own(bytes) {
            files::run(pipeline! {
                let file = goflow::avro::source::<Every>(&path);
                file -> take::<Every>;
                file -[err]-> bury;
            });
        }
    }
);
