//! No bytes make the Avro source panic, loop, or run out of memory: as batches, as records, whole and
//! cut; some of them through a whole pipeline.
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
        goflow::__fuzz::avro(&path, 512);
        if own::is_own(bytes) {
            goflow::__fuzz::avro_records::<Every>(&path);
        }
        // A whole pipeline has threads, which take longer to start than a file takes to be read.
        if bytes.len() % 8 == 0 {
            files::run(pipeline! {
                let file (c 2) = goflow::avro::batches(&path).split_size(512);
                file -> take;
                file -[err]-> bury;
            });
        }
    }
);
