//! Connections, and what they may cost: 64 at a time, one request each of at most 64 KiB, 10 seconds
//! for it and its answer, unless that is a stream of events.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

/// Connections at a time; others wait in the system's queue.
const CONNECTIONS: u32 = 64;
/// Bytes of a request.
pub(super) const REQUEST: usize = 64 * 1024;
/// Time for a request and its answer.
const TIME: Duration = Duration::from_secs(10);
/// How long to wait before the next try when the system has no more sockets.
const REST: Duration = Duration::from_millis(100);

/// All connections of a server.
pub(super) struct Connections {
    places: Arc<Semaphore>,
    accepting: JoinHandle<()>,
}

impl Connections {
    pub(super) fn serve(listener: TcpListener, router: Router) -> Self {
        let places = Arc::new(Semaphore::new(CONNECTIONS as usize));
        let accepting = tokio::spawn(accept(listener, router, places.clone()));
        Self { places, accepting }
    }

    /// Lets answers that are under way arrive, for so long. Nobody listens after it.
    pub(super) async fn close(&mut self, limit: Duration) {
        // All places at once: nobody gets one any more, and those who have one are waited for.
        let _ = tokio::time::timeout(limit, self.places.acquire_many(CONNECTIONS)).await;
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Dropped, it drops all connections with it.
async fn accept(listener: TcpListener, router: Router, places: Arc<Semaphore>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(REST).await;
            continue;
        };
        // Only who is there needs a place: one that was kept for the next to come would be waited for
        // when the server closes.
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let router = router.clone();
        connections.spawn(async move {
            answer(stream, router).await;
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(stream: TcpStream, router: Router) {
    let streams = Arc::new(AtomicBool::new(false));
    let service = TowerToHyperService::new(router);
    let noted = streams.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        noted.store(request.uri().path() == super::routes::EVENTS, Relaxed);
        let answer = service.call(request);
        async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(TIME)
        .max_buf_size(REQUEST)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // That a reader goes away is no matter of ours.
    let done = tokio::time::timeout(TIME, connection.as_mut()).await.is_ok();
    if !done && streams.load(Relaxed) {
        let _ = connection.await;
    }
}
