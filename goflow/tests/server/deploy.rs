//! What is in `deploy/`: it asks for series that there are, in expressions that Prometheus understands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::http::get;
use super::{arrived, busy, start};

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy")
}

/// All expressions of the board, as Prometheus gets them.
fn expressions() -> Vec<String> {
    let board: Value =
        serde_json::from_str(&std::fs::read_to_string(deploy().join("grafana.json")).unwrap())
            .unwrap();
    let panels = board["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    let filled = |target: &Value| {
        let text = target["expr"].as_str().unwrap().replace("$__rate_interval", "5m");
        text.replace("$pipeline", "busy").replace("$instance", ".*")
    };
    targets.map(filled).collect()
}

/// Names of series in an expression.
fn series(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let starts = ["goflow_", "process_", "tokio_"];
    let known = |word: &&str| starts.iter().any(|start| word.starts_with(start));
    words.filter(known).map(String::from).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_series_that_is_asked_for_is_there() {
    let (running, address) = start(busy());
    arrived(&running, "slow", 50).await;
    let there = series(&get(address, "/metrics").await.body);
    running.abort().await;
    let rules = std::fs::read_to_string(deploy().join("alerts.yml")).unwrap();
    let asked: BTreeSet<_> =
        expressions().iter().chain([&rules]).flat_map(|it| series(it)).collect();
    assert!(asked.len() > 15, "{asked:?}");
    let missing: Vec<_> = asked.difference(&there).collect();
    assert!(missing.is_empty(), "{missing:?} of {there:?}");
}

#[test]
fn prometheus_understands_rules_and_board() {
    let promtool = |args: &[&str], file: &Path| {
        let output = Command::new("promtool").args(args).arg(file).output().ok()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", file.display());
        Some(said)
    };
    if promtool(&["check", "rules"], &deploy().join("alerts.yml")).is_none() {
        eprintln!("skipped: there is no promtool; Debian has it in the package prometheus");
        return;
    }
    promtool(&["test", "rules"], &deploy().join("alerts_test.yml"));
    let rules: String = expressions()
        .iter()
        .enumerate()
        .map(|(n, expr)| {
            format!("  - record: board:{n}\n    expr: {}\n", Value::String(expr.clone()))
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("board.yml");
    std::fs::write(&file, format!("groups:\n- name: board\n  rules:\n{rules}")).unwrap();
    let said = promtool(&["check", "rules"], &file).unwrap();
    assert!(said.contains(&format!("{} rules found", expressions().len())), "{said}");
}
