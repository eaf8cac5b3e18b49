//! What a run sends to an OpenTelemetry collector, taken by a stand-in that decodes it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use goflow::otel::Collector;
use goflow::prelude::*;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tracing_subscriber::layer::SubscriberExt as _;

/// Takes requests until nobody asks any more; gives what each one brought.
fn collector() -> (String, Receiver<(String, ExportTraceServiceRequest)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (send, requests) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Some(request) = answer(stream.unwrap()) else { continue };
            if send.send(request).is_err() {
                break;
            }
        }
    });
    (endpoint, requests)
}

fn answer(mut stream: TcpStream) -> Option<(String, ExportTraceServiceRequest)> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        })?;
        let body = &bytes[end + 4..];
        if body.len() >= length {
            let request = ExportTraceServiceRequest::decode(body).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
            return Some((head, request));
        }
    }
}

fn text(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|it| it.key == key)?.value.as_ref()?;
    match found.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Runs with all that it says going to a collector; gives what that got.
fn observed(flow: Pipeline) -> Vec<(String, ExportTraceServiceRequest)> {
    let (endpoint, requests) = collector();
    let collector = Collector::new(&endpoint, "flights").unwrap();
    let subscriber = tracing_subscriber::registry().with(collector.layer());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tracing::subscriber::with_default(subscriber, || {
        let _ = runtime.block_on(flow.run());
    });
    drop(runtime);
    drop(collector);
    let mut all = Vec::new();
    while let Ok(request) = requests.recv_timeout(Duration::from_millis(200)) {
        all.push(request);
    }
    all
}

fn spans(requests: &[(String, ExportTraceServiceRequest)]) -> Vec<Span> {
    let resources = requests.iter().flat_map(|(_, request)| &request.resource_spans);
    let scopes = resources.flat_map(|resource| &resource.scope_spans);
    scopes.flat_map(|scope| scope.spans.clone()).collect()
}

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn breaks(n: u64) -> Result<u64, String> {
    if n == 7 { Err("seven is too many".to_string()) } else { Ok(n) }
}

#[test]
fn a_run_is_a_span_with_its_workers_inside() {
    let requests = observed(pipeline! { numbers -> discard (c 2, buf 4); }.name("ten"));
    let (head, first) = &requests[0];
    assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
    assert!(head.to_ascii_lowercase().contains("content-type: application/x-protobuf"), "{head}");
    let service = &first.resource_spans[0].resource.as_ref().unwrap().attributes;
    assert_eq!(text(service, "service.name").as_deref(), Some("flights"));
    let spans = spans(&requests);
    let run = spans.iter().find(|span| span.name == "pipeline").unwrap();
    assert_eq!(text(&run.attributes, "pipeline").as_deref(), Some("ten"));
    assert!(run.parent_span_id.is_empty() && run.end_time_unix_nano > run.start_time_unix_nano);
    let events: Vec<_> = run.events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(events, ["started", "ended"]);
    let mut workers: Vec<_> = spans
        .iter()
        .filter(|span| span.name == "worker" && span.parent_span_id == run.span_id)
        .map(|span| {
            (text(&span.attributes, "node").unwrap(), text(&span.attributes, "worker").unwrap())
        })
        .collect();
    workers.sort();
    let expected = [("discard", "0"), ("discard", "1"), ("numbers", "0")];
    assert_eq!(workers, expected.map(|(node, worker)| (node.to_string(), worker.to_string())));
    assert_eq!(spans.len(), 4);
}

#[test]
fn an_error_is_an_event_of_its_worker() {
    let requests = observed(pipeline! { numbers -> breaks (buf 4) -> discard; });
    let spans = spans(&requests);
    let worker = spans.iter().find(|span| {
        span.name == "worker" && text(&span.attributes, "node").as_deref() == Some("breaks")
    });
    let failed = worker.unwrap().events.iter().find(|event| event.name == "failed").unwrap();
    assert_eq!(text(&failed.attributes, "error").as_deref(), Some("seven is too many"));
    let run = spans.iter().find(|span| span.name == "pipeline").unwrap();
    assert_eq!(run.events.last().map(|event| event.name.as_str()), Some("failed"));
}

#[test]
fn without_a_collector_the_run_is_the_same() {
    // A port that nobody listens on.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let collector = Collector::new(&format!("http://{free}"), "alone").unwrap();
    let subscriber = tracing_subscriber::registry().with(collector.layer());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let report = tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(pipeline! { numbers -> discard; }.run()).unwrap()
    });
    assert_eq!(report.node("discard").map(|node| node.received), Some(10));
}

#[test]
fn a_slow_batch_is_an_event_of_its_worker() {
    #[task]
    fn slow(n: u64) -> u64 {
        if n == 3 {
            std::thread::sleep(Duration::from_millis(1_050));
        }
        n
    }
    let spans = spans(&observed(pipeline! { numbers -> slow (buf 4) -> discard; }));
    let slow: Vec<_> = spans
        .iter()
        .flat_map(|span| span.events.iter().map(move |event| (span, event)))
        .filter(|(_, event)| event.name == "slow batch")
        .collect();
    assert_eq!(slow.len(), 1, "{spans:?}");
    let (span, event) = slow[0];
    assert_eq!(text(&span.attributes, "node").as_deref(), Some("slow"));
    assert_eq!(text(&event.attributes, "node").as_deref(), Some("slow"));
}
