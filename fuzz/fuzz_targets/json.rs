//! No text makes the JSON reader panic, and how it is cut into pieces makes no difference.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| goflow::__fuzz::json(bytes));
