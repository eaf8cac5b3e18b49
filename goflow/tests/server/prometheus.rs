//! A real Prometheus scrapes a pipeline, and is asked what it knows.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::http::get;
use super::{arrived, busy, start};

/// Ended with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The answers to an expression: each with its labels and its value.
async fn query(address: SocketAddr, expression: &str) -> Vec<(Value, f64)> {
    let encoded: String = expression.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let answer = get(address, &format!("/api/v1/query?query={encoded}")).await;
    // What comes in pieces is put together by who knows that JSON has no newlines here.
    let json = answer.body.lines().find(|line| line.starts_with('{')).unwrap_or("{}");
    let json: Value = serde_json::from_str(json).unwrap_or_default();
    let results = json["data"]["result"].as_array().cloned().unwrap_or_default();
    let parse = |result: &Value| result["value"][1].as_str()?.parse().ok();
    results.iter().filter_map(|it| Some((it["metric"].clone(), parse(it)?))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prometheus_scrapes_a_pipeline() {
    if Command::new("prometheus").arg("--version").output().is_err() {
        eprintln!("skipped: there is no prometheus; Debian has a package of that name");
        return;
    }
    let (running, address) = start(busy());
    arrived(&running, "slow", 10).await;

    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("prometheus.yml");
    let text = format!(
        "global: {{scrape_interval: 200ms, scrape_timeout: 200ms}}\n\
         scrape_configs: [{{job_name: goflow, static_configs: [{{targets: ['{address}']}}]}}]\n"
    );
    std::fs::write(&config, text).unwrap();
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = Command::new("prometheus")
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()))
        .arg(format!("--web.listen-address={free}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _server = Server(server);

    let begun = Instant::now();
    while tokio::net::TcpStream::connect(free).await.is_err()
        || query(free, "rate(goflow_node_received_events_total{node=\"slow\"}[5s])").await.len() < 2
    {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing was scraped");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(query(free, "up").await[0].1, 1.0);
    // What was scraped is what is counted.
    let (labels, scraped) =
        query(free, "sum by (pipeline) (goflow_node_received_events_total)").await[0].clone();
    assert_eq!(labels["pipeline"], "busy");
    let all: u64 = running.stats().nodes.iter().map(|node| node.received).sum();
    assert!(scraped > 0.0 && scraped <= all as f64, "{scraped} of {all}");
    let delay = "histogram_quantile(0.99, sum by (le) (goflow_pipeline_end_to_end_seconds_bucket))";
    let (_, delay) = query(free, delay).await[0].clone();
    assert!(delay > 0.0 && delay < 60.0, "{delay}");
    // The older text is asked for by nobody: this Prometheus takes OpenMetrics.
    let types = get(free, "/api/v1/targets/metadata?metric=goflow_node_busy_seconds").await.body;
    assert!(types.contains("\"counter\""), "{types}");
    running.abort().await;
}
