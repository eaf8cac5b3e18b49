//! What `/metrics` says, and that Prometheus' own checker finds nothing to say of it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::http::{get, request};
use super::{arrived, busy, start};

/// Series and values.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let sample = |line: &str| {
        let (series, value) = line.rsplit_once(' ').unwrap();
        (series.to_string(), value.parse().unwrap())
    };
    let all: Vec<_> = lines.map(sample).collect();
    let count = all.len();
    let all: BTreeMap<_, _> = all.into_iter().collect();
    assert_eq!(all.len(), count, "two samples of one series in\n{text}");
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_series_of_the_contract_is_there() {
    let (running, address) = start(busy());
    arrived(&running, "slow", 100).await;
    let text = get(address, "/metrics").await.body;
    let all = samples(&text);
    let value = |series: &str| *all.get(series).unwrap_or_else(|| panic!("no {series} in\n{text}"));
    let of = |name: &str, node: &str, worker: usize| {
        value(&format!(r#"{name}{{pipeline="busy",node="{node}",worker="{worker}"}}"#))
    };
    assert!(of("goflow_node_received_events_total", "slow", 1) > 20.0);
    assert!(of("goflow_node_sent_events_total", "forever", 0) > 100.0);
    assert!(of("goflow_node_dropped_events_total", "some", 0) > 20.0);
    assert!(of("goflow_node_errors_total", "checked", 0) > 5.0);
    assert!(of("goflow_node_busy_seconds_total", "slow", 0) > 0.0);
    assert!(of("goflow_node_backpressured_seconds_total", "checked", 0) > 0.0);
    of("goflow_node_idle_seconds_total", "slow", 0);
    assert!(of("goflow_node_batch_duration_seconds_count", "checked", 0) > 0.0);
    // Two nodes are called `discard`, or would be: one of them has another name.
    assert!(of("goflow_node_received_events_total", "discard", 0) > 5.0);
    assert!(of("goflow_node_received_events_total", "also", 0) > 5.0);
    let edge = r#"{pipeline="busy",from="checked",to="slow"}"#;
    assert_eq!(value(&format!("goflow_edge_capacity_events{edge}")), 8.0);
    assert!(value(&format!("goflow_edge_queued_events{edge}")) <= 8.0);
    assert!(value(&format!("goflow_edge_events_total{edge}")) > 50.0);
    let delay = r#"goflow_pipeline_end_to_end_seconds_bucket{le="+Inf",pipeline="busy"}"#;
    assert!(value(delay) > 0.0);
    for name in ["goflow_build_info{", "process_start_time_seconds ", "tokio_workers "] {
        assert!(text.lines().any(|line| line.starts_with(name)), "no {name} in\n{text}");
    }
    // A program's own. All of them are of one node.
    assert!(of("seen_total", "some", 0) >= of("last", "some", 0));
    assert_eq!(of("size_count", "some", 0), {
        let inf = r#"size_bucket{le="+Inf",pipeline="busy",node="some",worker="0"}"#;
        value(inf)
    });
    running.abort().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_texts_have_the_same_series_and_counters_only_grow() {
    let (running, address) = start(busy());
    arrived(&running, "slow", 10).await;
    let plain = samples(&get(address, "/metrics").await.body);
    let accept = "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3\r\n";
    let answer = request(address, "GET", "/metrics", accept).await;
    assert!(answer.head.contains("content-type: application/openmetrics-text; version=1.0.0"));
    assert!(answer.body.ends_with("# EOF\n"), "{}", answer.body);
    let mut before = samples(&answer.body);
    assert_eq!(plain.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(3)).await;
        let now = samples(&get(address, "/metrics").await.body);
        for (series, value) in &now {
            let counts = ["_total{", "_bucket{", "_count{", "_sum{"];
            if counts.iter().any(|it| series.contains(it)) {
                assert!(*value >= before[series], "{series}: {} {value}", before[series]);
            }
        }
        before = now;
    }
    running.abort().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promtool_finds_nothing_to_say() {
    if Command::new("promtool").arg("--version").output().is_err() {
        eprintln!("skipped: there is no promtool; Debian has it in the package prometheus");
        return;
    }
    let (running, address) = start(busy());
    arrived(&running, "slow", 100).await;
    let text = get(address, "/metrics").await.body;
    running.abort().await;
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    promtool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = promtool.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert_eq!((output.status.code(), said.concat().as_str()), (Some(0), ""), "{text}");
}
