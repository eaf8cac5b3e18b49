//! Workers that make their events: iterators, streams, functions that push, and readers by hand.

mod function;
mod iterate;
mod listen;
mod read;
mod stream;

pub use function::{CallIter, CallListen, CallListenBlocking, CallStream, SourceFunction};
pub use iterate::iterate;
pub use listen::{listen, listen_blocking};
pub(crate) use read::read_all;
pub use stream::consume;

use crate::stage::{Flow, Phase, PortList, Reply, Step, Tail, Taker};

/// The tail of a source as a step, for what all workers do between laps.
struct SourceStep<E, P, X>(Tail<E, P, X>);

impl<E: Send + 'static, P: PortList, X> SourceStep<E, P, X> {
    /// Counts `items` that were given to [`Tail::reply`].
    fn publish_items<R: Reply>(&mut self, items: usize)
    where
        X: Step<R::Event>,
    {
        let passed = self.0.passed::<R>(items as u64);
        self.0.publish::<R::Event>(0, passed);
    }
}

impl<T: Send, E: Send + 'static, P: PortList, X: Step<T>> Step<T> for SourceStep<E, P, X> {
    type Mode = Taker;
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
    #[inline]
    fn try_advance(&mut self, phase: Phase) -> Option<Flow> {
        self.0.try_advance::<T>(phase)
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        self.0.advance::<T>(phase).await
    }
    fn publish(&mut self, _: u64) {}
    fn deadline(&self) -> Option<std::time::Instant> {
        self.0.deadline::<T>()
    }
}
