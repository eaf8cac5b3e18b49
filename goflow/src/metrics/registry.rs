//! A program's own metrics by name, node and worker.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::user::{Counter, Gauge, Histogram};

/// What names of the engine's own series begin with.
const TAKEN: [&str; 4] = ["goflow_", "process_", "tokio_", "__"];

/// All that functions of one run asked for.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    families: Mutex<BTreeMap<String, Vec<Series>>>,
}

/// What one worker of one node counts under one name.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) node: Arc<str>,
    pub(crate) worker: usize,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Counter(Counter),
    Gauge(Gauge),
    Histogram(Histogram),
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Counter(_) => "counter",
            Self::Gauge(_) => "gauge",
            Self::Histogram(_) => "histogram",
        }
    }

    /// What the samples of a family of that name are called, beside the name itself.
    fn suffixes(&self) -> &'static [&'static str] {
        match self {
            Self::Counter(_) => &["_total", "_created"],
            Self::Gauge(_) => &[],
            Self::Histogram(_) => &["_bucket", "_count", "_sum", "_created"],
        }
    }
}

impl Registry {
    /// The series of that name; `make` makes it when it is asked for the first time.
    ///
    /// # Panics
    ///
    /// When the name is none, or one of another kind: what the program means is then unknown.
    pub(crate) fn series(
        &self,
        name: &str,
        node: &Arc<str>,
        worker: usize,
        make: impl FnOnce() -> Value,
    ) -> Value {
        let new = make();
        // Counters get `_total` when they are shown.
        let name = match new {
            Value::Counter(_) => name.strip_suffix("_total").unwrap_or(name),
            _ => name,
        };
        if let Some(problem) = problem(name) {
            panic!("`{name}` cannot name a metric: {problem}");
        }
        let mut families = self.families.lock().unwrap_or_else(PoisonError::into_inner);
        let clash = (!families.contains_key(name)).then(|| clash(&families, name, &new)).flatten();
        if let Some((other, is)) = clash {
            drop(families);
            let asked = new.kind();
            panic!(
                "the {asked} `{name}` and the {is} `{other}` have samples of one name: name one differently"
            );
        }
        let family = families.entry(name.to_string()).or_default();
        if let Some(other) = family.first().filter(|it| it.value.kind() != new.kind()) {
            let (is, asked) = (other.value.kind(), new.kind());
            drop(families);
            panic!("the metric `{name}` is a {is}: name the {asked} differently");
        }
        match family.iter().find(|it| it.worker == worker && it.node == *node) {
            Some(known) => known.value.clone(),
            None => {
                family.push(Series { node: node.clone(), worker, value: new.clone() });
                new
            }
        }
    }

    /// All of them, by name.
    #[cfg(any(feature = "metrics", test))]
    pub(crate) fn read(&self) -> BTreeMap<String, Vec<Series>> {
        self.families.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Another family that has a sample of the same name, and its kind: who reads both would refuse all.
fn clash(
    families: &BTreeMap<String, Vec<Series>>,
    name: &str,
    new: &Value,
) -> Option<(String, &'static str)> {
    let is_of = |sample: &str, name: &str, value: &Value| {
        let rest = sample.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || value.suffixes().contains(&rest))
    };
    families.iter().find_map(|(other, all)| {
        let value = &all.first()?.value;
        let mut samples = new.suffixes().iter().map(|suffix| format!("{name}{suffix}"));
        let clashes = is_of(name, other, value) || samples.any(|it| is_of(&it, other, value));
        clashes.then(|| (other.clone(), value.kind()))
    })
}

fn problem(name: &str) -> Option<String> {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if !starts || !chars.all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Some("write letters, digits and `_`, and no digit first".into());
    }
    let taken = TAKEN.iter().find(|start| name.starts_with(**start))?;
    Some(format!("names in `{taken}` are the engine's own"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(registry: &Registry, name: &str, node: &str, worker: usize) -> Counter {
        match registry.series(name, &node.into(), worker, || Value::Counter(Counter::default())) {
            Value::Counter(counter) => counter,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_name_is_one_series_a_worker() {
        let registry = Registry::default();
        counter(&registry, "rejected", "a", 0).add(1);
        counter(&registry, "rejected_total", "a", 0).add(1);
        counter(&registry, "rejected", "a", 1).add(5);
        counter(&registry, "rejected", "b", 0).add(7);
        let all = registry.read();
        assert_eq!(all.keys().collect::<Vec<_>>(), ["rejected"]);
        let counts: Vec<u64> = all["rejected"]
            .iter()
            .map(|series| match &series.value {
                Value::Counter(counter) => counter.get(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(counts, [2, 5, 7]);
    }

    #[test]
    #[should_panic(expected = "the metric `rejected` is a counter: name the gauge differently")]
    fn a_name_is_of_one_kind() {
        let registry = Registry::default();
        counter(&registry, "rejected", "a", 0);
        registry.series("rejected", &"b".into(), 0, || Value::Gauge(Gauge::default()));
    }

    #[test]
    fn no_two_have_samples_of_one_name() {
        let gauge = || Value::Gauge(Gauge::default());
        let histogram = || Value::Histogram(Histogram::default());
        let counter = || Value::Counter(Counter::default());
        type Make<'a> = &'a dyn Fn() -> Value;
        let refused = |first: (&str, Make<'_>), second: (&str, Make<'_>)| {
            let registry = Registry::default();
            registry.series(first.0, &"a".into(), 0, first.1);
            let known = registry.read();
            clash(&known, second.0, &second.1()).is_some()
        };
        for (one, other) in [
            (("x", &counter as Make<'_>), ("x_total", &gauge as Make<'_>)),
            (("x", &counter), ("x_created", &gauge)),
            (("h", &histogram), ("h_count", &gauge)),
            (("h", &histogram), ("h_bucket", &gauge)),
            (("h", &histogram), ("h_sum", &counter)),
        ] {
            assert!(refused(one, other) && refused(other, one), "{} {}", one.0, other.0);
        }
        for (one, other) in [
            (("x", &counter as Make<'_>), ("x_count", &gauge as Make<'_>)),
            (("h", &histogram), ("h_total", &gauge)),
            (("h", &histogram), ("h_counted", &counter)),
            (("h", &histogram), ("hh", &histogram)),
        ] {
            assert!(!refused(one, other) && !refused(other, one), "{} {}", one.0, other.0);
        }
    }

    #[test]
    #[should_panic(expected = "the gauge `h_count` and the histogram `h` have samples of one name")]
    fn such_a_name_is_refused() {
        let registry = Registry::default();
        registry.series("h", &"a".into(), 0, || Value::Histogram(Histogram::default()));
        registry.series("h_count", &"b".into(), 0, || Value::Gauge(Gauge::default()));
    }

    #[test]
    fn names_are_those_of_prometheus() {
        assert_eq!(problem("trades_rejected"), None);
        for wrong in ["", "1st", "a b", "a:b", "ä", "a-b"] {
            assert!(problem(wrong).is_some_and(|it| it.starts_with("write letters")), "{wrong}");
        }
        assert_eq!(problem("goflow_x").as_deref(), Some("names in `goflow_` are the engine's own"));
    }
}
