//! `tokio::sync::mpsc`, by the event and by the batch.

use std::mem::replace;

use tokio::sync::mpsc;

use super::link::{Link, ROOM, Receiver, Sender};

/// A send for each event.
pub struct Single;

impl Link for Single {
    type Sender<T: Send + 'static> = One<T>;
    type Receiver<T: Send + 'static> = mpsc::Receiver<T>;

    fn link<T: Send + 'static>() -> (One<T>, mpsc::Receiver<T>) {
        let (sender, receiver) = mpsc::channel(ROOM);
        (One { sender, event: None }, receiver)
    }
}

pub struct One<T> {
    sender: mpsc::Sender<T>,
    event: Option<T>,
}

impl<T> Clone for One<T> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), event: None }
    }
}

impl<T: Send + 'static> Sender<T> for One<T> {
    #[inline]
    fn put(&mut self, event: T) -> bool {
        self.event = Some(event);
        true
    }

    async fn send(&mut self) {
        if let Some(event) = self.event.take() {
            let _ = self.sender.send(event).await;
        }
    }
}

impl<T: Send + 'static> Receiver<T> for mpsc::Receiver<T> {
    type Some = Option<T>;

    async fn next(&mut self) -> Option<Option<T>> {
        self.recv().await.map(Some)
    }
}

/// A send for each `N` events; the receiver drops the batch, as the simple way is. Two batches are
/// under way at least, or as many as make up the room.
pub struct Batches<const N: usize>;

impl<const N: usize> Link for Batches<N> {
    type Sender<T: Send + 'static> = Many<T, N>;
    type Receiver<T: Send + 'static> = Batch<T>;

    fn link<T: Send + 'static>() -> (Many<T, N>, Batch<T>) {
        let (sender, receiver) = mpsc::channel((ROOM / N).max(2));
        (Many { sender, batch: Vec::with_capacity(N) }, Batch(receiver))
    }
}

pub struct Many<T, const N: usize> {
    sender: mpsc::Sender<Vec<T>>,
    batch: Vec<T>,
}

impl<T, const N: usize> Clone for Many<T, N> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), batch: Vec::with_capacity(N) }
    }
}

impl<T: Send + 'static, const N: usize> Sender<T> for Many<T, N> {
    #[inline]
    fn put(&mut self, event: T) -> bool {
        self.batch.push(event);
        self.batch.len() == N
    }

    async fn send(&mut self) {
        if !self.batch.is_empty() {
            let batch = replace(&mut self.batch, Vec::with_capacity(N));
            let _ = self.sender.send(batch).await;
        }
    }
}

pub struct Batch<T>(mpsc::Receiver<Vec<T>>);

impl<T: Send + 'static> Receiver<T> for Batch<T> {
    type Some = Vec<T>;

    async fn next(&mut self) -> Option<Vec<T>> {
        self.0.recv().await
    }
}
