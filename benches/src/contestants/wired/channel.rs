//! The channels themselves: what carries single things from one task to another.

use std::future::Future;

/// What can be sent; crossfire asks for `Unpin`.
pub trait Thing: Send + Unpin + 'static {}
impl<T: Send + Unpin + 'static> Thing for T {}

/// A kind of channel, as the crate that makes it has it.
pub trait Channel: Send + 'static {
    type Sender<T: Thing>: Clone + Send + 'static;
    type Receiver<T: Thing>: Send + 'static;

    fn channel<T: Thing>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>);

    /// What is sent once the receiver is gone is lost.
    fn send<T: Thing>(to: &mut Self::Sender<T>, one: T) -> impl Future<Output = ()> + Send;

    /// `None` when every sender is gone.
    fn recv<T: Thing>(from: &mut Self::Receiver<T>) -> impl Future<Output = Option<T>> + Send;
}

/// `tokio::sync::mpsc`.
pub struct Tokio;

impl Channel for Tokio {
    type Sender<T: Thing> = tokio::sync::mpsc::Sender<T>;
    type Receiver<T: Thing> = tokio::sync::mpsc::Receiver<T>;

    fn channel<T: Thing>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        tokio::sync::mpsc::channel(room)
    }

    async fn send<T: Thing>(to: &mut Self::Sender<T>, one: T) {
        let _ = to.send(one).await;
    }

    async fn recv<T: Thing>(from: &mut Self::Receiver<T>) -> Option<T> {
        from.recv().await
    }
}

/// `crossfire::mpsc` between tasks.
pub struct Crossfire;

impl Channel for Crossfire {
    type Sender<T: Thing> = crossfire::MAsyncTx<crossfire::mpsc::Array<T>>;
    type Receiver<T: Thing> = crossfire::AsyncRx<crossfire::mpsc::Array<T>>;

    fn channel<T: Thing>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        crossfire::mpsc::bounded_async(room)
    }

    async fn send<T: Thing>(to: &mut Self::Sender<T>, one: T) {
        let _ = to.send(one).await;
    }

    async fn recv<T: Thing>(from: &mut Self::Receiver<T>) -> Option<T> {
        from.recv().await.ok()
    }
}
