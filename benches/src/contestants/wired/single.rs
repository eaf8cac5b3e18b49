//! A send for each event.

use std::marker::PhantomData;

use super::channel::{Channel, Thing};
use super::link::{Link, ROOM, Receiver, Sender};

pub struct Single<C>(PhantomData<C>);

/// An event is a handful of one, and of none where a filter refused it.
impl<C: Channel> Link for Single<C> {
    type Handful<T: Thing> = Option<T>;
    type Sender<T: Thing> = One<C, T>;
    type Receiver<T: Thing> = From<C, T>;

    fn link<T: Thing>() -> (One<C, T>, From<C, T>) {
        let (sender, receiver) = C::channel(ROOM);
        (One { sender, event: None }, From(receiver))
    }

    fn take<T: Thing>(events: &mut impl Iterator<Item = T>) -> Option<Option<T>> {
        events.next().map(Some)
    }

    fn map<A, B>(event: Option<A>, run: impl Fn(A) -> B) -> Option<B>
    where
        A: Thing,
        B: Thing,
    {
        event.map(run)
    }

    fn filter<T: Thing>(event: Option<T>, keep: impl Fn(&T) -> bool) -> Option<T> {
        event.filter(keep)
    }
}

pub struct One<C: Channel, T: Thing> {
    sender: C::Sender<T>,
    event: Option<T>,
}

impl<C: Channel, T: Thing> Clone for One<C, T> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), event: None }
    }
}

impl<C: Channel, T: Thing> Sender<T, Single<C>> for One<C, T> {
    async fn pass(&mut self, event: Option<T>) {
        if let Some(event) = event {
            C::send(&mut self.sender, event).await;
        }
    }

    #[inline]
    fn put(&mut self, event: T) -> bool {
        self.event = Some(event);
        true
    }

    async fn send(&mut self) {
        if let Some(event) = self.event.take() {
            C::send(&mut self.sender, event).await;
        }
    }
}

pub struct From<C: Channel, T: Thing>(C::Receiver<T>);

impl<C: Channel, T: Thing> Receiver<T, Single<C>> for From<C, T> {
    async fn next(&mut self) -> Option<Option<T>> {
        C::recv(&mut self.0).await.map(Some)
    }
}
