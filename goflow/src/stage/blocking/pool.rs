//! What a function needs is lent to the pool for a job, and comes back.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::node::Tap;
use crate::stage::asynchronous::drive;
use crate::stage::function::Function;
use crate::stage::step::{Step, Stop};
use crate::stage::tail::Tail;

/// How long the pool is kept busy with events that wait before the worker looks around.
pub(super) const TURN: Duration = Duration::from_millis(1);

/// Runs `job` on the pool; a panic of it goes on here.
pub async fn on_pool<R: Send + 'static>(job: impl FnOnce() -> R + Send + 'static) -> R {
    match tokio::task::spawn_blocking(job).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(payload) => std::panic::resume_unwind(payload),
            // The runtime shuts down: whoever waits is about to be dropped.
            Err(_) => std::future::pending().await,
        },
    }
}

/// The arguments of one worker's function, and what it is lent.
pub(super) struct Pool<F: Function<In>, In> {
    args: Arc<F::Args>,
    /// Away while a job runs.
    lent: Option<F::Lent>,
}

impl<F: Function<In>, In> Pool<F, In> {
    pub(super) fn new(args: Arc<F::Args>, lent: F::Lent) -> Self {
        Self { args, lent: Some(lent) }
    }

    /// Runs `job` on the pool. What it pushes goes on meanwhile.
    pub(super) async fn run<R, X>(
        &mut self,
        main: Option<&Tap<F::Out>>,
        tail: &mut Tail<F::Error, F::Ports, X>,
        job: impl FnOnce(&F::Args, &mut F::Lent) -> R + Send + 'static,
    ) -> Result<R, Stop>
    where
        R: Send + 'static,
        X: Step<F::Out>,
    {
        let Some(mut lent) = self.lent.take() else {
            return Err(Stop);
        };
        let args = self.args.clone();
        let done = pin!(on_pool(move || (job(&args, &mut lent), lent)));
        let (result, lent) = drive(done, main, tail).await?;
        self.lent = Some(lent);
        Ok(result)
    }
}
