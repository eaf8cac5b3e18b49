//! No token stream makes `pipeline!` panic.
#![no_main]

#[path = "../macros.rs"]
mod macros;

// The stages name each other as `crate::…`.
#[allow(unused_imports)]
use macros::*;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(tokens) = macros::tokens::from_bytes(bytes) {
        let _ = expand::expand(quote::quote!((::goflow) #tokens));
    }
});
