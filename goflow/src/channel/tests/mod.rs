//! What lanes, inboxes and routing do, step by step on one thread. What they do when threads
//! meet is checked in `model/`.

mod align;
mod by_key;
mod gather;
mod inbox;
mod key_group;
mod lane;
mod mark;
mod recycling;
mod reference;
mod rendezvous;
mod seat;
mod spread;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::{Capacity, Inbox, Lane, Received};

const ALL: usize = usize::MAX;

fn events(places: usize) -> Capacity {
    Capacity::Events(NonZeroUsize::new(places).unwrap())
}

/// `D` inboxes with one lane each.
fn workers<T, const D: usize>(capacity: Capacity) -> ([Inbox<T>; D], Vec<Lane<T>>) {
    let mut inboxes = std::array::from_fn(|_| Inbox::new());
    let lanes = inboxes.iter_mut().map(|inbox| inbox.lane(capacity)).collect();
    (inboxes, lanes)
}

/// Takes up to `max` events; none if there is nothing or a signal comes first.
fn take<T>(inbox: &mut Inbox<T>, max: usize) -> Vec<T> {
    let mut into = Vec::new();
    inbox.try_recv(max, &mut into);
    into
}

/// Everything that is there now.
fn drain<T>(inbox: &mut Inbox<T>) -> Vec<T> {
    let (mut all, mut into) = (Vec::new(), Vec::new());
    while inbox.try_recv(ALL, &mut into).is_some_and(|it| it != Received::Ended) {
        all.append(&mut into);
    }
    all
}

/// Somebody who waits: counts how often it is woken.
struct Sleeper(Arc<Count>, Waker);

struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Sleeper {
    fn new() -> Self {
        let count = Arc::new(Count(AtomicUsize::new(0)));
        Sleeper(Arc::clone(&count), Waker::from(count))
    }

    fn poll<R>(&self, poll: impl FnOnce(&mut Context<'_>) -> Poll<R>) -> Poll<R> {
        poll(&mut Context::from_waker(&self.1))
    }

    /// Waits for an inbox in which nothing is.
    fn wait<T>(&self, inbox: &mut Inbox<T>) {
        assert!(self.poll(|cx| inbox.poll_recv(cx, ALL, &mut Vec::new())).is_pending());
    }

    fn woken(&self) -> usize {
        self.0.0.load(Ordering::Relaxed)
    }
}
