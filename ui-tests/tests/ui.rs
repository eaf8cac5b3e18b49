//! Compiles every case, and reads what was said about it.

#[path = "ui/expected.rs"]
mod expected;
#[path = "ui/stderr.rs"]
mod stderr;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

#[test]
fn wrong_programs_are_told_so() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/connectors/*.rs");
    cases.compile_fail("ui/edge/*.rs");
    cases.compile_fail("ui/graph/*.rs");
    cases.compile_fail("ui/main/*.rs");
    cases.compile_fail("ui/record/*.rs");
    cases.compile_fail("ui/settings/*.rs");
    cases.compile_fail("ui/syntax/*.rs");
    cases.compile_fail("ui/task/*.rs");
    cases.pass("ui/pass/*.rs");
}

#[test]
fn one_mistake_is_one_error() -> io::Result<()> {
    let expected: BTreeMap<_, _> = expected::ERRORS.iter().copied().collect();
    let mut found = BTreeMap::new();
    for (case, text) in cases()? {
        found.insert(case, stderr::errors(&text));
    }
    let found: BTreeMap<_, _> = found.iter().map(|(case, count)| (case.as_str(), *count)).collect();
    assert_eq!(found, expected, "(left: errors in the `.stderr` files, right: in `expected.rs`)");
    Ok(())
}

/// rustc shows the bound that it infers a closure's types from, if that does not hold; and that of a
/// function which the program calls by itself.
const SHOWS_A_BOUND: &[&str] = &[
    "connectors/batches_without_deserialize",
    "connectors/event_without_deserialize",
    "connectors/event_without_record",
    "connectors/event_without_serialize",
    "connectors/types_differ",
    "edge/key_that_is_no_function",
];

#[test]
fn nothing_else_is_said() -> io::Result<()> {
    for (case, text) in cases()? {
        assert_eq!(stderr::warnings(&text), 0, "{case} has warnings");
        let leaks = stderr::foreign_places(&text);
        if SHOWS_A_BOUND.contains(&case.as_str()) {
            continue;
        }
        assert!(leaks.is_empty(), "{case} points outside of the program: {leaks:#?}");
    }
    Ok(())
}

#[test]
fn no_caret_is_on_a_whole_macro() -> io::Result<()> {
    for (case, text) in cases()? {
        let wide = stderr::wide_carets(&text);
        assert!(wide.is_empty(), "{case}: {wide:#?}");
    }
    Ok(())
}

/// `edge/types_differ` and its `.stderr`, for each case that must not compile.
fn cases() -> io::Result<Vec<(String, String)>> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut cases = Vec::new();
    for folder in ["connectors", "edge", "graph", "main", "record", "settings", "syntax", "task"] {
        for entry in fs::read_dir(ui.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                let text = fs::read_to_string(path.with_extension("stderr"));
                // A case whose file is missing has no errors, which the count shows.
                cases.push((format!("{folder}/{name}"), text.unwrap_or_default()));
            }
        }
    }
    Ok(cases)
}
