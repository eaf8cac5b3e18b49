//! No bytes make the Avro source panic, loop, or run out of memory.
#![no_main]

#[path = "../files.rs"]
mod files;

libfuzzer_sys::fuzz_target!(init: files::quiet(), |bytes: &[u8]| files::avro(bytes));
