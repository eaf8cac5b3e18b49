//! A step behind a pointer: for what is entered once a batch or seldom, never once an event.

use std::time::Instant;

use futures::future::{BoxFuture, FutureExt};

use super::step::{Flow, Phase, Step, Taker};

/// [`Step`] as an object.
pub trait DynStep<T>: Send {
    /// See [`Step::room`].
    fn room(&self) -> usize;
    /// Hands the event over.
    fn give(&mut self, event: T) -> Flow;
    /// Hands over the first `count` of `events`.
    fn give_some(&mut self, events: &mut Vec<T>, count: usize) -> Flow;
    /// See [`Step::due`].
    fn due(&self) -> bool;
    /// See [`Step::advance`].
    fn advance(&mut self, phase: Phase) -> BoxFuture<'_, Flow>;
    /// See [`Step::publish`].
    fn publish(&mut self, received: u64);
    /// See [`Step::deadline`].
    fn deadline(&self) -> Option<Instant>;
}

impl<T: Send + 'static, S: Step<T>> DynStep<T> for S {
    fn room(&self) -> usize {
        Step::room(self)
    }
    fn give(&mut self, event: T) -> Flow {
        Step::give(self, event)
    }
    fn give_some(&mut self, events: &mut Vec<T>, count: usize) -> Flow {
        for event in events.drain(..count.min(events.len())) {
            Step::give(self, event)?;
        }
        Ok(())
    }
    fn due(&self) -> bool {
        Step::due(self)
    }
    fn advance(&mut self, phase: Phase) -> BoxFuture<'_, Flow> {
        Step::advance(self, phase).boxed()
    }
    fn publish(&mut self, received: u64) {
        Step::publish(self, received);
    }
    fn deadline(&self) -> Option<Instant> {
        Step::deadline(self)
    }
}

/// Any step of events `T`.
pub type AnyStep<T> = Box<dyn DynStep<T>>;

/// Cuts a long fused chain, so that types stay small: events gather here and go on in a batch, one
/// dynamic call for all of them.
pub struct Segment<T> {
    gathered: Vec<T>,
    next: AnyStep<T>,
    given: u64,
}

/// How many events gather before they must go on.
const GATHERED: usize = 1024;

impl<T: Send + 'static> Segment<T> {
    /// What follows `next` is another piece of the same stage.
    pub fn new(next: impl Step<T>) -> Self {
        Self { gathered: Vec::new(), next: Box::new(next), given: 0 }
    }

    /// The same for a step that is behind a pointer already.
    pub(crate) fn boxed(next: AnyStep<T>) -> Self {
        Self { gathered: Vec::new(), next, given: 0 }
    }

    async fn carry_on(&mut self) -> Flow {
        while !self.gathered.is_empty() {
            let room = self.next.room();
            if room == 0 {
                self.next.advance(Phase::Settle).await?;
                continue;
            }
            let count = room.min(self.gathered.len());
            self.next.give_some(&mut self.gathered, count)?;
            self.given += count as u64;
            if self.next.due() {
                self.next.advance(Phase::Settle).await?;
            }
        }
        Ok(())
    }
}

impl<T: Send + 'static> Step<T> for Segment<T> {
    type Mode = Taker;

    fn room(&self) -> usize {
        GATHERED.saturating_sub(self.gathered.len())
    }
    #[inline(always)]
    fn look(&mut self, _: &T) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn take(&mut self, event: T) -> Flow {
        self.gathered.push(event);
        Ok(())
    }
    fn due(&self) -> bool {
        !self.gathered.is_empty() || self.next.due()
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        self.carry_on().await?;
        self.next.publish(std::mem::take(&mut self.given));
        self.next.advance(phase).await
    }
    fn publish(&mut self, _: u64) {
        self.next.publish(std::mem::take(&mut self.given));
    }
    fn deadline(&self) -> Option<Instant> {
        self.next.deadline()
    }
}
