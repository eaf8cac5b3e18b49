//! What stands in one lane, under the lock of its inbox.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

use super::message::{Capacity, Message, Signal};
use super::sync::{Arc, AtomicUsize, Ordering};

/// Up to so many events are moved one by one to join a batch; more are handed over as a batch of
/// their own. A moved event costs about a nanosecond, a batch of its own a buffer and a lock.
pub(super) const SMALL: usize = 32;

/// Empty buffers that a lane keeps for its sender: as many as are usually on the way.
const SPARE: usize = 8;

pub(super) struct Queue<T> {
    messages: VecDeque<Message<T>>,
    /// Events that fit, all told.
    places: usize,
    /// Events that fit now. Written only under the lock; the sender also reads it without, which
    /// is safe because others only ever raise it (until the inbox closes).
    room: Arc<AtomicUsize>,
    rendezvous: bool,
    spare: Vec<Vec<T>>,
    /// The marked event's place from the front, and its mark.
    marked: Option<(usize, u64)>,
    /// The sender, while it waits.
    pub(super) sender: Option<Waker>,
}

impl<T> Queue<T> {
    pub(super) fn new(capacity: Capacity) -> Self {
        let (places, rendezvous) = match capacity {
            Capacity::Rendezvous => (1, true),
            Capacity::Events(places) => (places.get(), false),
        };
        Queue {
            messages: VecDeque::new(),
            places,
            room: Arc::new(AtomicUsize::new(places)),
            rendezvous,
            spare: Vec::new(),
            marked: None,
            sender: None,
        }
    }

    pub(super) fn places(&self) -> usize {
        self.places
    }

    pub(super) fn is_rendezvous(&self) -> bool {
        self.rendezvous
    }

    pub(super) fn room_cell(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.room)
    }

    pub(super) fn room(&self) -> usize {
        self.room.load(Ordering::Relaxed)
    }

    fn set_room(&self, room: usize) {
        self.room.store(room, Ordering::Relaxed);
    }

    /// Events in the batch at the front; none if a signal stands there, or nothing.
    pub(super) fn front_events(&self) -> Option<usize> {
        match self.messages.front() {
            Some(Message::Data(batch)) => Some(batch.len()),
            _ => None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Puts in what fits of the front of `from`, at most `most`. A batch that goes in whole is
    /// swapped for an empty buffer that the receiver is done with.
    pub(super) fn put(&mut self, from: &mut VecDeque<T>, most: usize) -> usize {
        let count = from.len().min(most).min(self.room());
        if count == 0 {
            return 0;
        }
        match self.messages.back_mut() {
            Some(Message::Data(last)) if count <= SMALL => last.extend(from.drain(..count)),
            _ => {
                let mut batch = VecDeque::from(self.spare.pop().unwrap_or_default());
                if count == from.len() {
                    mem::swap(from, &mut batch);
                } else {
                    batch.extend(from.drain(..count));
                }
                self.messages.push_back(Message::Data(batch));
            }
        }
        self.set_room(self.room() - count);
        count
    }

    /// Marks the next event that is put in, unless one in here is marked already or `mark` is 0. The
    /// mark comes out with the event: that samples how old events are, at no cost to the others.
    pub(super) fn mark(&mut self, mark: u64) {
        if mark != 0 && self.marked.is_none() {
            self.marked = Some((self.places.saturating_sub(self.room()), mark));
        }
    }

    /// The mark, if its event is among the `count` that leave.
    pub(super) fn unmark(&mut self, count: usize) -> Option<u64> {
        let (place, mark) = self.marked.as_mut()?;
        if *place < count {
            let mark = *mark;
            self.marked = None;
            return Some(mark);
        }
        *place -= count;
        None
    }

    /// Adds at most `max` events of the batch at the front to `into`, returns how many.
    pub(super) fn take(&mut self, max: usize, into: &mut Vec<T>) -> usize {
        let count = match self.messages.front_mut() {
            Some(Message::Data(front)) if front.len() > max => {
                into.extend(front.drain(..max));
                max
            }
            Some(Message::Data(_)) => self.take_front(into),
            _ => 0,
        };
        self.set_room(self.room() + count);
        count
    }

    fn take_front(&mut self, into: &mut Vec<T>) -> usize {
        let Some(Message::Data(batch)) = self.messages.pop_front() else {
            return 0;
        };
        let mut batch = Vec::from(batch);
        let count = batch.len();
        if into.is_empty() {
            mem::swap(into, &mut batch);
        } else {
            into.append(&mut batch);
        }
        if self.spare.len() < SPARE && batch.capacity() > 0 {
            self.spare.push(batch);
        }
        count
    }

    /// Takes back the event that stands last, if nothing stands behind it.
    pub(super) fn withdraw(&mut self) -> Option<T> {
        let Some(Message::Data(last)) = self.messages.back_mut() else {
            return None;
        };
        let event = last.pop_back();
        self.marked = None;
        if last.is_empty()
            && let Some(Message::Data(buffer)) = self.messages.pop_back()
        {
            self.spare.push(Vec::from(buffer));
        }
        self.set_room(self.room() + usize::from(event.is_some()));
        event
    }

    /// Adds a signal or the end.
    pub(super) fn post(&mut self, message: Message<T>) {
        // Signals take no room: a source that only tells the time must not fill a lane that is
        // not read. Of two watermarks with nothing in between the later one says all.
        if let Message::Signal(Signal::Watermark(new)) = message
            && let Some(Message::Signal(Signal::Watermark(last))) = self.messages.back_mut()
        {
            *last = new.max(*last);
        } else {
            self.messages.push_back(message);
        }
    }

    /// Removes the signal or the end that stands at the front; leaves data.
    pub(super) fn next_signal(&mut self) -> Option<Message<T>> {
        match self.messages.front()? {
            Message::Data(_) => None,
            _ => self.messages.pop_front(),
        }
    }

    /// The sender, if it waits and enough has come free to be worth a wake-up.
    pub(super) fn sender_with_half(&mut self) -> Option<Waker> {
        if self.sender.is_some() && self.room() >= self.places.div_ceil(2) {
            self.sender.take()
        } else {
            None
        }
    }

    /// The sender, if it waits and anything is free.
    pub(super) fn sender_with_any(&mut self) -> Option<Waker> {
        if self.room() > 0 { self.sender.take() } else { None }
    }

    /// Nothing fits any more. What stood in the lane is to be dropped without the lock.
    pub(super) fn close(&mut self) -> (VecDeque<Message<T>>, Option<Waker>) {
        self.set_room(0);
        (mem::take(&mut self.messages), self.sender.take())
    }
}
