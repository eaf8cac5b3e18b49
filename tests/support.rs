//! What all tests share: a guard against hanging, a source, and an output that remembers.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use goflow::prelude::*;
use goflow::{NodeReport, Report};
use tokio::sync::Notify;

/// A test that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs `future` to its end on a runtime of its own; fails when it hangs.
pub fn run<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let (done, wait) = channel();
    let thread = thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
        let value = runtime.block_on(future);
        runtime.shutdown_background();
        let _ = done.send(value);
    });
    match wait.recv_timeout(LIMIT) {
        Ok(value) => value,
        Err(RecvTimeoutError::Timeout) => panic!("hangs: it still runs after {LIMIT:?}"),
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => resume_unwind(panic),
            Ok(()) => panic!("the thread ended without a value"),
        },
    }
}

/// Runs a pipeline that must not fail.
pub fn done(flow: Pipeline) -> Report {
    run(async move { flow.run().await.unwrap_or_else(|error| panic!("{error}")) })
}

/// Runs a pipeline that must fail.
pub fn failed(flow: Pipeline) -> goflow::Error {
    run(async move { flow.run().await.expect_err("it must fail") })
}

/// A node's part of the report.
#[track_caller]
pub fn node<'r>(report: &'r Report, name: &str) -> &'r NodeReport {
    let names: Vec<_> = report.nodes.iter().map(|node| node.name.as_str()).collect();
    report.node(name).unwrap_or_else(|| panic!("no node `{name}` among {names:?}"))
}

/// `received`, `sent`, `errors` and `dropped` of a node.
#[track_caller]
pub fn counts(report: &Report, name: &str) -> [u64; 4] {
    let NodeReport { received, sent, errors, dropped, .. } = node(report, name);
    [*received, *sent, *errors, *dropped]
}

/// What came to one place, in the order in which it came.
pub struct Seen<T>(Arc<(Mutex<Vec<T>>, Notify)>);

impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Self(Arc::new((Mutex::new(Vec::new()), Notify::new())))
    }
}

impl<T> Seen<T> {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&self, value: T) {
        self.0.0.lock().unwrap().push(value);
        self.0.1.notify_waiters();
    }

    pub fn len(&self) -> usize {
        self.0.0.lock().unwrap().len()
    }

    /// Asks something of all that came.
    pub fn peek<R>(&self, f: impl FnOnce(&[T]) -> R) -> R {
        f(&self.0.0.lock().unwrap())
    }

    /// All that came, and from now on nothing.
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.0.lock().unwrap())
    }

    /// The same for what came in no known order.
    pub fn sorted(&self) -> Vec<T>
    where
        T: Ord,
    {
        let mut all = self.take();
        all.sort();
        all
    }

    /// Waits until at least `count` came.
    pub async fn until(&self, count: usize) {
        loop {
            let mut more = std::pin::pin!(self.0.1.notified());
            more.as_mut().enable();
            if self.len() >= count {
                return;
            }
            more.await;
        }
    }
}

/// `0..upto`
#[source]
pub fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}

/// What it is given.
#[source]
pub fn items<T: Event + Clone + Sync>(all: &Vec<T>) -> impl Iterator<Item = T> {
    all.iter().cloned()
}

/// An output that remembers.
#[output]
pub fn keep<T: Event>(event: T, seen: &Seen<T>) {
    seen.push(event);
}

/// An output that forgets.
#[output]
pub fn ignore<T: Event>(_event: &T) {}

/// Texts as `String`s.
pub fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| text.to_string()).collect()
}
