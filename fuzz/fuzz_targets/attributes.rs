//! No token stream makes an attribute or a derive panic.
#![no_main]

#[path = "../macros.rs"]
mod macros;

// The stages name each other as `crate::…`.
#[allow(unused_imports)]
use macros::*;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(tokens) = macros::tokens::from_bytes(bytes) else { return };
    for kind in [attr::Kind::Source, attr::Kind::Task, attr::Kind::Output] {
        let _ = attr::expand(
            kind,
            tokens.clone(),
            quote::quote!(
                fn f(x: u64) -> u64 {
                    x
                }
            ),
        );
        let _ = attr::expand(kind, Default::default(), tokens.clone());
        let _ =
            attr::expand(kind, Default::default(), quote::quote!(fn f(x: #tokens) -> u64 { x }));
        let _ =
            attr::expand(kind, Default::default(), quote::quote!(fn f(x: u64) -> #tokens { x }));
        let _ =
            attr::expand(kind, Default::default(), quote::quote!(fn f<#tokens>(x: T) -> T { x }));
    }
    let _ = record::expand(tokens.clone());
    let _ = derive::key(tokens);
});
