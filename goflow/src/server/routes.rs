//! Which path has which answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::connection::REQUEST;
use super::dashboard;
use super::watch::Watch;
use crate::metrics::Format;

/// The stream of events.
pub(super) const EVENTS: &str = "/events";

/// What the page may do: nothing that leaves this server.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

const NOT_FOUND: &str = "nothing is here; there are / /metrics /health /ready /stats /events \
                         /graph.svg /graph.dot /graph.mermaid /graph.json\n";

type Watched = State<Arc<Watch>>;

pub(super) fn router(watch: Arc<Watch>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/metrics", get(metrics))
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/stats", get(stats))
        .route(EVENTS, get(events))
        .route("/graph.svg", get(svg))
        .route("/graph.dot", get(dot))
        .route("/graph.mermaid", get(mermaid))
        .route("/graph.json", get(json))
        .fallback(async || (StatusCode::NOT_FOUND, NOT_FOUND))
        .layer(from_fn(only_get))
        .with_state(watch)
}

/// Refuses all other methods; what is answered is never kept and never taken for something else.
async fn only_get(request: Request, next: Next) -> Response {
    let mut response = if request.method() != Method::GET {
        let allow = [(ALLOW, "GET")];
        (StatusCode::METHOD_NOT_ALLOWED, allow, "only GET is answered here\n").into_response()
    } else if size(&request) > REQUEST {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response()
    } else {
        next.run(request).await
    };
    let sniff = HeaderName::from_static("x-content-type-options");
    let fixed =
        [(CACHE_CONTROL, "no-store"), (sniff, "nosniff"), (CONTENT_SECURITY_POLICY, POLICY)];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Bytes of a request, near enough; what it brings beside its head is never read.
fn size(request: &Request) -> usize {
    let headers = request.headers().iter();
    let lines = headers.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    let uri = request.uri();
    lines.sum::<usize>() + uri.path().len() + uri.query().map_or(0, str::len)
}

fn typed(content_type: &'static str, body: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, content_type)], body.into()).into_response()
}

async fn page(State(watch): Watched) -> Response {
    let page = move || {
        watch
            .page
            .get_or_init(|| dashboard::page(watch.job.name(), &watch.job.graph).into())
            .clone()
    };
    drawn("text/html; charset=utf-8", page).await
}

/// To lay out a large graph takes long enough to hold up others.
async fn drawn<T: Into<Body> + Send + 'static>(
    content_type: &'static str,
    draw: impl FnOnce() -> T + Send + 'static,
) -> Response {
    match tokio::task::spawn_blocking(draw).await {
        Ok(text) => typed(content_type, text),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn metrics(State(watch): Watched, headers: HeaderMap) -> Response {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let format = Format::of(&accepted.collect::<Vec<_>>().join(","));
    match watch.metrics.text(format) {
        Ok(text) => typed(format.content_type(), text),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn health(State(watch): Watched) -> Response {
    let state = watch.state();
    let code = if state.runs() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, format!("{}\n", state.as_str())).into_response()
}

async fn ready(State(watch): Watched) -> Response {
    let left = watch.job.run.opening();
    if !watch.state().runs() {
        (StatusCode::SERVICE_UNAVAILABLE, "ended\n").into_response()
    } else if left > 0 {
        let text = format!("{left} workers have not opened what they read or write\n");
        (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
    } else {
        "ready\n".into_response()
    }
}

async fn stats(State(watch): Watched) -> Response {
    typed("application/json", watch.stats_text())
}

async fn events(State(watch): Watched) -> Response {
    match watch.events() {
        Some(events) => typed("text/event-stream", Body::from_stream(events)),
        None => {
            let text = "too many watch already: close another page first\n";
            (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
        }
    }
}

async fn svg(State(watch): Watched) -> Response {
    drawn("image/svg+xml", move || watch.job.graph.to_svg()).await
}

async fn dot(State(watch): Watched) -> Response {
    typed("text/vnd.graphviz; charset=utf-8", watch.job.graph.to_dot())
}

async fn mermaid(State(watch): Watched) -> Response {
    typed("text/plain; charset=utf-8", watch.job.graph.to_mermaid())
}

async fn json(State(watch): Watched) -> Response {
    typed("application/json", watch.job.graph.to_json())
}
