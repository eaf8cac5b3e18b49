//! The server of a running pipeline: metrics for Prometheus, and the live page.
//!
//! | path | what |
//! |---|---|
//! | `/` | the live page |
//! | `/metrics` | OpenMetrics for who asks for it, else Prometheus' older text |
//! | `/health` | 200 while the pipeline runs, else 503 |
//! | `/ready` | 200 once every source and output is connected, else 503 |
//! | `/stats`, `/events` | see [`stats`] |
//! | `/graph.svg`, `/graph.dot`, `/graph.mermaid`, `/graph.json` | the graph |
//!
//! It answers nothing but GET, on the loopback interface unless it is told another address; see
//! [`connection`] for the limits.

mod address;
mod connection;
mod dashboard;
mod routes;
mod series;
mod snapshot;
mod stats;
mod watch;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::error::Error;
use crate::report::Report;
use crate::runtime::Supervisor;

pub(crate) use address::Bound;
use connection::Connections;
use watch::Watch;

/// How long those who watch may take to hear how it ended.
const FAREWELL: Duration = Duration::from_secs(1);

/// The server of one run.
pub(crate) struct Server {
    address: SocketAddr,
    watch: Arc<Watch>,
    connections: Connections,
    sampler: JoinHandle<()>,
}

impl Server {
    /// Answers from now on; called on a tokio runtime.
    pub(crate) fn start(bound: Bound, job: Arc<Supervisor>) -> Result<Self, Error> {
        let address = bound.address;
        let listener = bound.listener()?;
        let watch = Arc::new(Watch::new(job));
        let connections = Connections::serve(listener, routes::router(watch.clone()));
        let sampled = watch.clone();
        let sampler = tokio::spawn(async move {
            tokio::join!(series::sample(sampled.clone()), sampled.changes());
        });
        tracing::info!(url = %format_args!("http://{address}/"), "live page and metrics");
        Ok(Self { address, watch, connections, sampler })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells how the run ended, and closes.
    pub(crate) async fn end(mut self, result: &Result<Report, Error>) {
        self.sampler.abort();
        self.watch.end(result);
        self.connections.close(FAREWELL).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.sampler.abort();
    }
}
