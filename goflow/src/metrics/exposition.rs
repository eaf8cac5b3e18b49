//! All metrics of a run as text, for whoever scrapes.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, text};
use prometheus_client::registry::Registry;

use crate::runtime::Supervisor;

use super::families::Families;
use super::{build, engine, own, plain, process, tokio};

/// The two texts that Prometheus reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// [OpenMetrics](https://prometheus.io/docs/specs/om/open_metrics_spec/) 1.0, for who asks for it.
    OpenMetrics,
    /// Prometheus' own, for everybody else: what `promtool check metrics` reads.
    Plain,
}

impl Format {
    /// The one that an `Accept` header asks for.
    pub(crate) fn of(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") {
            Self::OpenMetrics
        } else {
            Self::Plain
        }
    }

    /// What the answer says it is.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Plain => "text/plain; version=0.0.4; charset=utf-8",
        }
    }
}

/// The metrics of one run.
#[derive(Debug)]
pub(crate) struct Exposition {
    registry: Registry,
}

impl Exposition {
    pub(crate) fn new(job: Arc<Supervisor>) -> Self {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Scrape { job }));
        Self { registry }
    }

    /// What is counted now.
    pub(crate) fn text(&self, format: Format) -> Result<String, fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(match format {
            Format::OpenMetrics => text,
            Format::Plain => plain::from_open_metrics(&text),
        })
    }
}

/// Reads the counters where they are: nothing is kept twice.
struct Scrape {
    job: Arc<Supervisor>,
}

impl fmt::Debug for Scrape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrape").finish_non_exhaustive()
    }
}

impl Collector for Scrape {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut families = Families::new(encoder, self.job.name());
        engine::write(&mut families, &self.job)?;
        own::write(&mut families, &self.job.run.metrics)?;
        build::write(&mut families)?;
        process::write(&mut families)?;
        tokio::write(&mut families)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_what_the_reader_asks_for() {
        let prometheus =
            "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
        assert_eq!(Format::of(prometheus), Format::OpenMetrics);
        assert_eq!(Format::of("*/*"), Format::Plain);
        assert_eq!(Format::of(""), Format::Plain);
    }
}
