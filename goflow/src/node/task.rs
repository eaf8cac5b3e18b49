//! `Task`: a task with state of its own.

use std::future::Future;

use super::{Context, Event, Out};
use crate::error::BoxError;

/// A task with state of its own. It enters a graph by `let`.
///
/// For most tasks `#[task]` is shorter, with `Local` and `Keyed` for state; this trait is for what
/// has to be opened and closed.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::{BoxError, Task, Transform};
/// use std::convert::Infallible;
///
/// /// Sums up, and sends the sum at the end.
/// struct Sum;
/// struct SoFar(u64);
///
/// impl Task for Sum {
///     type Event = u64;
///     type Out = u64;
///     type Error = Infallible;
///     type Worker = SoFar;
///     async fn open(&self, _: &Context) -> Result<SoFar, BoxError> { Ok(SoFar(0)) }
/// }
///
/// impl Transform for SoFar {
///     type Event = u64;
///     type Out = u64;
///     type Error = Infallible;
///     async fn run(&mut self, n: u64, _: &mut Out<u64>) -> Result<(), Infallible> {
///         self.0 += n;
///         Ok(())
///     }
///     async fn close(&mut self, out: &mut Out<u64>) -> Result<(), BoxError> {
///         out.send(self.0).await;
///         Ok(())
///     }
/// }
///
/// #[source]
/// fn numbers() -> impl Iterator<Item = u64> { 1..=4 }
/// #[output]
/// fn check(sum: u64) { assert_eq!(sum, 10) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let report = pipeline! { let sum = Sum; numbers -> sum -> check; }.run().await?;
/// assert_eq!(report.node("check").map(|n| n.received), Some(1));
/// # Ok(())
/// # }
/// ```
pub trait Task: Send + Sync + 'static {
    /// What it takes.
    type Event: Event;
    /// What it sends.
    type Out: Event;
    /// What leaves by its `err` port; `Infallible` when nothing does.
    type Error: Event;
    /// One worker's part.
    type Worker: Transform<Event = Self::Event, Out = Self::Out, Error = Self::Error>;

    /// Opens one worker. An error ends the pipeline with this node's name.
    fn open(
        &self,
        context: &Context,
    ) -> impl Future<Output = Result<Self::Worker, BoxError>> + Send;
}

/// One worker's part of a [`Task`].
pub trait Transform: Send + 'static {
    /// What it takes.
    type Event: Event;
    /// What it sends.
    type Out: Event;
    /// What leaves by the `err` port.
    type Error: Event;

    /// Handles one event.
    fn run(
        &mut self,
        event: Self::Event,
        out: &mut Out<Self::Out>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The last events have come.
    fn close(
        &mut self,
        out: &mut Out<Self::Out>,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = out;
        async { Ok(()) }
    }
}
