//! Writes families of metrics: a name, and a value for each set of labels.

use std::fmt;

use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Unit;

use crate::runtime::Durations;

/// The labels of one series.
pub(super) type Labels = Vec<(&'static str, String)>;

/// Where families go.
pub(super) struct Families<'e> {
    encoder: DescriptorEncoder<'e>,
    pipeline: String,
}

/// Bounds of the histograms of durations, in seconds.
const SECONDS: [f64; 20] = [
    1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5,
    1.0, 2.5, 5.0, 10.0, 50.0,
];

impl<'e> Families<'e> {
    pub(super) fn new(encoder: DescriptorEncoder<'e>, pipeline: &str) -> Self {
        Self { encoder, pipeline: pipeline.to_string() }
    }

    /// The labels of something of this pipeline.
    pub(super) fn labels(&self, more: &[(&'static str, &str)]) -> Labels {
        let pipeline = [("pipeline", self.pipeline.as_str())];
        let all = pipeline.iter().chain(more);
        all.map(|(key, value)| (*key, (*value).to_string())).collect()
    }

    /// A counter that counts things.
    pub(super) fn counts(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels, u64)>,
    ) -> fmt::Result {
        self.family(name, help, None, MetricType::Counter, samples, |series, value| {
            series.encode_counter::<NoLabelSet, _, f64>(value, None)
        })
    }

    /// A counter of time; `_seconds` is added to its name.
    pub(super) fn seconds(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels, f64)>,
    ) -> fmt::Result {
        let (unit, kind) = (Some(&Unit::Seconds), MetricType::Counter);
        self.family(name, help, unit, kind, samples, |series, value| {
            series.encode_counter::<NoLabelSet, _, f64>(value, None)
        })
    }

    /// Something that goes up and down.
    pub(super) fn gauges(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels, f64)>,
    ) -> fmt::Result {
        self.family(name, help, None, MetricType::Gauge, samples, |series, value| {
            series.encode_gauge(value)
        })
    }

    /// A histogram of durations; `_seconds` is added to its name.
    pub(super) fn durations(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels, Durations)>,
    ) -> fmt::Result {
        let samples = samples.into_iter().map(|(labels, durations)| {
            (labels, durations.sum().as_secs_f64(), durations.within(&SECONDS))
        });
        self.histograms(name, help, Some(&Unit::Seconds), samples)
    }

    /// Histograms by their sums and buckets.
    pub(super) fn histograms(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        samples: impl IntoIterator<Item = (Labels, f64, Vec<(f64, u64)>)>,
    ) -> fmt::Result {
        let samples = samples.into_iter().map(|(labels, sum, buckets)| (labels, (sum, buckets)));
        let kind = MetricType::Histogram;
        self.family(name, help, unit, kind, samples, |series, (sum, buckets)| {
            let count = buckets.iter().map(|(_, count)| count).sum();
            series.encode_histogram::<NoLabelSet>(*sum, count, buckets, None)
        })
    }

    /// A family, if it has any series.
    fn family<V>(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        kind: MetricType,
        samples: impl IntoIterator<Item = (Labels, V)>,
        encode: impl Fn(&mut MetricEncoder<'_>, &V) -> fmt::Result,
    ) -> fmt::Result {
        let mut samples = samples.into_iter().peekable();
        if samples.peek().is_none() {
            return Ok(());
        }
        let mut family = self.encoder.encode_descriptor(name, help, unit, kind)?;
        for (labels, value) in samples {
            match labels.is_empty() {
                true => encode(&mut family, &value)?,
                false => encode(&mut family.encode_family(&labels)?, &value)?,
            }
        }
        Ok(())
    }

    /// Facts as labels; `_info` is added to the name.
    pub(super) fn info(&mut self, name: &str, help: &str, facts: &Labels) -> fmt::Result {
        let mut info = self.encoder.encode_descriptor(name, help, None, MetricType::Info)?;
        info.encode_info(facts)
    }
}
