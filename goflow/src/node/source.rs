//! `Source`: what a connector implements to bring events in.

use std::future::Future;

use super::{Context, Event};
use crate::error::BoxError;

/// A source with state of its own. It enters a graph by `let`.
///
/// For a function that makes events `#[source]` is shorter; this trait is for what has to be
/// opened once for every worker: a file, a connection, a consumer.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::{Batch, BoxError, Reader, Source};
/// use std::convert::Infallible;
///
/// /// Counts down.
/// struct Countdown { from: u32 }
/// struct Left(u32);
///
/// impl Source for Countdown {
///     type Event = u32;
///     type Error = Infallible;
///     type Reader = Left;
///     async fn open(&self, _: &Context) -> Result<Left, BoxError> { Ok(Left(self.from)) }
/// }
///
/// impl Reader for Left {
///     type Event = u32;
///     type Error = Infallible;
///     async fn read(&mut self, batch: &mut Batch<u32, Infallible>) -> Result<bool, BoxError> {
///         while self.0 > 0 && batch.room() > 0 {
///             batch.push(self.0);
///             self.0 -= 1;
///         }
///         Ok(self.0 > 0)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), goflow::Error> {
/// let flow = pipeline! {
///     let countdown = Countdown { from: 1_000 };
///     countdown -> discard;
/// };
/// assert_eq!(flow.run().await?.node("countdown").map(|n| n.sent), Some(1_000));
/// # Ok(())
/// # }
/// ```
pub trait Source: Send + Sync + 'static {
    /// What it brings.
    type Event: Event;
    /// What leaves by its `err` port; `Infallible` when nothing does.
    type Error: Event;
    /// One worker's reader.
    type Reader: Reader<Event = Self::Event, Error = Self::Error>;

    /// Opens what one worker reads. An error ends the pipeline with this node's name. A stop meanwhile drops
    /// the future, and the source has ended without an event.
    fn open(
        &self,
        context: &Context,
    ) -> impl Future<Output = Result<Self::Reader, BoxError>> + Send;

    /// Opens what one worker reads, where readers stood before: `positions` are those of all
    /// workers of that run, of which there may have been more or fewer. All workers of this run are
    /// given the same.
    ///
    /// Without positions it is [`open`](Source::open); with some, a source that does not implement
    /// this refuses.
    fn open_at(
        &self,
        context: &Context,
        positions: &[Position],
    ) -> impl Future<Output = Result<Self::Reader, BoxError>> + Send {
        async move {
            match positions {
                [] => self.open(context).await,
                _ => Err("this source cannot go on where it stood; start it anew".into()),
            }
        }
    }
}

/// Where a reader stands in a split of its source, a file or a part of it: what can be stored, and
/// given to [`Source::open_at`].
///
/// All events before it were delivered, none behind it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The split's name, the same in every run.
    pub split: String,
    /// The place in it, in the source's own words.
    pub at: String,
    /// Nothing of it is left.
    pub done: bool,
}

/// One worker's part of a [`Source`].
pub trait Reader: Send + 'static {
    /// What it brings.
    type Event: Event;
    /// What leaves by the `err` port.
    type Error: Event;

    /// Puts the next events into `batch`, as many as are there and as it has room for; waits when
    /// there are none. Gives `false` at the end. An error ends the pipeline.
    ///
    /// The future is dropped when the pipeline stops; what is in `batch` by then is delivered.
    fn read(
        &mut self,
        batch: &mut Batch<Self::Event, Self::Error>,
    ) -> impl Future<Output = Result<bool, BoxError>> + Send;

    /// Gives `each` the events that are there without waiting, one by one, until it says `false`. What
    /// is none, an error or the end, is left to [`read`](Reader::read), which has to be called when
    /// nothing was given. An error ends the pipeline.
    ///
    /// It may be left out. It is for readers that make their events of what they hold already: an
    /// event is handled before the next one is made, so that the memory it owned is at hand for that.
    ///
    /// ```
    /// # use goflow::{Batch, BoxError, Reader};
    /// # use std::convert::Infallible;
    /// /// Lines of a text that is there.
    /// struct Lines { text: String, used: usize }
    ///
    /// impl Reader for Lines {
    ///     type Event = String;
    ///     type Error = Infallible;
    ///     async fn read(&mut self, batch: &mut Batch<String, Infallible>) -> Result<bool, BoxError> {
    ///         self.try_read(&mut batch.taking())?;
    ///         Ok(self.used < self.text.len())
    ///     }
    ///     fn try_read(&mut self, each: &mut dyn FnMut(String) -> bool) -> Result<(), BoxError> {
    ///         while let Some(line) = self.text[self.used..].split_inclusive('\n').next() {
    ///             self.used += line.len();
    ///             if !each(line.trim_end().to_string()) {
    ///                 break;
    ///             }
    ///         }
    ///         Ok(())
    ///     }
    /// }
    /// ```
    fn try_read(&mut self, each: &mut dyn FnMut(Self::Event) -> bool) -> Result<(), BoxError> {
        let _ = each;
        Ok(())
    }

    /// Where it stands between two reads, in every split that it has begun: those that it finished
    /// stay in the list. A split that no worker has begun is in none. Empty: it cannot tell.
    fn positions(&self) -> Vec<Position> {
        Vec::new()
    }
}

/// What a [`Reader`] read: events, and errors for the `err` port.
#[derive(Debug)]
pub struct Batch<T, E> {
    pub(crate) events: Vec<T>,
    pub(crate) errors: Vec<E>,
    pub(crate) room: usize,
}

impl<T, E> Batch<T, E> {
    pub(crate) fn new() -> Self {
        Self { events: Vec::new(), errors: Vec::new(), room: 0 }
    }

    /// How many more events are asked for.
    pub fn room(&self) -> usize {
        self.room.saturating_sub(self.events.len() + self.errors.len())
    }

    /// What takes events until there is no more room: for [`Reader::try_read`].
    ///
    /// ```
    /// # use goflow::{Batch, BoxError, Reader};
    /// fn read<R: Reader>(
    ///     reader: &mut R,
    ///     batch: &mut Batch<R::Event, R::Error>,
    /// ) -> Result<(), BoxError> {
    ///     reader.try_read(&mut batch.taking())
    /// }
    /// ```
    pub fn taking(&mut self) -> impl FnMut(T) -> bool {
        let Self { events, errors, room } = self;
        let most = room.saturating_sub(errors.len());
        move |event| {
            events.push(event);
            events.len() < most
        }
    }

    /// True while nothing was added.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.errors.is_empty()
    }

    /// Adds an event.
    #[inline]
    pub fn push(&mut self, event: T) {
        self.events.push(event);
    }

    /// Adds an error for the `err` port.
    pub fn fail(&mut self, error: E) {
        self.errors.push(error);
    }
}
