//! The stream of what happens, a second at a time.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;

use super::{arrived, busy, start};

/// The next event's number and document; `None` at the end.
async fn next(lines: &mut Lines<BufReader<TcpStream>>) -> Option<(u64, Value)> {
    let (mut id, mut data) = (None, None);
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some(text) = line.strip_prefix("id: ") {
            id = text.trim().parse().ok();
        } else if let Some(text) = line.strip_prefix("data: ") {
            data = Some(serde_json::from_str(text).unwrap());
        } else if line.trim().is_empty()
            && let (Some(id), Some(data)) = (id, data.take())
        {
            return Some((id, data));
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_comes_at_once_one_each_second_and_one_at_the_end() {
    let (running, address) = start(busy());
    arrived(&running, "slow", 10).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /events HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let begun = Instant::now();
    let mut lines = BufReader::new(stream).lines();
    let (first, stats) = next(&mut lines).await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
    assert_eq!((&stats["state"], &stats["ready"]), (&"running".into(), &true.into()));
    for second in first + 1..first + 4 {
        let (id, stats) = next(&mut lines).await.unwrap();
        assert_eq!(id, second);
        let series = stats["series"].as_array().unwrap();
        assert_eq!(series.len(), 1);
        assert!(series[0]["events_out"].as_u64().unwrap() > 0, "{}", series[0]);
        assert!(series[0]["p99_seconds"].as_f64().unwrap() > 0.0, "{}", series[0]);
    }
    let took = begun.elapsed().as_secs_f64();
    assert!((1.9..6.0).contains(&took), "{took}");

    let stopping = tokio::spawn(running.stop());
    let mut last = Value::Null;
    while let Some((_, stats)) = next(&mut lines).await {
        last = stats;
    }
    assert_eq!((&last["state"], &last["error"]), (&"done".into(), &Value::Null));
    stopping.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_told_to_those_who_watch() {
    use goflow::prelude::*;
    #[source]
    fn forever() -> impl Iterator<Item = u64> {
        0..
    }
    #[task]
    async fn breaks(n: u64) -> Result<u64, String> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        if n > 500 { Err("too many".to_string()) } else { Ok(n) }
    }
    let (running, address) = start(pipeline! { forever -> breaks -> discard; });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /events HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut last = Value::Null;
    while let Some((_, stats)) = next(&mut lines).await {
        last = stats;
    }
    let error = running.wait().await.unwrap_err().to_string();
    assert_eq!(error, "node `breaks`, worker 0: too many");
    assert_eq!((&last["state"], &last["error"]), (&"failed".into(), &error.into()));
    assert_eq!(last["nodes"][1]["last_errors"][0]["message"], "too many");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_may_watch() {
    let (running, address) = start(busy());
    let request = format!("GET /events HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut watching = Vec::new();
    for _ in 0..32 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        next(&mut lines).await.unwrap();
        watching.push(lines);
    }
    let answer = super::http::get(address, "/events").await;
    assert_eq!((answer.code, answer.body.contains("too many watch")), (503, true));
    assert_eq!(super::http::get(address, "/health").await.code, 200);
    drop(watching);
    running.abort().await;
}
