//! What `/stats` says of a run.

use std::time::Duration;

use serde_json::Value;

use super::http::get;
use super::{arrived, busy, start};

fn named<'v>(stats: &'v Value, node: &str) -> &'v Value {
    stats["nodes"].as_array().unwrap().iter().find(|it| it["name"] == node).unwrap()
}

fn seconds(node: &Value, what: &str) -> f64 {
    node[format!("{what}_seconds")].as_f64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_output_is_busy_and_holds_back_what_is_before_it() {
    let (running, address) = start(busy());
    arrived(&running, "slow", 300).await;
    let text = get(address, "/stats").await.body;
    let stats: Value = serde_json::from_str(&text).unwrap();
    let uptime = stats["uptime_seconds"].as_f64().unwrap();
    let (forever, checked) = (named(&stats, "forever"), named(&stats, "checked"));
    let slow = named(&stats, "slow");
    assert!(seconds(forever, "backpressured") > uptime * 0.5, "{forever}");
    assert!(seconds(checked, "backpressured") > uptime * 0.5, "{checked}");
    assert!(seconds(slow, "busy") > uptime, "two workers that are always at it: {slow}");
    for node in stats["nodes"].as_array().unwrap() {
        let all = ["busy", "idle", "backpressured"].map(|it| seconds(node, it)).iter().sum::<f64>();
        let workers = node["workers"].as_array().unwrap().len() as f64;
        // Workers start a moment after the pipeline.
        assert!((uptime * 0.9..=uptime * 1.01).contains(&(all / workers)), "{uptime} of {node}");
    }
    running.abort().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_and_edges_say_what_went_where() {
    let (running, address) = start(busy());
    arrived(&running, "slow", 50).await;
    let (settled, stats) = loop {
        // Two documents between which nothing moves: all lanes are full, or all is at rest.
        let stats: Value = serde_json::from_str(&get(address, "/stats").await.body).unwrap();
        if named(&stats, "checked")["errors"].as_u64() > Some(0) {
            break (running.stats(), stats);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let checked = named(&stats, "checked");
    let error = checked["last_errors"][0]["message"].as_str().unwrap();
    assert!(error.ends_with(" ends in 1"), "{error}");
    assert_eq!(checked["settings"], "(c 1, buf 64)");
    assert_eq!(named(&stats, "slow")["arguments"], "slow(Duration::from_millis(1))");
    assert_eq!(named(&stats, "forever")["arguments"], Value::Null);
    assert_eq!(named(&stats, "slow")["workers"].as_array().unwrap().len(), 2);
    let edges = stats["edges"].as_array().unwrap();
    let arrows: Vec<String> = edges
        .iter()
        .map(|edge| format!("{} {} {}", edge["from"], edge["label"], edge["to"]))
        .collect();
    assert_eq!(
        arrows,
        [
            r#""forever" null "some""#,
            r#""some" null "checked""#,
            r#""checked" null "slow""#,
            r#""checked" "err" "discard""#,
            r#""some" "when" "also""#
        ]
    );
    let (to_slow, when) = (&edges[2], &edges[4]);
    assert_eq!(to_slow["capacity"], 8);
    assert!(to_slow["queued"].as_u64() <= Some(8) && to_slow["queued"].as_u64() > Some(0));
    assert_eq!((&when["queued"], &edges[0]["capacity"]), (&Value::Null, &Value::Null));
    let (passed, refused) = (when["events"].as_u64().unwrap(), when["refused"].as_u64().unwrap());
    // Of 1, 2, 3, 5, 6, 7, … a third is even.
    assert!(refused > passed && passed > 0, "{when}");
    assert!(settled.node("slow").is_some_and(|node| node.received >= 50));
    running.abort().await;

    let report = busy_to_an_end().await;
    let edges: Vec<(u64, u64)> = report.edges.iter().map(|it| (it.events, it.refused)).collect();
    assert_eq!(edges, [(1000, 0), (750, 0), (675, 0), (75, 0), (250, 500)]);
}

/// The same shape, with a thousand events.
async fn busy_to_an_end() -> goflow::Report {
    use goflow::prelude::*;
    #[source]
    fn thousand() -> impl Iterator<Item = u64> {
        0..1000
    }
    #[task]
    fn some(n: u64) -> Option<u64> {
        (!n.is_multiple_of(4)).then_some(n)
    }
    #[task]
    fn checked(n: u64, k: &mut Local<u64>) -> Result<u64, String> {
        **k += 1;
        if k.is_multiple_of(10) { Err(n.to_string()) } else { Ok(n) }
    }
    let flow = pipeline! {
        thousand -> some -> checked (buf 64) -> slow: discard (c 2, buf 8);
        checked -[err]-> discard;
        some -[when |n| n % 2 == 0]-> also: discard;
    };
    flow.run().await.unwrap()
}
