//! What the wiring asks of a channel.

use std::future::Future;

/// A kind of channel between two nodes.
pub trait Link: Send + 'static {
    type Sender<T: Send + 'static>: Sender<T>;
    type Receiver<T: Send + 'static>: Receiver<T>;

    /// A channel of 1024 events.
    fn link<T: Send + 'static>() -> (Self::Sender<T>, Self::Receiver<T>);
}

/// How many events are under way in a channel.
pub const ROOM: usize = 1024;

/// One sender of a channel; a clone is another one.
pub trait Sender<T>: Clone + Send + 'static {
    /// Takes an event. True: `send` before the next one.
    fn put(&mut self, event: T) -> bool;

    /// Sends what was put.
    fn send(&mut self) -> impl Future<Output = ()> + Send;
}

/// The receiver of a channel.
pub trait Receiver<T>: Send + 'static {
    /// What one send brings.
    type Some: IntoIterator<Item = T, IntoIter: Send> + Send;

    /// What is sent next; `None` when every sender is gone.
    fn next(&mut self) -> impl Future<Output = Option<Self::Some>> + Send;
}

/// A node that makes one event of one, or none.
pub async fn node<A, B, R, S>(mut from: R, mut to: S, run: impl Fn(A) -> Option<B> + Send + 'static)
where
    A: Send + 'static,
    B: Send + 'static,
    R: Receiver<A>,
    S: Sender<B>,
{
    while let Some(some) = from.next().await {
        for event in some {
            if let Some(event) = run(event)
                && to.put(event)
            {
                to.send().await;
            }
        }
    }
    to.send().await;
}

/// A node that sends all that an iterator gives.
pub async fn source<T: Send + 'static, S: Sender<T>>(
    events: impl Iterator<Item = T> + Send + 'static,
    mut to: S,
) {
    for event in events {
        if to.put(event) {
            to.send().await;
        }
    }
    to.send().await;
}

/// A node that keeps what it is told to.
pub async fn output<T: Send + 'static, A: Default + Send + 'static>(
    mut from: impl Receiver<T>,
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
