//! `.follow()` through a whole pipeline: it goes on until it is stopped, and then ends in order.

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use goflow::json;
use goflow::prelude::*;

type Numbers = Arc<Mutex<Vec<u64>>>;

#[output]
fn collect(n: u64, numbers: &Numbers) {
    numbers.lock().unwrap().push(n);
}

async fn until(numbers: &Numbers, wanted: &[u64]) {
    let begun = Instant::now();
    while *numbers.lock().unwrap() != wanted {
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", numbers.lock().unwrap());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_folder_is_followed_until_the_pipeline_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = Numbers::default();
    let glob = folder.path().join("*.jsonl").to_string_lossy().into_owned();
    let flow = pipeline! {
        let lines = json::source::<u64>(glob).follow();
        lines -> collect(numbers.clone());
    };
    let running = flow.start();
    // Nothing is there yet.
    let mut file = std::fs::File::create(folder.path().join("a.jsonl")).unwrap();
    file.write_all(b"1\n2\n3").unwrap();
    until(&numbers, &[1, 2]).await;
    file.write_all(b"4\n").unwrap();
    until(&numbers, &[1, 2, 34]).await;
    std::fs::write(folder.path().join("b.jsonl"), "5\n6").unwrap();
    until(&numbers, &[1, 2, 34, 5]).await;
    let report = running.stop().await.unwrap();
    let lines = report.node("lines").unwrap();
    // The last line has no end, and stays unread.
    assert_eq!((lines.sent, lines.errors), (4, 0));
    assert_eq!((lines.bytes_read, lines.bytes_expected), (Some(9), None));
}
