//! What the server answers, and what it refuses.

use std::time::{Duration, Instant};

use goflow::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::http::{get, request, send};
use super::{busy, start};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_path_has_its_answer() {
    let (running, address) = start(busy());
    for (path, content, has) in [
        ("/", "text/html", "<html"),
        ("/metrics", "text/plain; version=0.0.4", "goflow_build_info{"),
        ("/health", "text/plain", ""),
        ("/stats", "application/json", "\"name\":\"busy\""),
        ("/graph.svg", "image/svg+xml", "<svg"),
        ("/graph.dot", "text/vnd.graphviz", "digraph"),
        ("/graph.mermaid", "text/plain", "flowchart LR"),
        ("/graph.json", "application/json", "\"name\": \"forever\""),
    ] {
        let answer = get(address, path).await;
        assert_eq!(answer.code, 200, "{path}: {}", answer.head);
        assert!(answer.head.contains(&format!("content-type: {content}")), "{}", answer.head);
        assert!(answer.head.contains("cache-control: no-store"), "{}", answer.head);
        assert!(answer.body.contains(has), "{path}: {}", answer.body);
    }
    let nowhere = get(address, "/metric").await;
    assert_eq!(nowhere.code, 404);
    assert!(nowhere.body.contains("/metrics"), "{}", nowhere.body);
    for method in ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "CONNECT"] {
        let answer = request(address, method, "/metrics", "Content-Length: 0\r\n").await;
        assert_eq!(answer.code, 405, "{method}: {}", answer.head);
        assert!(answer.head.contains("allow: get"), "{}", answer.head);
    }
    running.abort().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_ready_when_all_is_open_and_gone_when_all_is_done() {
    use goflow::{BoxError, Output, Writer};
    use std::convert::Infallible;
    use std::sync::Arc;
    use tokio::sync::Semaphore;

    struct Late(Arc<Semaphore>);
    struct Nothing;
    impl Output for Late {
        type Event = u64;
        type Error = Infallible;
        type Writer = Nothing;
        async fn open(&self, _: &Context) -> Result<Nothing, BoxError> {
            let _ = self.0.acquire().await;
            Ok(Nothing)
        }
    }
    impl Writer for Nothing {
        type Event = u64;
        type Error = Infallible;
        async fn write(&mut self, _: Vec<u64>, _: &mut Vec<Infallible>) -> Result<(), BoxError> {
            Ok(())
        }
    }
    #[source]
    fn forever() -> impl Iterator<Item = u64> {
        0..
    }

    let gate = Arc::new(Semaphore::new(0));
    let (running, address) =
        start(pipeline! { let late = Late(gate.clone()); forever -> late (buf 10); });
    let early = get(address, "/ready").await;
    assert_eq!(early.code, 503, "{}", early.body);
    let health = get(address, "/health").await;
    assert_eq!((health.code, health.body.as_str()), (200, "starting\n"));
    gate.add_permits(1);
    while get(address, "/ready").await.code != 200 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(get(address, "/health").await.body, "running\n");
    running.stop().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens after the end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_has_64_kib_and_10_seconds() {
    let (running, address) = start(busy());
    let header = format!("X-Long: {}\r\n", "x".repeat(70_000));
    assert_eq!(request(address, "GET", "/health", &header).await.code, 431);
    let header = format!("X-Long: {}\r\n", "x".repeat(50_000));
    assert_eq!(request(address, "GET", "/health", &header).await.code, 200);
    assert_eq!(send(address, b"what is this\r\n\r\n").await.code, 400);

    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: ").await.unwrap();
    let _ = stream.read_to_end(&mut Vec::new()).await;
    let took = begun.elapsed();
    assert!((9..=12).contains(&took.as_secs()), "{took:?}");
    running.abort().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_65_connections_the_last_one_waits() {
    let (running, address) = start(busy());
    let mut open = Vec::new();
    for _ in 0..64 {
        open.push(TcpStream::connect(address).await.unwrap());
    }
    let mut last = tokio::spawn(async move { get(address, "/health").await.code });
    let early = tokio::time::timeout(Duration::from_millis(300), &mut last).await;
    assert!(early.is_err(), "it was answered beside 64 others");
    open.pop();
    assert_eq!(last.await.unwrap(), 200);
    running.abort().await;
}

#[tokio::test]
async fn a_port_in_use_is_an_error_of_run_with_the_mend() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = busy().metrics(address).run().await.unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with(&format!("cannot listen on `{address}`: another program")), "{said}");
    assert!(said.ends_with("name a free port, or port 0 for any that is free"), "{said}");
    assert!(std::error::Error::source(&error).is_some());
}

/// The clock stands still unless somebody waits for it: a run that ends at once takes no time.
#[tokio::test(start_paused = true)]
async fn the_end_of_a_run_waits_for_nobody_who_is_not_there() {
    #[source]
    fn few() -> impl Iterator<Item = u64> {
        0..10
    }
    let flow = pipeline! { few -> discard; }.metrics("127.0.0.1:0");
    let begun = tokio::time::Instant::now();
    flow.run().await.unwrap();
    assert_eq!(begun.elapsed(), std::time::Duration::ZERO);
}
