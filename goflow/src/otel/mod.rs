//! Spans and events of a run, sent to an [OpenTelemetry](https://opentelemetry.io) collector.
//!
//! A run is a span `pipeline`, each of its workers is a span `worker` inside of it; what they say (a
//! start, an end, an error, a slow batch) are events of those spans. They go out as OTLP over HTTP, in
//! protobuf, from a thread of its own, so that no worker waits for a collector.

mod client;

use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracerProvider, Tracer};
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use crate::error::Error;
use client::Client;

/// How long the collector may take for one batch of spans.
const TIME: Duration = Duration::from_secs(5);

/// Where spans go, until it is dropped: that sends what is left.
///
/// ```no_run
/// use goflow::prelude::*;
/// use tracing_subscriber::layer::SubscriberExt as _;
/// use tracing_subscriber::util::SubscriberInitExt as _;
///
/// #[source]
/// fn numbers() -> impl Iterator<Item = u64> { 0..10 }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), goflow::Error> {
/// let collector = goflow::otel::Collector::new("http://127.0.0.1:4318", "numbers")?;
/// tracing_subscriber::registry().with(collector.layer()).init();
/// pipeline! { numbers -> discard; }.run().await?;
/// drop(collector);
/// # Ok(())
/// # }
/// ```
///
/// A program with the command line of `goflow::cli` does this by itself where
/// `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
#[derive(Debug)]
pub struct Collector {
    provider: SdkTracerProvider,
}

impl Collector {
    /// A collector that takes OTLP over HTTP at `endpoint`, `http://HOST:PORT`; spans are said to come
    /// from `service`.
    ///
    /// # Errors
    ///
    /// When the endpoint is no such address. Whether somebody listens there is seen only later, and
    /// costs spans, not the run.
    pub fn new(endpoint: &str, service: &str) -> Result<Self, Error> {
        let url = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
        Client::check(&url)?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client::new(TIME))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url)
            .with_timeout(TIME)
            .build()
            .map_err(Error::new)?;
        let resource = Resource::builder().with_service_name(service.to_string()).build();
        let provider = SdkTracerProvider::builder()
            .with_resource(resource)
            .with_batch_exporter(exporter)
            .build();
        Ok(Self { provider })
    }

    /// What hands spans to the collector, for any subscriber made of layers.
    pub fn layer<S>(&self) -> OpenTelemetryLayer<S, Tracer>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer().with_tracer(self.provider.tracer("goflow"))
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // That a collector is gone is its own matter.
        let _ = self.provider.shutdown();
    }
}
