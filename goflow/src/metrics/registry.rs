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
    fn names_are_those_of_prometheus() {
        assert_eq!(problem("trades_rejected"), None);
        for wrong in ["", "1st", "a b", "a:b", "ä", "a-b"] {
            assert!(problem(wrong).is_some_and(|it| it.starts_with("write letters")), "{wrong}");
        }
        assert_eq!(problem("goflow_x").as_deref(), Some("names in `goflow_` are the engine's own"));
    }
}
