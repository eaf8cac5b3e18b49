//! One worker of a stage: a tokio task that runs the stage's nodes.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;

use crate::node::Unwound;
use crate::stage::{Flow, Site};

use super::handoff::Load;
use super::info::NodeInfo;
use super::meter::Meter;
use super::run::Run;

/// What a worker runs, from its first event to its last.
pub type Job = BoxFuture<'static, Flow>;

/// One worker, while it is built and while it runs.
#[derive(Clone)]
pub struct Worker {
    pub(crate) run: Arc<Run>,
    pub(crate) index: usize,
    pub(crate) meter: Arc<Meter>,
    pub(crate) load: Arc<Load>,
    /// Jobs that came with this one: the far ends of sub-pipelines.
    more: Arc<Mutex<Vec<Task>>>,
    /// The stage's first node: it is built last, around the others.
    first: Arc<Mutex<Option<Arc<NodeInfo>>>>,
}

/// A job and the worker that does it.
pub(crate) struct Task {
    pub(crate) worker: Worker,
    pub(crate) job: Job,
}

impl Worker {
    pub(crate) fn new(run: &Arc<Run>, index: usize) -> Self {
        run.opens();
        Self {
            run: run.clone(),
            index,
            meter: Arc::default(),
            load: Arc::default(),
            more: Arc::default(),
            first: Arc::default(),
        }
    }

    /// Where a node runs that this worker runs.
    pub fn site(&self, info: &Arc<NodeInfo>) -> Site {
        let workers = info.settings.workers;
        info.add_meter(self.index.checked_rem(workers).unwrap_or(0), &self.meter);
        self.meter.set_head(info);
        *self.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(info.clone());
        Site {
            run: self.run.clone(),
            info: info.clone(),
            counters: info.counters_of(self.index),
            worker: self.index,
            meter: self.meter.clone(),
        }
    }

    /// Adds a worker of the same number, for the far end of a sub-pipeline.
    pub(crate) fn also(&self, job: impl FnOnce(Worker) -> Job) {
        let worker = Self::new(&self.run, self.index);
        let task = Task { job: job(worker.clone()), worker };
        self.more.lock().unwrap_or_else(PoisonError::into_inner).push(task);
    }

    pub(crate) fn take_more(&self) -> Vec<Task> {
        std::mem::take(&mut *self.more.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A panic ends the pipeline, in the name of the node that unwound; else the stage's first is
    /// to blame.
    pub(crate) fn panicked(&self, payload: &(dyn Any + Send)) {
        let node = Site::unwound();
        if payload.is::<Unwound>() {
            return;
        }
        let node = node.or_else(|| self.head());
        self.run.panicked(node.as_deref().unwrap_or("(engine)"), self.index, payload);
    }

    /// The name of the stage's first node.
    pub(crate) fn head(&self) -> Option<Arc<str>> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        first.as_ref().map(|node| node.name())
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.run.is_stopping()
    }
}
