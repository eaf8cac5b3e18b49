//! What a program counts itself.

use std::fmt;

use super::families::Families;
use super::registry::{Registry, Series, Value};

pub(super) fn write(families: &mut Families<'_>, registry: &Registry) -> fmt::Result {
    for (name, all) in registry.read() {
        let help = format!("Counted by the program in {}", nodes(&all));
        let (mut counts, mut gauges, mut histograms) = (Vec::new(), Vec::new(), Vec::new());
        for Series { node, worker, value } in &all {
            let labels = families.labels(&[("node", node), ("worker", &worker.to_string())]);
            match value {
                Value::Counter(counter) => counts.push((labels, counter.get())),
                Value::Gauge(gauge) => gauges.push((labels, gauge.get())),
                Value::Histogram(it) => histograms.push((labels, it.sum(), it.buckets())),
            }
        }
        families.counts(&name, &help, counts)?;
        families.gauges(&name, &help, gauges)?;
        families.histograms(&name, &help, None, histograms)?;
    }
    Ok(())
}

/// The nodes' names, once each.
fn nodes(all: &[Series]) -> String {
    let mut names: Vec<&str> = all.iter().map(|series| &*series.node).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
