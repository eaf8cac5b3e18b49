//! The server of a running pipeline, asked as Prometheus and browsers ask it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

mod browser;
mod deploy;
mod events;
mod http;
mod limits;
mod metrics;
mod page;
mod prometheus;
mod stats;

use std::time::Duration;

use goflow::Running;
use goflow::prelude::*;

/// What the tests run: events without end, some dropped, some failing, a slow output.
fn busy() -> Pipeline {
    #[source]
    fn forever(ctx: &mut Context) -> impl Iterator<Item = u64> + use<> {
        let progress = ctx.progress();
        progress.set_total(1 << 40);
        (0..).inspect(move |_| progress.add(8))
    }
    #[task]
    fn some(n: u64, ctx: &mut Context) -> Option<u64> {
        ctx.counter("seen").add(1);
        ctx.gauge("last").set(n as f64);
        ctx.histogram("size").observe(n as f64 / 1e3);
        (!n.is_multiple_of(4)).then_some(n)
    }
    #[task]
    fn checked(n: u64) -> Result<u64, String> {
        if n % 10 == 1 { Err(format!("{n} ends in 1")) } else { Ok(n) }
    }
    #[output]
    async fn slow(_: u64, pause: &Duration) {
        tokio::time::sleep(*pause).await;
    }
    pipeline! {
        forever -> some -> checked (buf 64) -> slow(Duration::from_millis(1)) (c 2, buf 8);
        checked -[err]-> discard;
        some -[when |n| n % 2 == 0]-> also: discard;
    }
    .name("busy")
}

/// Starts a pipeline with a server of its own.
fn start(flow: Pipeline) -> (Running, std::net::SocketAddr) {
    let running = flow.metrics("127.0.0.1:0").start();
    let address = running.metrics_addr().expect("it listens");
    (running, address)
}

/// Waits until that many events arrived.
async fn arrived(running: &Running, node: &str, events: u64) {
    while running.stats().node(node).is_none_or(|node| node.received < events) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
