//! Sources that push.

use std::future::{Future, poll_fn};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::thread::{self, Builder};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::node::{Tap, Unwound};
use crate::stage::{Errors, Flow, Func, Phase, PortList, Ports, Reply, Step, Tail, drive};

use super::super::meter::Waits;
use super::super::patience::{PATIENCE, patience};
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

/// The same for a function that is not async: it runs on a thread of its own, where `push` waits for
/// room, and unwinds from `push` after a stop. One that blocks in something else then is left behind:
/// what it could still do, nobody would take.
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
        let name = site.info.name();
        let mut thread = on_a_thread(&name, move || F::call(&args, &mut lent))
            .map_err(|error| site.fail(error.into()))?;
        let mut ended = pin!(async {
            let joined = tokio::select! {
                biased;
                joined = &mut thread => joined,
                () = stop(&run, F::WATCHES) => {
                    main.close();
                    tokio::select! {
                        biased;
                        joined = &mut thread => joined,
                        () = patience(PATIENCE) => {
                            let problem = "the source blocks and cannot be stopped";
                            tracing::warn!(node = &*name, "{problem}: its thread is left behind");
                            return None;
                        }
                    }
                }
            };
            match joined {
                Ok(Ok(reply)) => Some(reply),
                Ok(Err(payload)) if !payload.is::<Unwound>() => {
                    site.call(|| resume_unwind(payload))
                }
                _ => None,
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

/// Does `work` on a new thread, inside of the runtime. It is none of those that the runtime waits for at
/// its end: one that blocks for ever would keep the process.
fn on_a_thread<R: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> R + Send + 'static,
) -> io::Result<oneshot::Receiver<thread::Result<R>>> {
    let (runtime, (done, result)) = (Handle::current(), oneshot::channel());
    Builder::new().name(name.into()).spawn(move || {
        let _inside = runtime.enter();
        let _ = done.send(catch_unwind(AssertUnwindSafe(work)));
    })?;
    Ok(result)
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
