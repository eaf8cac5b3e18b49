//! How far a node can be seen.
//!
//! A function keeps the visibility that it was given, and rustc only warns where a `pub fn` takes a
//! type that fewer can see. The node beside it implements traits, and there rustc refuses such a type
//! (E0446). In a program, whose items no other crate can use, `pub` and `pub(crate)` are one, so there
//! the node is `pub(crate)`, and may take every type that the whole program can see.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::Visibility;
use syn::spanned::Spanned;

/// The visibility of the node beside a function of visibility `vis`.
pub(crate) fn of_node(vis: &Visibility) -> TokenStream {
    within(vis, is_program())
}

fn within(vis: &Visibility, program: bool) -> TokenStream {
    match vis {
        Visibility::Public(_) if program => quote_spanned!(vis.span()=> pub(crate)),
        vis => vis.to_token_stream(),
    }
}

/// Cargo says so to the compiler: the first of binaries and examples, the second of tests and benches.
fn is_program() -> bool {
    ["CARGO_BIN_NAME", "CARGO_TARGET_TMPDIR"].iter().any(|name| std::env::var_os(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pub_changes_and_only_in_a_program() {
        let seen = |vis: &str, program| {
            syn::parse_str(vis).map(|vis| within(&vis, program).to_string()).unwrap_or_default()
        };
        assert_eq!(seen("pub", true), "pub (crate)");
        assert_eq!(seen("pub", false), "pub");
        assert_eq!(seen("pub(super)", true), "pub (super)");
        assert_eq!(seen("", true), "");
    }
}
