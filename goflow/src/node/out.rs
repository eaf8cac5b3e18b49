//! `Out`: a port that a function pushes events to.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context as TaskContext, Poll, Waker};

/// How many events an async function may push ahead of those downstream.
const ROOM: usize = 256;

/// A port: what is pushed to it leaves the node.
///
/// Synchronous functions [`push`](Out::push); async ones [`send`](Out::send), which waits for room.
///
/// ```
/// use goflow::prelude::*;
///
/// #[task]
/// fn split(line: &String, out: &mut Out<String>) {
///     for word in line.split(' ') {
///         out.push(word.to_string());
///     }
/// }
///
/// let mut out = goflow::testing::out();
/// split(&"to be or".to_string(), &mut out);
/// assert_eq!(out.take(), ["to", "be", "or"]);
/// ```
pub struct Out<T> {
    to: To<T>,
}

enum To<T> {
    /// Drained after every call of a synchronous function.
    Own(Vec<T>),
    /// Drained while the function that pushes is still at it, by whoever polls or waits for it.
    Shared(Tap<T>),
}

/// The draining end of a shared [`Out`].
pub struct Tap<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    queue: Mutex<Queue<T>>,
    room: Condvar,
}

struct Queue<T> {
    events: VecDeque<T>,
    /// An async function that waits for room.
    sender: Option<Waker>,
    /// The driver of a blocking function, which waits for events.
    driver: Option<Waker>,
    /// A blocking `push` waits for room.
    blocking: bool,
    /// Nobody drains any more.
    closed: bool,
    /// How many events may stand here: no more than there is room for downstream.
    room: usize,
}

/// Unwinds a blocking source when its pipeline ends: the counterpart of dropping a future.
pub(crate) struct Unwound;

impl<T> Out<T> {
    pub(crate) fn own() -> Self {
        Self { to: To::Own(Vec::new()) }
    }

    /// A port whose events are seen while the function still runs. `blocking`: `push` waits.
    pub(crate) fn shared(blocking: bool) -> (Self, Tap<T>) {
        let queue = Queue {
            events: VecDeque::new(),
            sender: None,
            driver: None,
            blocking,
            closed: false,
            room: ROOM,
        };
        let shared = Arc::new(Shared { queue: Mutex::new(queue), room: Condvar::new() });
        (Self { to: To::Shared(Tap { shared: shared.clone() }) }, Tap { shared })
    }

    /// Sends `event` on. In an async function prefer [`send`](Out::send), which waits for room.
    #[inline]
    pub fn push(&mut self, event: T) {
        match &mut self.to {
            To::Own(events) => events.push(event),
            To::Shared(tap) => tap.push(event),
        }
    }

    /// Sends `event` on, and waits while those downstream are busy.
    pub async fn send(&mut self, event: T) {
        match &mut self.to {
            To::Own(events) => events.push(event),
            To::Shared(tap) => {
                let mut event = Some(event);
                poll_fn(|cx| tap.poll_push(cx, &mut event)).await;
            }
        }
    }

    /// What was pushed and not yet taken: for unit tests of functions.
    pub fn take(&mut self) -> Vec<T> {
        match &mut self.to {
            To::Own(events) => std::mem::take(events),
            To::Shared(tap) => tap.take(),
        }
    }

    /// The events of a synchronous function's last call.
    #[inline(always)]
    pub(crate) fn pushed(&mut self) -> Option<std::vec::Drain<'_, T>> {
        match &mut self.to {
            To::Own(events) if !events.is_empty() => Some(events.drain(..)),
            _ => None,
        }
    }

    /// The other end of a shared port.
    pub(crate) fn tap(&self) -> Option<Tap<T>> {
        match &self.to {
            To::Own(_) => None,
            To::Shared(tap) => Some(Tap { shared: tap.shared.clone() }),
        }
    }
}

impl<T> Tap<T> {
    fn lock(&self) -> std::sync::MutexGuard<'_, Queue<T>> {
        self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, event: T) {
        let mut queue = self.lock();
        while queue.blocking && queue.events.len() >= queue.room && !queue.closed {
            queue = self.shared.room.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        if queue.blocking && queue.closed {
            drop(queue);
            std::panic::resume_unwind(Box::new(Unwound));
        }
        queue.events.push_back(event);
        let driver = queue.driver.take();
        drop(queue);
        if let Some(driver) = driver {
            driver.wake();
        }
    }

    fn poll_push(&self, cx: &mut TaskContext<'_>, event: &mut Option<T>) -> Poll<()> {
        let mut queue = self.lock();
        if queue.events.len() >= queue.room {
            queue.sender = Some(cx.waker().clone());
            return Poll::Pending;
        }
        queue.events.extend(event.take());
        Poll::Ready(())
    }

    /// All that was pushed so far; whoever waits for room goes on.
    pub(crate) fn take(&self) -> Vec<T> {
        let mut events = VecDeque::new();
        self.swap(&mut events);
        events.into()
    }

    /// The same into the empty buffer `events`, whose allocation serves what is pushed next.
    pub(crate) fn swap(&self, events: &mut VecDeque<T>) {
        let mut queue = self.lock();
        std::mem::swap(&mut queue.events, events);
        let sender = queue.sender.take();
        drop(queue);
        self.shared.room.notify_all();
        if let Some(sender) = sender {
            sender.wake();
        }
    }

    /// How many events may be pushed before they are taken.
    pub(crate) fn allow(&self, room: usize) {
        self.lock().room = room.clamp(1, ROOM);
    }

    /// True when there is something to take. If not, the next push of a blocking function wakes the
    /// task; an async one pushes only when it is polled.
    pub(crate) fn watch(&self, cx: &mut TaskContext<'_>) -> bool {
        let mut queue = self.lock();
        let empty = queue.events.is_empty();
        if empty && queue.blocking {
            queue.driver = Some(cx.waker().clone());
        }
        !empty
    }

    /// Ends a blocking function at its next `push`.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.shared.room.notify_all();
    }
}

impl<T> fmt::Debug for Out<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Out").finish_non_exhaustive()
    }
}
