//! The outputs of a run: what they have prepared is shown when all is well, or taken away.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::{BoxFuture, FutureExt};

use crate::error::BoxError;
use crate::node::{Committable, Output};

use super::info::NodeInfo;
use super::patience::{PATIENCE, patience};
use super::run::Run;

/// All outputs of one run, in the order in which their workers were made.
#[derive(Default)]
pub(crate) struct Outputs(Mutex<Vec<Prepared>>);

/// One output, and what its workers have prepared so far.
struct Prepared {
    node: Arc<NodeInfo>,
    output: Arc<dyn Commit>,
    parts: Vec<Committable>,
}

/// An [`Output`] of any type.
trait Commit: Send + Sync {
    fn commit(self: Arc<Self>, parts: Vec<Committable>)
    -> BoxFuture<'static, Result<(), BoxError>>;
    fn abort(self: Arc<Self>, parts: Vec<Committable>) -> BoxFuture<'static, Result<(), BoxError>>;
}

impl<O: Output> Commit for O {
    fn commit(
        self: Arc<Self>,
        parts: Vec<Committable>,
    ) -> BoxFuture<'static, Result<(), BoxError>> {
        async move { Output::commit(&*self, parts).await }.boxed()
    }
    fn abort(self: Arc<Self>, parts: Vec<Committable>) -> BoxFuture<'static, Result<(), BoxError>> {
        async move { Output::abort(&*self, parts).await }.boxed()
    }
}

impl Outputs {
    /// A worker of `output` is made.
    pub(crate) fn add<O: Output>(&self, node: &Arc<NodeInfo>, output: &Arc<O>) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !list.iter().any(|known| Arc::ptr_eq(&known.node, node)) {
            let (node, output) = (node.clone(), output.clone());
            list.push(Prepared { node, output, parts: Vec::new() });
        }
    }

    /// A worker of `node` has prepared these.
    pub(crate) fn prepared(&self, node: &Arc<NodeInfo>, parts: Vec<Committable>) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = list.iter_mut().find(|known| Arc::ptr_eq(&known.node, node)) {
            known.parts.extend(parts);
        }
    }

    fn take(&self) -> std::vec::IntoIter<Prepared> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter()
    }
}

/// Every worker has ended. Shows what outputs prepared if all went well; else, and from the first
/// output on that cannot, takes it away.
///
/// That is the decision, and whoever wants the run to end later than that waits: of some outputs the
/// events would be seen, and of others not. An output that takes long is not waited for without end.
pub(crate) async fn decide(run: &Run) {
    let mut shows = run.shows();
    let late = async {
        run.asked().await;
        patience(PATIENCE).await;
    };
    let mut late = std::pin::pin!(late);
    for Prepared { node, output, parts } in run.outputs.take() {
        if shows {
            let committing = AssertUnwindSafe(output.clone().commit(parts.clone()));
            let committed = tokio::select! {
                biased;
                committed = committing.catch_unwind() => Some(committed),
                () = &mut late => None,
            };
            match committed {
                Some(Ok(Ok(()))) => continue,
                Some(Ok(Err(error))) => run.fail(&node.name(), 0, error),
                Some(Err(payload)) => run.panicked(&node.name(), 0, payload.as_ref()),
                None => run.give_up(),
            }
            shows = false;
        }
        // The first cause is kept; what could not be taken away as well has hidden names.
        let _ = AssertUnwindSafe(output.abort(parts)).catch_unwind().await;
    }
}

impl fmt::Debug for Outputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_map().entries(list.iter().map(|known| (known.node.name(), &known.parts))).finish()
    }
}
