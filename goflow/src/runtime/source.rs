//! Workers that make their events: iterators, streams, and functions that push.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use futures::future::FutureExt;
use futures::stream::{Stream, StreamExt};

use crate::node::Tap;
use crate::stage::{Flow, Phase, PortList, Reply, Step, Tail};

use super::pace::Pace;
use super::receive::{after_lap, until};
use super::run::Run;
use super::worker::Worker;

/// How long a source that watches `Context::stopped` may take to return.
const GRACE: Duration = Duration::from_secs(30);

type SourceTail<R, P, X> = Tail<<R as Reply>::Error, P, X>;

/// Runs a stage on the items of an iterator, which is not asked again after a stop.
pub async fn iterate<R, P, X>(
    worker: Worker,
    mut items: impl Iterator<Item = R> + Send,
    tail: SourceTail<R, P, X>,
) -> Flow
where
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<R::Event>,
{
    let mut body = SourceStep(tail);
    let mut pace = Pace::new();
    body.0.advance::<R::Event>(Phase::Open).await?;
    while !worker.is_stopping() {
        let most = pace.events().min(body.0.room::<R::Event>());
        let mut events = 0;
        let mut more = true;
        while events < most {
            let Some(item) = body.0.site.call(|| items.next()) else {
                more = false;
                break;
            };
            body.0.reply(item)?;
            events += 1;
        }
        body.0.ports.drain_taps()?;
        body.publish_items::<R>(events);
        if !more {
            break;
        }
        after_lap::<R::Event>(&mut pace, events, &mut body).await?;
    }
    body.0.advance::<R::Event>(Phase::Close).await
}

/// Runs a stage on the items of a stream, which is dropped at a stop.
pub async fn consume<R, P, X>(
    worker: Worker,
    items: impl Stream<Item = R> + Send,
    tail: SourceTail<R, P, X>,
) -> Flow
where
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<R::Event>,
{
    let mut items = pin!(items);
    let mut body = SourceStep(tail);
    let mut pace = Pace::new();
    body.0.advance::<R::Event>(Phase::Open).await?;
    while !worker.is_stopping() {
        let most = pace.events().min(body.0.room::<R::Event>());
        let mut events = 0;
        let mut ended = false;
        while events < most {
            // Only what is there now: a stream that has nothing to give is waited for below.
            match body.0.site.call(|| items.next().now_or_never()) {
                Some(Some(item)) => body.0.reply(item)?,
                Some(None) => {
                    ended = true;
                    break;
                }
                None => break,
            }
            events += 1;
        }
        body.0.ports.drain_taps()?;
        body.publish_items::<R>(events);
        if ended {
            break;
        }
        if events > 0 {
            after_lap::<R::Event>(&mut pace, events, &mut body).await?;
            if events == most {
                continue;
            }
        }
        match next_item(&worker.run, items.as_mut(), &mut body).await? {
            Some(item) => body.0.reply(item)?,
            None => break,
        }
        body.publish_items::<R>(1);
        pace.resume();
    }
    body.0.advance::<R::Event>(Phase::Close).await
}

/// The stream's next item; `None` at its end and when the pipeline is to stop.
async fn next_item<R, P, X>(
    run: &Arc<Run>,
    mut items: Pin<&mut (impl Stream<Item = R> + Send)>,
    body: &mut SourceStep<R::Error, P, X>,
) -> Result<Option<R>, crate::stage::Stop>
where
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<R::Event>,
{
    loop {
        body.0.advance::<R::Event>(Phase::Flush).await?;
        let deadline = body.0.deadline::<R::Event>();
        let wait = async {
            tokio::select! {
                biased;
                () = run.stopping() => None,
                item = items.next() => item,
            }
        };
        if let Some(item) = until(wait, deadline).await {
            return Ok(item);
        }
    }
}

/// Runs a stage on what an async function pushes. `watches`: it takes a `Context`, and ends by
/// itself when the pipeline stops.
pub async fn listen<T, R, P, X>(
    worker: Worker,
    watches: bool,
    function: impl Future<Output = R> + Send,
    main: Option<Tap<T>>,
    tail: SourceTail<R, P, X>,
) -> Flow
where
    T: Send,
    R: Reply<Error: Send + 'static>,
    P: PortList,
    X: Step<T>,
{
    let mut tail = tail;
    tail.advance::<T>(Phase::Open).await?;
    let run = worker.run.clone();
    let ended = {
        let mut function = pin!(function);
        let stop = async {
            run.stopping().await;
            if watches {
                tokio::time::sleep(GRACE).await;
            }
        };
        let function = std::future::poll_fn(|cx| function.as_mut().poll(cx));
        let function = pin!(async {
            tokio::select! {
                biased;
                reply = function => Some(reply),
                () = stop => None,
            }
        });
        crate::stage::drive::<T, _, _, _, _>(function, main.as_ref(), &mut tail).await?
    };
    if let Some(reply) = ended
        && let Err(error) = reply.sort()
    {
        tail.errors.handle(&tail.site, error)?;
    }
    tail.publish::<T>(0, 0);
    tail.advance::<T>(Phase::Close).await
}

/// The same for a function that is not async: it runs on tokio's pool for blocking work, where
/// `push` waits for room, and unwinds from `push` after a stop.
pub async fn listen_blocking<T, R, P, X>(
    worker: Worker,
    watches: bool,
    function: impl FnOnce() -> R + Send + 'static,
    main: Option<Tap<T>>,
    tail: SourceTail<R, P, X>,
) -> Flow
where
    T: Send,
    R: Reply<Error: Send + 'static> + 'static,
    P: PortList,
    X: Step<T>,
{
    let closer = CloseOnDrop(main);
    let run = worker.run.clone();
    let site = tail.site.clone();
    let mut thread = tokio::task::spawn_blocking(function);
    let join = async {
        let stopped = async {
            run.stopping().await;
            if watches {
                tokio::time::sleep(GRACE).await;
            }
        };
        let joined = tokio::select! {
            biased;
            joined = &mut thread => joined,
            () = stopped => {
                closer.close();
                (&mut thread).await
            }
        };
        match joined.map_err(tokio::task::JoinError::try_into_panic) {
            Ok(reply) => Some(reply),
            Err(Ok(payload)) if payload.is::<crate::node::Unwound>() => None,
            Err(Ok(payload)) => site.call(|| std::panic::resume_unwind(payload)),
            Err(Err(_)) => None,
        }
    };
    let mut tail = tail;
    tail.advance::<T>(Phase::Open).await?;
    let ended = {
        let mut join = pin!(join);
        let function = pin!(std::future::poll_fn(|cx| {
            if let Some(main) = &closer.0 {
                // Wakes this worker when the thread pushes.
                let _ = main.poll_some(cx);
            }
            join.as_mut().poll(cx)
        }));
        crate::stage::drive::<T, _, _, _, _>(function, closer.0.as_ref(), &mut tail).await?
    };
    if let Some(reply) = ended
        && let Err(error) = reply.sort()
    {
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

/// The tail of a source as a step, for what workers do between laps.
struct SourceStep<E, P, X>(Tail<E, P, X>);

impl<E: Send + 'static, P: PortList, X> SourceStep<E, P, X> {
    fn publish_items<R: Reply>(&mut self, items: usize)
    where
        X: Step<R::Event>,
    {
        let passed = if R::ALWAYS { items as u64 } else { 0 };
        self.0.publish::<R::Event>(0, passed);
    }
}

impl<T: Send, E: Send + 'static, P: PortList, X: Step<T>> Step<T> for SourceStep<E, P, X> {
    type Mode = crate::stage::Taker;
    fn look(&mut self, _: &T) -> Flow {
        Ok(())
    }
    fn take(&mut self, event: T) -> Flow {
        self.0.emit(event)
    }
    fn room(&self) -> usize {
        self.0.room::<T>()
    }
    fn due(&self) -> bool {
        self.0.due::<T>()
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        self.0.advance::<T>(phase).await
    }
    fn publish(&mut self, _: u64) {}
    fn deadline(&self) -> Option<std::time::Instant> {
        self.0.deadline::<T>()
    }
}
