//! The fuzz targets, which are compiled by themselves, take in each module of this crate.

use std::collections::BTreeSet;
use std::path::Path;

/// The modules that a file declares.
fn modules(text: &str) -> BTreeSet<&str> {
    let names = text.lines().filter_map(|line| {
        let line = line.trim_start_matches("pub ");
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    names.collect()
}

#[test]
fn fuzz_targets_know_all_modules() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(fuzzed) = std::fs::read_to_string(here.join("../fuzz/macros.rs")) else {
        println!("skipped: there are no fuzz targets beside this crate");
        return;
    };
    let crates = std::fs::read_to_string(here.join("src/lib.rs")).unwrap();
    let (all, fuzzed) = (modules(&crates), modules(&fuzzed));
    assert!(all.len() > 5, "{all:?}");
    let missing: Vec<_> = all.difference(&fuzzed).collect();
    assert!(missing.is_empty(), "add to fuzz/macros.rs: {missing:?}");
}
