//! A send for each `N` events.

use std::marker::PhantomData;
use std::mem::replace;

use super::channel::{Channel, Thing};
use super::link::{Link, ROOM, Receiver, Sender};

/// Batches over any channel. A node that makes one event of each does so in the batch that it got;
/// who takes the events drops the batch.
pub struct Batches<C, const N: usize>(PhantomData<C>);

impl<C: Channel, const N: usize> Link for Batches<C, N> {
    type Handful<T: Thing> = Vec<T>;
    type Sender<T: Thing> = Many<C, T, N>;
    type Receiver<T: Thing> = From<C, T>;

    fn link<T: Thing>() -> (Many<C, T, N>, From<C, T>) {
        // One batch is filled while another is under way, at least.
        let (sender, receiver) = C::channel((ROOM / N).max(2));
        (Many { sender, batch: Vec::with_capacity(N) }, From(receiver))
    }

    fn take<T: Thing>(events: &mut impl Iterator<Item = T>) -> Option<Vec<T>> {
        let batch: Vec<T> = events.take(N).collect();
        (!batch.is_empty()).then_some(batch)
    }

    fn map<A, B>(batch: Vec<A>, run: impl Fn(A) -> B) -> Vec<B>
    where
        A: Thing,
        B: Thing,
    {
        batch.into_iter().map(run).collect()
    }

    fn filter<T: Thing>(mut batch: Vec<T>, keep: impl Fn(&T) -> bool) -> Vec<T> {
        batch.retain(keep);
        batch
    }
}

pub struct Many<C: Channel, T: Thing, const N: usize> {
    sender: C::Sender<Vec<T>>,
    batch: Vec<T>,
}

impl<C: Channel, T: Thing, const N: usize> Clone for Many<C, T, N> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), batch: Vec::with_capacity(N) }
    }
}

impl<C: Channel, T: Thing, const N: usize> Sender<T, Batches<C, N>> for Many<C, T, N> {
    async fn pass(&mut self, batch: Vec<T>) {
        C::send(&mut self.sender, batch).await;
    }

    #[inline]
    fn put(&mut self, event: T) -> bool {
        self.batch.push(event);
        self.batch.len() == N
    }

    async fn send(&mut self) {
        if !self.batch.is_empty() {
            let batch = replace(&mut self.batch, Vec::with_capacity(N));
            C::send(&mut self.sender, batch).await;
        }
    }
}

pub struct From<C: Channel, T: Thing>(C::Receiver<Vec<T>>);

impl<C: Channel, T: Thing, const N: usize> Receiver<T, Batches<C, N>> for From<C, T> {
    async fn next(&mut self) -> Option<Vec<T>> {
        C::recv(&mut self.0).await
    }
}
