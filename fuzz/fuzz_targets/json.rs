//! No text makes the JSON reader panic, and how it is cut into pieces makes no difference.
#![no_main]

#[path = "../seeds.rs"]
mod seeds;

libfuzzer_sys::fuzz_target!(
    // The first three bytes say how it is read.
    init: seeds::plant(&["JSONTestSuite", "csv-spectrum"], &["json"], &[0, 20, 3], 3000),
    |bytes: &[u8]| goflow::__fuzz::json(bytes)
);
