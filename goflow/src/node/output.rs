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

    /// Makes visible what the writers of all workers prepared. It comes when every worker of the
    /// whole pipeline has ended well, so that a run that fails leaves nothing behind. It may come
    /// again for what is visible already, and then does nothing.
    fn commit(
        &self,
        prepared: Vec<Committable>,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = prepared;
        async { Ok(()) }
    }

    /// The run failed: takes away what was prepared, and whatever writers left unfinished; those
    /// are dropped by now.
    fn abort(
        &self,
        prepared: Vec<Committable>,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = prepared;
        async { Ok(()) }
    }
}

/// What an output has written and not yet shown: it names what [`Output::commit`] makes visible.
///
/// It is bytes, which only the output that made it understands, so that it can outlive the process.
///
/// ```
/// use goflow::Committable;
///
/// let moved = Committable::from(b"out/.part-0 out/part-0".to_vec());
/// assert!(moved.bytes().starts_with(b"out/"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Committable(Vec<u8>);

impl Committable {
    /// What it was made of.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Committable {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// One worker's part of an [`Output`]. It is dropped without [`prepare`](Writer::prepare) when the
/// pipeline fails: what it wrote must not be taken for complete then.
///
/// What others must not see before all is well is written in three steps: `write` puts it where
/// nobody looks, [`prepare`](Writer::prepare) makes it durable there, and [`Output::commit`] shows it.
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

    /// Writes an event if that can be done without waiting, and otherwise gives it back: it comes by
    /// [`write`](Writer::write) then, before any other. `failed` is as there.
    ///
    /// It may be left out. It is for writers that gather in memory what they are given: an event is
    /// taken up as soon as it was made, and need not wait in a vector of them.
    ///
    /// ```
    /// # use goflow::{BoxError, Writer};
    /// # use std::convert::Infallible;
    /// /// Lines for a file, 64 KiB of them at a time.
    /// struct Lines { text: String }
    ///
    /// impl Lines {
    ///     async fn pass_on(&mut self) -> Result<(), BoxError> {
    ///         // To the file, which may take a while.
    /// #       self.text.clear();
    ///         Ok(())
    ///     }
    /// }
    ///
    /// impl Writer for Lines {
    ///     type Event = u32;
    ///     type Error = Infallible;
    ///     async fn write(&mut self, events: Vec<u32>, _: &mut Vec<Infallible>) -> Result<(), BoxError> {
    ///         for event in events {
    ///             if let Some(event) = self.try_write(event, &mut Vec::new())? {
    ///                 self.pass_on().await?;
    ///                 self.try_write(event, &mut Vec::new())?;
    ///             }
    ///         }
    ///         Ok(())
    ///     }
    ///     fn try_write(&mut self, event: u32, _: &mut Vec<Infallible>) -> Result<Option<u32>, BoxError> {
    ///         if self.text.len() >= 64 << 10 {
    ///             return Ok(Some(event));
    ///         }
    ///         self.text.push_str(&format!("{event}\n"));
    ///         Ok(None)
    ///     }
    ///     async fn flush(&mut self) -> Result<(), BoxError> { self.pass_on().await }
    ///     async fn close(&mut self) -> Result<(), BoxError> { self.pass_on().await }
    /// }
    /// ```
    fn try_write(
        &mut self,
        event: Self::Event,
        failed: &mut Vec<Self::Error>,
    ) -> Result<Option<Self::Event>, BoxError> {
        let _ = failed;
        Ok(Some(event))
    }

    /// A vector that [`write`](Writer::write) was given and has emptied, if it is still there: the next
    /// events gather in it, and no memory need be asked for them.
    fn emptied(&mut self) -> Option<Vec<Self::Event>> {
        None
    }

    /// No input is waiting: what readers should see now is passed on.
    fn flush(&mut self) -> impl Future<Output = Result<(), BoxError>> + Send {
        async { Ok(()) }
    }

    /// Makes durable all that was written so far, still unseen, and hands back what
    /// [`Output::commit`] needs to show it.
    fn prepare(&mut self) -> impl Future<Output = Result<Vec<Committable>, BoxError>> + Send {
        async { Ok(Vec::new()) }
    }

    /// The last events have come, and what was written is prepared: lets go of what is open.
    fn close(&mut self) -> impl Future<Output = Result<(), BoxError>> + Send {
        async { Ok(()) }
    }
}
