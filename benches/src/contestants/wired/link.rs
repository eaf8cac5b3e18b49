//! What the wiring asks of a channel, and the nodes that are the same for all.

use std::future::Future;

use super::channel::Thing;

/// A kind of channel between two nodes. It carries handfuls of events: one each, or batches.
pub trait Link: Sized + Send + 'static {
    type Handful<T: Thing>: IntoIterator<Item = T, IntoIter: Send> + Send;
    type Sender<T: Thing>: Sender<T, Self>;
    type Receiver<T: Thing>: Receiver<T, Self>;

    /// A channel with room for [`ROOM`] events.
    fn link<T: Thing>() -> (Self::Sender<T>, Self::Receiver<T>);

    /// The next events of an iterator.
    fn take<T: Thing>(events: &mut impl Iterator<Item = T>) -> Option<Self::Handful<T>>;

    fn map<A, B>(some: Self::Handful<A>, run: impl Fn(A) -> B) -> Self::Handful<B>
    where
        A: Thing,
        B: Thing;

    fn filter<T: Thing>(some: Self::Handful<T>, keep: impl Fn(&T) -> bool) -> Self::Handful<T>;
}

/// How many events are under way in a channel.
pub const ROOM: usize = 1024;

/// One sender of a channel; a clone is another one. Once the receiver is gone, what is sent is lost.
pub trait Sender<T: Thing, L: Link>: Clone + Send + 'static {
    /// Sends a handful on as it is.
    fn pass(&mut self, some: L::Handful<T>) -> impl Future<Output = ()> + Send;

    /// Takes an event. True: `send` before the next one.
    fn put(&mut self, event: T) -> bool;

    /// Sends what was put.
    fn send(&mut self) -> impl Future<Output = ()> + Send;
}

/// The receiver of a channel.
pub trait Receiver<T: Thing, L: Link>: Send + 'static {
    /// What is sent next; `None` when every sender is gone.
    fn next(&mut self) -> impl Future<Output = Option<L::Handful<T>>> + Send;
}

/// A node that makes one event of each.
pub async fn map<L: Link, A: Thing, B: Thing>(
    mut from: L::Receiver<A>,
    mut to: L::Sender<B>,
    run: impl Fn(A) -> B + Send + Sync + 'static,
) {
    while let Some(some) = from.next().await {
        to.pass(L::map(some, &run)).await;
    }
}

/// A node that sends some of the events on.
pub async fn filter<L: Link, T: Thing>(
    mut from: L::Receiver<T>,
    mut to: L::Sender<T>,
    keep: impl Fn(&T) -> bool + Send + Sync + 'static,
) {
    while let Some(some) = from.next().await {
        to.pass(L::filter(some, &keep)).await;
    }
}

/// A node that sends all that an iterator gives.
pub async fn source<L: Link, T: Thing>(
    mut events: impl Iterator<Item = T> + Send + 'static,
    mut to: L::Sender<T>,
) {
    while let Some(some) = L::take(&mut events) {
        to.pass(some).await;
    }
}

/// A node that deals what an iterator gives to two others, in turn.
pub async fn deal<L: Link, T: Thing>(
    mut events: impl Iterator<Item = T> + Send + 'static,
    mut to: [L::Sender<T>; 2],
) {
    let mut turn = 0;
    while let Some(some) = L::take(&mut events) {
        to[turn].pass(some).await;
        turn = 1 - turn;
    }
}

/// A node that keeps what it is told to.
pub async fn output<L: Link, T: Thing, A: Default + Send + 'static>(
    mut from: L::Receiver<T>,
    keep: impl Fn(&mut A, T) + Send + 'static,
) -> A {
    let mut answer = A::default();
    while let Some(some) = from.next().await {
        for event in some {
            keep(&mut answer, event);
        }
    }
    answer
}
