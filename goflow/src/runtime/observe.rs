//! What a run tells through `tracing`: its start and its end.

use std::sync::Arc;

use tracing::Instrument;

use crate::error::Error;
use crate::report::Report;

use super::builder::StageJob;
use super::supervise::Job;

impl Job {
    /// Runs all workers to their end, in a span that is named for the pipeline.
    pub(crate) async fn observed(self: Arc<Self>, stages: Vec<StageJob>) -> Result<Report, Error> {
        let name = self.name.as_deref().unwrap_or("pipeline");
        // Not `name`: formats that write spans as objects have their own name there.
        let span = tracing::info_span!("pipeline", pipeline = name);
        let workers = stages.iter().map(|stage| stage.workers).sum::<usize>();
        async {
            tracing::info!(nodes = self.nodes.len(), workers, "started");
            let result = self.supervise(stages).await;
            let seconds = self.started.elapsed().as_secs_f64();
            match &result {
                Ok(_) => tracing::info!(seconds, "ended"),
                Err(error @ (Error::Aborted | Error::Interrupted)) => {
                    tracing::warn!(seconds, %error, "ended");
                }
                Err(error) => tracing::error!(seconds, %error, "failed"),
            }
            result
        }
        .instrument(span)
        .await
    }
}
