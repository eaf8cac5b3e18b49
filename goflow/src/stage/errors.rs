//! Where a node's errors go: down its `err` edge, or they end the pipeline.

use std::time::{Instant, SystemTime};

use crate::error::{BoxError, Failed};

use crate::runtime::words;

use super::dynamic::AnyStep;
use super::site::Site;
use super::step::{Flow, Phase, Step};

/// What becomes of a node's errors of type `E`.
pub struct Errors<E> {
    to: To<E>,
    passed: u64,
}

enum To<E> {
    /// The pipeline ends with it.
    Fatal(fn(E) -> BoxError),
    /// It leaves by the `err` edge.
    Edge(AnyStep<Failed<E>>),
}

impl<E: Send + 'static> Errors<E> {
    /// No `err` edge.
    pub fn fatal(boxed: fn(E) -> BoxError) -> Self {
        Self { to: To::Fatal(boxed), passed: 0 }
    }

    /// Down an `err` edge.
    pub fn edge(to: impl Step<Failed<E>>) -> Self {
        Self { to: To::Edge(Box::new(to)), passed: 0 }
    }

    #[cold]
    pub(crate) fn handle(&mut self, site: &Site, error: E) -> Flow {
        if let To::Fatal(boxed) = &self.to {
            return Err(site.fail(boxed(error)));
        }
        let node = site.info.name().to_string();
        let time = SystemTime::now();
        site.count_error(time, || words(&error));
        let failed = Failed { error, node, worker: site.worker, time };
        site.call(|| self.pass(failed))
    }

    /// An error that already says where it arose: from inside a sub-pipeline.
    pub(crate) fn pass(&mut self, failed: Failed<E>) -> Flow {
        match &mut self.to {
            To::Fatal(_) => Ok(()),
            To::Edge(edge) => {
                self.passed += 1;
                edge.give(failed)
            }
        }
    }

    /// The way to an error that ends the pipeline, where there is no edge.
    pub(crate) fn boxed(&self) -> Option<fn(E) -> BoxError> {
        match self.to {
            To::Fatal(boxed) => Some(boxed),
            To::Edge(_) => None,
        }
    }

    #[inline(always)]
    pub(crate) fn is_edge(&self) -> bool {
        matches!(self.to, To::Edge(_))
    }

    #[inline(always)]
    pub(crate) fn room(&self) -> usize {
        match &self.to {
            To::Fatal(_) => usize::MAX,
            To::Edge(edge) => edge.room(),
        }
    }

    #[inline(always)]
    pub(crate) fn due(&self) -> bool {
        match &self.to {
            To::Fatal(_) => false,
            To::Edge(edge) => edge.due(),
        }
    }

    pub(crate) async fn advance(&mut self, phase: Phase) -> Flow {
        self.publish();
        match &mut self.to {
            To::Fatal(_) => Ok(()),
            To::Edge(edge) => edge.advance(phase).await,
        }
    }

    #[inline]
    pub(crate) fn publish(&mut self) {
        if let To::Edge(edge) = &mut self.to {
            edge.publish(std::mem::take(&mut self.passed));
        }
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        match &self.to {
            To::Fatal(_) => None,
            To::Edge(edge) => edge.deadline(),
        }
    }
}
