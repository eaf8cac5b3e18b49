//! `Output`: what a connector implements to bring events out.

use std::future::Future;

use super::{Context, Event};
use crate::error::BoxError;

/// An output with state of its own. It enters a graph by `let`.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::{BoxError, Output, Writer};
/// use std::convert::Infallible;
/// use std::sync::{Arc, Mutex};
///
/// /// Collects what comes.
/// struct Collect(Arc<Mutex<Vec<u32>>>);
/// struct Part(Arc<Mutex<Vec<u32>>>);
///
/// impl Output for Collect {
///     type Event = u32;
///     type Error = Infallible;
///     type Writer = Part;
///     async fn open(&self, _: &Context) -> Result<Part, BoxError> { Ok(Part(self.0.clone())) }
/// }
///
/// impl Writer for Part {
///     type Event = u32;
///     type Error = Infallible;
///     async fn write(&mut self, events: Vec<u32>, _: &mut Vec<Infallible>) -> Result<(), BoxError> {
///         self.0.lock().unwrap().extend(events);
///         Ok(())
///     }
/// }
///
/// #[source]
/// fn numbers() -> impl Iterator<Item = u32> { 0..3 }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let seen = Arc::default();
/// let flow = pipeline! { let collect = Collect(Arc::clone(&seen)); numbers -> collect; };
/// flow.run().await?;
/// assert_eq!(*seen.lock().unwrap(), [0, 1, 2]);
/// # Ok(())
/// # }
/// ```
pub trait Output: Send + Sync + 'static {
    /// What it takes.
    type Event: Event;
    /// What leaves by its `err` port; `Infallible` when nothing does.
    type Error: Event;
    /// One worker's writer.
    type Writer: Writer<Event = Self::Event, Error = Self::Error>;

    /// Opens what one worker writes to. An error ends the pipeline with this node's name.
    fn open(
        &self,
        context: &Context,
    ) -> impl Future<Output = Result<Self::Writer, BoxError>> + Send;
}

/// One worker's part of an [`Output`]. It is dropped without [`close`](Writer::close) when the
/// pipeline fails: what it wrote must not be taken for complete then.
pub trait Writer: Send + 'static {
    /// What it takes.
    type Event: Event;
    /// What leaves by the `err` port.
    type Error: Event;

    /// Writes `events`. What cannot be written for a reason of its own goes into `failed`, one
    /// error each; an error that is returned ends the pipeline.
    fn write(
        &mut self,
        events: Vec<Self::Event>,
        failed: &mut Vec<Self::Error>,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// No input is waiting: what readers should see now is passed on.
    fn flush(&mut self) -> impl Future<Output = Result<(), BoxError>> + Send {
        async { Ok(()) }
    }

    /// The last events have come: makes what was written complete.
    fn close(&mut self) -> impl Future<Output = Result<(), BoxError>> + Send {
        async { Ok(()) }
    }
}
