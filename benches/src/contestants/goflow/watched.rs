//! goflow while somebody reads its counters.

use std::hint::black_box;
use std::time::Duration;

use goflow::{Error, Pipeline, Running};
use tokio::time::interval;

use super::total::{Parts, Total};
use super::{w1, w2};
use crate::contestants::on_tokio;
use crate::watch::Watch;
use crate::work::Sum;
use crate::work::w2::Seed;

/// How often they are read.
const EVERY: Duration = Duration::from_millis(100);

pub fn w1_watched(events: u64, watch: Watch) -> Sum {
    run(w1::fused(events), watch)
}

pub fn w1q_watched(events: u64, watch: Watch) -> Sum {
    run(w1::queued(events), watch)
}

pub fn w2_watched(events: u64, watch: Watch) -> Seed {
    run(w2::seed(events), watch)
}

fn run<T: Total>(flow: Parts<T>, watch: Watch) -> T {
    flow.total(|flow| {
        if let Err(error) = on_tokio(watched(flow, watch)) {
            panic!("{error}");
        }
    })
}

async fn watched(flow: Pipeline, watch: Watch) -> Result<(), Error> {
    let reader = match watch {
        Watch::Unread => return flow.run().await.map(drop),
        Watch::Read => {
            let running = flow.start();
            (tokio::spawn(read(running.handle())), running)
        }
        #[cfg(feature = "metrics")]
        Watch::Scraped => {
            let running = flow.metrics("127.0.0.1:0").start();
            let address = running.metrics_addr().expect("it was asked to serve metrics");
            (tokio::spawn(scrape(address)), running)
        }
    };
    let (reader, running): (_, Running) = reader;
    let report = running.wait().await;
    reader.abort();
    report.map(drop)
}

async fn read(handle: goflow::Handle) {
    let mut every = interval(EVERY);
    loop {
        every.tick().await;
        black_box(handle.stats());
    }
}

/// Asks as Prometheus does, a connection for each scrape.
#[cfg(feature = "metrics")]
async fn scrape(address: std::net::SocketAddr) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut every = interval(EVERY);
    loop {
        every.tick().await;
        let mut answer = Vec::new();
        let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = b"GET /metrics HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
        connection.write_all(request).await.unwrap();
        connection.read_to_end(&mut answer).await.unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "the metrics are not served");
    }
}
