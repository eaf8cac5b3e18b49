//! Sources that push.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::node::{Tap, Unwound};
use crate::stage::{Errors, Flow, Func, Phase, PortList, Ports, Reply, Step, Tail, drive};

use super::super::meter::Waits;
use super::super::run::Run;
use super::super::worker::{Job, Worker};
use super::function::{CallListen, CallListenBlocking, prepare};

/// How long a source that watches `Context::stopped` may take to return.
const GRACE: Duration = Duration::from_secs(30);

/// Runs a stage on what an async function pushes.
pub fn listen<F: CallListen, X: Step<F::Pushed>>(
    value: &Func<F, F::Args>,
    worker: &Worker,
    next: X,
    errors: Errors<F::Error>,
    ports: Ports,
) -> Job {
    let (mut lent, mut tail) = prepare::<F, X>(value, worker, next, errors, ports);
    let main = F::main(&mut lent).tap();
    let (args, run, meter) = (value.args(), worker.run.clone(), worker.meter.clone());
    Box::pin(async move {
        tail.advance::<F::Pushed>(Phase::Open).await?;
        run.opened().await;
        let ended = {
            let _nothing = meter.waits(Waits::Idle);
            let mut function = pin!(tail.call(|| F::call(&args, &mut lent)));
            let function = pin!(async {
                tokio::select! {
                    biased;
                    reply = poll_fn(|cx| {
                        meter.mark_at(Instant::now());
                        function.as_mut().poll(cx)
                    }) => Some(reply),
                    () = stop(&run, F::WATCHES) => None,
                }
            });
            drive::<F::Pushed, _, _, _, _>(function, main.as_ref(), &mut tail).await?
        };
        finish(ended, tail).await
    })
}

/// The same for a function that is not async: it runs on tokio's pool for blocking work, where
/// `push` waits for room, and unwinds from `push` after a stop.
pub fn listen_blocking<F: CallListenBlocking, X: Step<F::Pushed>>(
    value: &Func<F, F::Args>,
    worker: &Worker,
    next: X,
    errors: Errors<F::Error>,
    ports: Ports,
) -> Job
where
    F::Reply: 'static,
{
    let (mut lent, mut tail) = prepare::<F, X>(value, worker, next, errors, ports);
    let main = CloseOnDrop(F::main(&mut lent).tap());
    let (args, run, meter) = (value.args(), worker.run.clone(), worker.meter.clone());
    Box::pin(async move {
        tail.advance::<F::Pushed>(Phase::Open).await?;
        run.opened().await;
        let site = tail.site.clone();
        let mut thread = tokio::task::spawn_blocking(move || F::call(&args, &mut lent));
        let mut ended = pin!(async {
            let joined = tokio::select! {
                biased;
                joined = &mut thread => joined,
                () = stop(&run, F::WATCHES) => {
                    main.close();
                    (&mut thread).await
                }
            };
            match joined.map_err(tokio::task::JoinError::try_into_panic) {
                Ok(reply) => Some(reply),
                Err(Ok(payload)) if !payload.is::<Unwound>() => {
                    site.call(|| std::panic::resume_unwind(payload))
                }
                Err(_) => None,
            }
        });
        let ended = {
            let _nothing = meter.waits(Waits::Idle);
            let function = pin!(poll_fn(|cx| {
                meter.mark_at(Instant::now());
                ended.as_mut().poll(cx)
            }));
            drive::<F::Pushed, _, _, _, _>(function, main.0.as_ref(), &mut tail).await?
        };
        finish(ended, tail).await
    })
}

/// When an async source, or one that pushes, must be gone.
pub(super) async fn stop(run: &Arc<Run>, watches: bool) {
    run.stopping().await;
    if watches {
        tokio::time::sleep(GRACE).await;
    }
}

async fn finish<T, R, P, X>(ended: Option<R>, mut tail: Tail<R::Error, P, X>) -> Flow
where
    T: Send,
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<T>,
{
    if let Some(Err(error)) = ended.map(Reply::sort) {
        tail.errors.handle(&tail.site, error)?;
    }
    tail.publish::<T>(0, 0);
    tail.advance::<T>(Phase::Close).await
}

/// Ends the thread of a blocking source when its worker is gone, however that came.
struct CloseOnDrop<T>(Option<Tap<T>>);

impl<T> CloseOnDrop<T> {
    fn close(&self) {
        if let Some(tap) = &self.0 {
            tap.close();
        }
    }
}

impl<T> Drop for CloseOnDrop<T> {
    fn drop(&mut self) {
        self.close();
    }
}
