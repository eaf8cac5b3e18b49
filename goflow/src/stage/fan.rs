//! Fan-out inside a stage: readers are lent the event, takers get clones, the last taker gets the
//! original.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::time::Instant;

use futures::FutureExt;

use super::pending::PENDING;
use super::step::{Flow, Mode, Phase, Reader, Step, Stop, Taker};
use super::takers::{Duplicate, ManyTakers, Shared};

/// Whether an event is cloned for the first of two receivers, by their modes.
pub trait Split<T, A, B> {
    /// Makes a second event, where both take it.
    const DUPLICATE: Option<fn(&T) -> T> = None;
    /// Lets both take it.
    fn split(event: T, a: &mut impl Step<T>, b: &mut impl Step<T>) -> Flow;
}

impl<T, S> Split<T, Reader, Reader> for S {
    #[inline(always)]
    fn split(_: T, _: &mut impl Step<T>, _: &mut impl Step<T>) -> Flow {
        Ok(())
    }
}
impl<T, S> Split<T, Reader, Taker> for S {
    #[inline(always)]
    fn split(event: T, _: &mut impl Step<T>, b: &mut impl Step<T>) -> Flow {
        b.take(event)
    }
}
impl<T, S> Split<T, Taker, Reader> for S {
    #[inline(always)]
    fn split(event: T, a: &mut impl Step<T>, _: &mut impl Step<T>) -> Flow {
        a.take(event)
    }
}
impl<T, C: Duplicate<T>> Split<T, Taker, Taker> for ManyTakers<C> {
    const DUPLICATE: Option<fn(&T) -> T> = Some(C::duplicate);
    #[inline(always)]
    fn split(event: T, a: &mut impl Step<T>, b: &mut impl Step<T>) -> Flow {
        a.take(C::duplicate(&event))?;
        b.take(event)
    }
}

/// The mode of two receivers together.
pub trait Join<B> {
    /// A taker if one of them is.
    type Mode: Mode;
}
impl Join<Reader> for Reader {
    type Mode = Reader;
}
impl Join<Taker> for Reader {
    type Mode = Taker;
}
impl<B> Join<B> for Taker {
    type Mode = Taker;
}

/// Sends each event to both.
pub struct Fan<T, S, A, B> {
    a: A,
    b: B,
    /// Events that a reader is to be awaited for.
    pending: VecDeque<T>,
    count: PhantomData<fn() -> S>,
}

impl<T, S, A, B> Fan<T, S, A, B> {
    /// `S`: how many takers the whole fan-out has.
    pub fn new(_: Shared<T, S>, a: A, b: B) -> Self {
        Self { a, b, pending: VecDeque::new(), count: PhantomData }
    }
}

impl<T, S, A, B> Fan<T, S, A, B>
where
    T: Send + 'static,
    S: Split<T, A::Mode, B::Mode> + 'static,
    A: Step<T>,
    B: Step<T>,
    A::Mode: Join<B::Mode>,
{
    /// Lends each event to those who only read it, one after the other, then lets it be taken.
    async fn work(&mut self) -> Flow {
        while let Some(event) = self.pending.pop_front() {
            while self.a.room() == 0 || self.b.room() == 0 {
                self.settle().await?;
            }
            self.look(&event)?;
            let event = self.attend(event).await?;
            self.take(event)?;
            if self.a.due() || self.b.due() {
                self.settle().await?;
            }
        }
        Ok(())
    }

    async fn settle(&mut self) -> Flow {
        self.a.advance(Phase::Settle).await?;
        self.b.advance(Phase::Settle).await
    }
}

/// Whether the first of two queues should follow, by what is known of their readers: those who only
/// read should, and who is not known yet is to be met.
fn rather_follows(first: Option<bool>, second: Option<bool>) -> bool {
    first == Some(true) || (first.is_none() && second == Some(false))
}

/// `first` takes the events, `second` follows. `from`: what the first one had before.
#[inline(always)]
#[allow(clippy::manual_flatten, reason = "as in `Step::feed`")]
fn take_and_follow<T>(
    events: impl Iterator<Item = Option<T>>,
    first: &mut impl Step<T>,
    from: usize,
    second: &mut impl Step<T>,
    duplicate: fn(&T) -> T,
) -> Flow {
    for event in events {
        if let Some(event) = event {
            first.take(event)?;
        }
    }
    let events = first.gathered().and_then(|all| all.get(from..)).unwrap_or_default();
    second.follow(events, duplicate)
}

impl<T, S, A, B> Step<T> for Fan<T, S, A, B>
where
    T: Send + 'static,
    S: Split<T, A::Mode, B::Mode> + 'static,
    A: Step<T>,
    B: Step<T>,
    A::Mode: Join<B::Mode>,
{
    type Mode = <A::Mode as Join<B::Mode>>::Mode;

    #[inline(always)]
    fn room(&self) -> usize {
        if self.attends() {
            return PENDING.saturating_sub(self.pending.len());
        }
        self.a.room().min(self.b.room())
    }
    #[inline(always)]
    fn look(&mut self, event: &T) -> Flow {
        self.a.look(event)?;
        self.b.look(event)
    }
    #[inline(always)]
    fn give(&mut self, event: T) -> Flow {
        if self.attends() {
            self.pending.push_back(event);
            return Ok(());
        }
        self.look(&event)?;
        self.take(event)
    }
    #[inline(always)]
    fn attends(&self) -> bool {
        self.a.attends() || self.b.attends()
    }
    async fn attend(&mut self, event: T) -> Result<T, Stop> {
        let event = self.a.attend(event).await?;
        self.b.attend(event).await
    }
    #[inline(always)]
    fn take(&mut self, event: T) -> Flow {
        // Who only reads comes first, and sees the event as it was sent.
        let Self { a, b, .. } = self;
        S::split(event, a, b)
    }
    /// Where both end in queues, one takes the events of the lap, and the other one follows: those
    /// who read there are lent them all at once, with no copy made.
    #[inline(always)]
    #[allow(clippy::manual_flatten, reason = "as in `Step::feed`")]
    fn feed(&mut self, events: impl Iterator<Item = Option<T>>) -> Flow {
        if let Some(duplicate) = S::DUPLICATE
            && !self.attends()
        {
            let Self { a, b, .. } = self;
            let (from_a, from_b) = (a.gathered().map(<[T]>::len), b.gathered().map(<[T]>::len));
            if let (Some(from_a), Some(from_b)) = (from_a, from_b) {
                return if rather_follows(a.lends(), b.lends()) {
                    take_and_follow(events, b, from_b, a, duplicate)
                } else {
                    take_and_follow(events, a, from_a, b, duplicate)
                };
            }
        }
        for event in events {
            if let Some(event) = event {
                self.give(event)?;
            }
        }
        Ok(())
    }
    #[inline(always)]
    fn due(&self) -> bool {
        !self.pending.is_empty() || self.a.due() || self.b.due()
    }
    #[inline]
    fn try_advance(&mut self, phase: Phase) -> Option<Flow> {
        if !self.pending.is_empty() {
            return None;
        }
        match self.a.try_advance(phase)? {
            Ok(()) => self.b.try_advance(phase),
            stop => Some(stop),
        }
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        if !self.pending.is_empty() {
            // Behind a pointer: types of futures grow with the depth of the graph as it is.
            self.work().boxed().await?;
            // What a `when` let pass was not known when the events were counted.
            self.publish(0);
        }
        self.a.advance(phase).await?;
        self.b.advance(phase).await
    }
    fn publish(&mut self, received: u64) {
        self.a.publish(received);
        self.b.publish(received);
    }
    fn deadline(&self) -> Option<Instant> {
        self.a.deadline().into_iter().chain(self.b.deadline()).min()
    }
}
