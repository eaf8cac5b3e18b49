//! Random graphs against the reference: a few that stand here, and as many new ones as wanted with
//! `GOFLOW_NIGHTLY=1`.

mod generate;
#[rustfmt::skip]
mod graphs;

use std::path::Path;
use std::process::Command;

use super::knobs::{check_some, nightly, seed};

const SEED: u64 = 1;
const COUNT: u64 = 24;
const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/engine");

#[test]
fn the_graphs_are_those_of_the_generator() {
    let graphs = generate::graphs(SEED, COUNT);
    if std::env::var_os("GOFLOW_WRITE").is_some() {
        std::fs::write(format!("{HERE}/random/graphs.rs"), &graphs).unwrap();
    }
    assert_eq!(include_str!("graphs.rs"), graphs, "run the tests with `GOFLOW_WRITE=1`");
}

#[test]
fn random_graphs_bring_what_one_thread_would() {
    assert_eq!(graphs::GRAPHS.len() as u64, COUNT);
    for graph in graphs::GRAPHS {
        check_some(*graph, if nightly() { 100 } else { 3 });
    }
}

/// A program of its own with new graphs in it.
#[test]
fn new_random_graphs_every_night() {
    if !nightly() {
        return;
    }
    let seed = seed();
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("random-graphs");
    std::fs::create_dir_all(&place).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().display();
    let manifest = format!(
        "[package]\nname = \"random-graphs\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [[bin]]\nname = \"random-graphs\"\npath = \"main.rs\"\n[workspace]\n[dependencies]\n\
         goflow = {{ path = \"{root}/goflow\" }}\n\
         futures = {{ version = \"0.3\", default-features = false, features = [\"std\", \"async-await\"] }}\n\
         proptest = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n\
         thiserror = \"2\"\n\
         tokio = {{ version = \"1\", features = [\"rt-multi-thread\", \"macros\", \"sync\", \"time\"] }}\n"
    );
    let module = |path: &str, name: &str| format!("#[path = \"{path}\"]\npub mod {name};\n");
    let mut main = String::from("#![allow(dead_code)]\n");
    main += &module(&format!("{root}/tests/support.rs"), "support");
    main += "pub mod engine {\n";
    for name in ["event", "knobs", "reference"] {
        main += &module(&format!("{HERE}/{name}.rs"), name);
    }
    main += "pub mod random {\n";
    main += &module(&place.join("graphs.rs").display().to_string(), "graphs");
    main += "}\n}\nfn main() {\n    for (n, graph) in engine::random::graphs::GRAPHS.iter().enumerate() {\n\
             println!(\"graph {n}\");\n        engine::knobs::check_some(*graph, 30);\n    }\n}\n";
    for (name, text) in
        [("Cargo.toml", manifest), ("main.rs", main), ("graphs.rs", generate::graphs(seed, 100))]
    {
        std::fs::write(place.join(name), text).unwrap();
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.arg("run").current_dir(&place).env("CARGO_TARGET_DIR", place.join("target"));
    assert!(cargo.status().unwrap().success(), "GOFLOW_SEED={seed}, in {}", place.display());
}
